package org.contourflow.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanedCasesTest {
  @TempDir Path folder;
  private final BoxCases source = new BoxCases();

  @BeforeEach
  void two_cases_with_brainstem_and_larynx() {
    for (String id : List.of("p1", "p2")) {
      BinaryMask high = BoxCases.box(12, 16, 4, 9, 4, 9);
      BinaryMask low = BoxCases.box(2, 8, 4, 12, 4, 12);
      source.add(id, Map.of("Brainstem", high, "Larynx", low), 0, 19);
    }
  }

  private CaseSource cleaned(String list) throws IOException {
    return CleanedCases.of(
        source,
        Files.writeString(folder.resolve("doubtful.txt"), list),
        SevenOrgans.SCHEME.structureNames());
  }

  @Test
  void a_doubtful_contour_is_missing_for_training_and_others_stay() throws IOException {
    CaseSource cleaned = cleaned("# looked at\n\np1 Larynx  # no larynx\n");
    assertThat(cleaned.read("p1").contours()).containsOnlyKeys("Brainstem");
    assertThat(cleaned.read("p2").contours()).containsOnlyKeys("Brainstem", "Larynx");
    TrainingCase read =
        new CaseReader(cleaned, SevenOrgans.SCHEME, new double[] {3, 4, 4}).read("p1");
    assertThat(read.has(SevenOrgans.LARYNX)).isFalse();
    assertThat(read.missing()[SevenOrgans.LARYNX]).isTrue();
    assertThat(read.has(1)).isTrue();
  }

  @Test
  void a_cache_made_with_the_contour_is_out_of_date_without_it() throws IOException {
    CaseSource cleaned = cleaned("p1 Larynx");
    assertThat(cleaned.fingerprint("p1")).isNotEqualTo(source.fingerprint("p1"));
    assertThat(cleaned.fingerprint("p2")).isEqualTo(source.fingerprint("p2"));
  }

  @Test
  void a_line_that_names_no_case_or_no_structure_is_refused_with_its_number() {
    for (String wrong : List.of("p3 Larynx", "p1 Lung_L", "p1", "p1 Background")) {
      assertThatThrownBy(() -> cleaned("p1 Larynx\n" + wrong))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("doubtful.txt line 2")
          .hasMessageContaining("Larynx");
    }
  }
}
