package org.contourflow.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseCacheTest {
  private static final double[] SPACING = {2, 1, 1};

  @TempDir Path folder;
  private final BoxCases cases = new BoxCases();

  @BeforeEach
  void oneCase() {
    cases.add("a", Map.of("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11)), 2, 18);
  }

  private TrainingCase read(double[] spacing) throws IOException {
    return new CaseCache(folder, cases, SevenOrgans.SCHEME, spacing).read("a");
  }

  @Test
  void a_case_comes_back_from_disk_as_it_was_and_the_source_is_not_read_again() throws IOException {
    TrainingCase first = read(SPACING);
    TrainingCase again = read(SPACING);
    assertThat(cases.reads).isEqualTo(1);
    assertThat(again).usingRecursiveComparison().isEqualTo(first);
    assertThat(first.has(SevenOrgans.LARYNX)).isTrue();
    assertThat(first.slices()).isEqualTo(17);
  }

  @Test
  void changed_files_or_another_grid_are_read_anew() throws IOException {
    read(SPACING);
    cases.stamp = "2";
    read(SPACING);
    assertThat(cases.reads).isEqualTo(2);
    assertThat(read(new double[] {4, 2, 2}).rowSpacingMm()).isEqualTo(2);
    assertThat(cases.reads).isEqualTo(3);
  }

  @Test
  void another_property_of_a_structure_or_another_order_of_overlaps_is_read_anew()
      throws IOException {
    String structures = "structures: [{name: Larynx}, {name: Brain%s}]\noverlaps: [%s]\n";
    int reads = 0;
    for (String scheme :
        List.of(
            structures.formatted("", "Larynx, Brain"),
            structures.formatted("", "Brain, Larynx"),
            structures.formatted(", openBelow: true", "Brain, Larynx"))) {
      Path file = Files.writeString(folder.resolve("labels.yaml"), scheme);
      for (int look = 0; look < 2; look++) {
        new CaseCache(folder, cases, LabelScheme.read(file), SPACING).read("a");
      }
      reads++;
      assertThat(cases.reads).as(scheme).isEqualTo(reads);
    }
  }

  @Test
  void a_cut_or_damaged_file_is_made_anew() throws IOException {
    TrainingCase first = read(SPACING);
    Path file = folder.resolve("a.case");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(read(SPACING)).usingRecursiveComparison().isEqualTo(first);
    bytes[bytes.length - 100] ^= 1;
    Files.write(file, bytes);
    assertThat(read(SPACING)).usingRecursiveComparison().isEqualTo(first);
    assertThat(cases.reads).isEqualTo(3);
  }

  @Test
  void a_fine_grid_is_averaged_so_that_a_checkerboard_does_not_alias() {
    int n = 12;
    short[] hu = new short[n * n * n];
    byte[] codes = new byte[hu.length];
    for (int i = 0; i < hu.length; i++) {
      int z = i / (n * n);
      int y = i / n % n;
      int x = i % n;
      hu[i] = (short) ((x + y + z) % 2 == 0 ? 100 : -100);
      codes[i] = (byte) (x < 4 ? 7 : 0);
    }
    TrainingCase fine =
        new TrainingCase("c", n, n, n, 1, 1, 1, hu, codes, new boolean[SevenOrgans.CLASSES]);
    TrainingCase coarse = FineGrid.reduce(fine, new double[] {3, 4, 4});
    assertThat(coarse.slices()).isEqualTo(4);
    assertThat(coarse.rows()).isEqualTo(3);
    assertThat(coarse.sliceSpacingMm()).isEqualTo(3);
    assertThat(coarse.hu()).containsOnly((short) 0);
    assertThat(coarse.code(2, 1, 0)).isEqualTo(7);
    assertThat(coarse.code(2, 1, 1)).isZero();
    assertThat(FineGrid.reduce(fine, new double[] {1.9, 1.5, 1})).isSameAs(fine);
  }
}
