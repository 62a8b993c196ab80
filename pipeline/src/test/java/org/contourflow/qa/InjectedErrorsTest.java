package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the review finds of errors put into the clinicians' contours of OpenKBP's validation
 * patients, and what it says of the contours as they are; no limit was made with these patients.
 * Writes target/injected-errors.md, the table of docs/contour-qa.md.
 */
@Tag("long")
class InjectedErrorsTest {
  /**
   * Doubtful by the network's training (doubtful.txt), absurd by the data's own page, or blank: the
   * published CT of pt_203 shows nothing around the brainstem, nor around the upper third of the
   * other organs; these were added when the review had named them and the CT was looked at.
   */
  private static Map<String, Set<String>> calledWrong() throws IOException {
    Map<String, Set<String>> all = new TreeMap<>(OpenKbp.doubtful());
    Set<String> inBlank = Set.of("Brainstem", "Bone", "Parotid_L", "SpinalCord");
    all.merge("pt_203", inBlank, InjectedErrorsTest::both);
    all.merge("pt_215", Set.of("SpinalCord"), InjectedErrorsTest::both);
    all.merge("pt_216", Set.of("SpinalCord"), InjectedErrorsTest::both);
    return all;
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  @Test
  void gross_errors_are_found_and_right_contours_are_left_alone() throws IOException {
    InjectedErrors run = new InjectedErrors(QaLimits.usual(), calledWrong());
    try (OpenKbp data = new OpenKbp()) {
      InjectedMasks masks = new InjectedMasks(data);
      for (String id : data.ids("validation-pats")) {
        run.add(masks.of(id));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "injected-errors.md"), run.table());
    assertThat(run.grossShare()).as("share of gross errors found").isGreaterThanOrEqualTo(0.95);
    assertThat(run.slightShare()).as("share of slight errors found").isGreaterThanOrEqualTo(0.68);
    assertThat(run.soundAlarmsACase())
        .as("structures with an alarm that nobody called wrong before, a case")
        .isLessThanOrEqualTo(0.1);
  }
}
