package org.contourflow.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSchemeTest {
  private static final Path TRAIN = Path.of("train");
  private static final String CANAL =
      """
      structures:
      - {name: Eye_R, mirror: Eye_L}
      - {name: SpinalCanal, openBelow: true, includes: [SpinalCord]}
      - {name: SpinalCord, openBelow: true}
      - {name: Eye_L, mirror: Eye_R}
      overlaps: [SpinalCord, SpinalCanal, Eye_R, Eye_L]
      """;

  @TempDir Path folder;

  private LabelScheme scheme(String yaml) throws IOException {
    return LabelScheme.read(Files.writeString(folder.resolve("labels.yaml"), yaml));
  }

  @Test
  void the_seven_organs_have_the_codes_that_networks_up_to_0_4_0_were_trained_with() {
    LabelScheme seven = LabelScheme.openKbp();
    assertThat(seven.names())
        .containsExactly(
            "Background",
            "Brainstem",
            "SpinalCord",
            "Parotid_R",
            "Parotid_L",
            "Esophagus",
            "Larynx",
            "Bone_Mandible");
    assertThat(seven.open()).containsExactly(2, 5);
    assertThat(List.of(seven.unknown(0), seven.unknown(1), seven.unknown(2), seven.unknown(3)))
        .containsExactly(0, 8, 9, 10);
    assertThat(seven.priority()).containsExactly(2, 1, 3, 4, 6, 5, 7);
    assertThat(List.of(seven.mirrored(3), seven.mirrored(4), seven.mirrored(7), seven.mirrored(9)))
        .containsExactly(4, 3, 7, 9);
    assertThat(seven.mirrored(LabelScheme.IGNORED)).isEqualTo(LabelScheme.IGNORED);
  }

  @Test
  void the_shipped_network_s_scheme_begins_with_the_seven() throws IOException {
    LabelScheme shipped = LabelScheme.read(TRAIN.resolve("head-neck-labels.yaml"));
    assertThat(shipped.classes()).isEqualTo(14);
    assertThat(shipped.names().subList(0, 8)).isEqualTo(LabelScheme.openKbp().names());
    int canal = shipped.classOf("SpinalCanal");
    assertThat(shipped.covers(canal, shipped.classOf("SpinalCord"))).isTrue();
    assertThat(shipped.covers(canal, shipped.classOf("Brain"))).isFalse();
    assertThat(shipped.mirrored(shipped.classOf("Eye_L"))).isEqualTo(shipped.classOf("Eye_R"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mirror: Eye_L}|mirror: SpinalCord}|its mirror must name it in turn",
        "[SpinalCord, SpinalCanal, Eye_R, Eye_L]|[SpinalCord, Eye_R, Eye_L]|overlaps must name every",
        "includes: [SpinalCord]|includes: [Cord]|includes what is no structure",
        "name: Eye_L|name: Eye_R|stands twice",
        "openBelow: true}|openBellow: true}|openBellow",
      })
  void what_is_wrong_in_a_scheme_is_told_with_the_file(String from, String to, String rule) {
    assertThatThrownBy(() -> scheme(CANAL.replace(from, to)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("labels.yaml: ")
        .hasMessageContaining(rule);
  }

  @Test
  void a_canal_without_its_cord_s_contour_is_not_known_and_with_it_the_rest_of_it()
      throws IOException {
    LabelScheme scheme = scheme(CANAL);
    BoxCases cases = new BoxCases();
    BinaryMask canal = BoxCases.box(2, 15, 6, 12, 6, 12);
    BinaryMask cord = BoxCases.box(2, 15, 8, 10, 8, 10);
    cases.add("both", java.util.Map.of("SpinalCanal", canal, "SpinalCord", cord), 0, 19);
    cases.add("canal", java.util.Map.of("SpinalCanal", canal), 0, 19);
    CaseReader reader = new CaseReader(cases, scheme, new double[] {2, 1, 1});
    TrainingCase both = reader.read("both");
    assertThat(both.code(5, 9, 9)).isEqualTo(3);
    assertThat(both.code(5, 7, 7)).isEqualTo(2);
    assertThat(both.code(1, 0, 0)).as("below both").isEqualTo(scheme.unknown(3));
    assertThat(reader.read("canal").code(5, 9, 9)).isEqualTo(LabelScheme.IGNORED);
  }

  @Test
  void of_another_habit_a_contour_counts_as_not_made() throws IOException {
    LabelScheme scheme = scheme(CANAL);
    BoxCases cases = new BoxCases();
    cases.add("a", java.util.Map.of("SpinalCord", BoxCases.box(2, 15, 8, 10, 8, 10)), 0, 19);
    TrainingCase read = new CaseReader(cases, scheme, new double[] {2, 1, 1}).read("a");
    TrainingCase without = read.without(Set.of(3));
    assertThat(read.has(3)).isTrue();
    assertThat(without.has(3)).isFalse();
    assertThat(without.code(5, 9, 9)).isZero();
    assertThat(without.code(1, 0, 0)).isEqualTo(read.code(1, 0, 0));
  }

  @Test
  void masks_of_another_folder_with_bits_of_another_order_are_read_by_a_description()
      throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/ct")).getParent();
    Files.createDirectories(data.resolve("drawn"));
    Files.writeString(data.resolve("cases.csv"), "case,slab_z0,slab_z1\np1,0,19\n");
    short[] bits = new short[(int) BoxCases.GRID.voxelCount()];
    bits[0] = 1 | 1 << 14;
    var hu = org.contourflow.volume.CtVolume.wrap(BoxCases.GRID, new short[bits.length]);
    var masks = org.contourflow.volume.CtVolume.wrap(BoxCases.GRID, bits);
    org.contourflow.volume.io.NiftiWriter.write(data.resolve("ct/p1.nii.gz"), hu);
    org.contourflow.volume.io.NiftiWriter.write(data.resolve("drawn/p1.nii.gz"), masks);
    String names = "Brain" + ", \"-\"".repeat(13) + ", Eye_L, Eye_R";
    Path file =
        Files.writeString(
            folder.resolve("d.yaml"), "data: data\nmasks: drawn\nbits: [" + names + "]\n");
    assertThat(NiftiCases.isOne(file)).isTrue();
    assertThat(NiftiCases.open(file).read("p1").contours()).containsOnlyKeys("Brain", "Eye_L");
    Files.writeString(file, "data: data\nbits: []\n");
    assertThatThrownBy(() -> NiftiCases.open(file)).hasMessageContaining("d.yaml needs the keys");
  }
}
