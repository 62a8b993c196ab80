package org.contourflow.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleBinaryOperator;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks that lie a part of a voxel beside their CT. Truth: formulas of the place. */
class MovedCtTest {
  private static final VoxelGrid GRID = BoxCases.GRID;

  @TempDir Path folder;

  /** A body with soft edges and texture: HU by row and column, in voxels. */
  private static final DoubleBinaryOperator TISSUE =
      (r, c) -> 40 + 300 * Math.sin(r / 2.0) * Math.cos(c / 2.5) + 12 * c - 7 * r;

  private static CtVolume ct(DoubleBinaryOperator hu) {
    short[] values = new short[(int) GRID.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      int r = i / GRID.columns() % GRID.rows();
      values[i] = (short) Math.round(hu.applyAsDouble(r, i % GRID.columns()));
    }
    return CtVolume.wrap(GRID, values);
  }

  @Test
  void a_ct_is_read_where_the_labels_are() {
    CtVolume moved = MovedCt.read(ct(TISSUE), 0.375, -0.25);
    for (int r = 2; r < GRID.rows() - 2; r++) {
      for (int c = 2; c < GRID.columns() - 2; c++) {
        double there = TISSUE.applyAsDouble(r + 0.375, c - 0.25);
        assertThat((double) moved.hu(3, r, c))
            .as("row %d, column %d", r, c)
            .isBetween(there - 6, there + 6);
      }
    }
  }

  @Test
  void a_whole_voxel_is_a_whole_voxel_and_nothing_is_nothing() {
    CtVolume ct = ct(TISSUE);
    CtVolume same = MovedCt.read(ct, 0, 0);
    CtVolume next = MovedCt.read(ct, 1, 0);
    for (int r = 0; r < GRID.rows() - 1; r++) {
      assertThat(same.hu(5, r, 7)).isEqualTo(ct.hu(5, r, 7));
      assertThat(next.hu(5, r, 7)).isEqualTo(ct.hu(5, r + 1, 7));
    }
    assertThat(next.hu(5, GRID.rows() - 1, 7)).isEqualTo(ct.hu(5, GRID.rows() - 1, 7));
  }

  /** A cubic swings beyond an edge: air would become -1,100 HU, which no scanner writes. */
  @Test
  void no_value_lies_outside_what_the_ct_has() {
    CtVolume moved = MovedCt.read(ct((r, c) -> c < 12 ? -1024 : 1500), 0.3, 0.5);
    for (int c = 0; c < GRID.columns(); c++) {
      assertThat((int) moved.hu(0, 9, c)).isBetween(-1024, 1500);
    }
    assertThat((int) moved.hu(0, 9, 11)).isBetween(200, 280); // Half-way from air to bone.
  }

  @Test
  void a_description_says_where_its_labels_lie_and_what_was_cached_without_it_is_not_used()
      throws IOException {
    Files.createDirectories(folder.resolve("data/ct"));
    Files.createDirectories(folder.resolve("data/drawn"));
    Files.writeString(folder.resolve("data/cases.csv"), "case,slab_z0,slab_z1\np1,0,19\n");
    short[] bits = new short[(int) GRID.voxelCount()];
    bits[0] = 1;
    NiftiWriter.write(folder.resolve("data/ct/p1.nii.gz"), ct(TISSUE));
    NiftiWriter.write(folder.resolve("data/drawn/p1.nii.gz"), CtVolume.wrap(GRID, bits));
    String plain = "data: data\nmasks: drawn\nbits: [Brain]\n";
    Path file = Files.writeString(folder.resolve("d.yaml"), plain);
    NiftiCases as = NiftiCases.open(file);
    NiftiCases beside =
        NiftiCases.open(Files.writeString(file, plain + "beside: [0.375, 0.375]\n"));

    CtVolume moved = MovedCt.read(as.read("p1").ct(), 0.375, 0.375);
    assertThat(beside.read("p1").ct().values()).isEqualTo(moved.values());
    assertThat(beside.read("p1").contours().get("Brain").toBitSet())
        .isEqualTo(as.read("p1").contours().get("Brain").toBitSet());
    assertThat(beside.fingerprint("p1")).isNotEqualTo(as.fingerprint("p1"));
    Files.writeString(file, plain.replace("[Brain]", "['-', Brain]"));
    assertThat(NiftiCases.open(file).fingerprint("p1"))
        .as("other bits")
        .isNotEqualTo(as.fingerprint("p1"));
    for (String wrong : new String[] {"[0.375]", "[0.3, 1.5]", "[0.3, 0.3, 0.3]", "[0.3, ~]"}) {
      Files.writeString(file, plain + "beside: " + wrong + "\n");
      assertThatThrownBy(() -> NiftiCases.open(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("d.yaml: beside is two numbers");
    }
  }
}
