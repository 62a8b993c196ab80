package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the review finds of errors put into the clinicians' contours of OpenKBP's validation
 * patients, and what it says of the contours as they are; no limit was made with these patients.
 * Writes target/injected-errors.md, the table of docs/contour-qa.md.
 */
@Tag("long")
class InjectedErrorsTest {
  @Test
  void gross_errors_are_found_and_right_contours_are_left_alone() throws IOException {
    InjectedErrors run = new InjectedErrors(QaLimits.usual());
    try (OpenKbp data = new OpenKbp()) {
      InjectedMasks masks = new InjectedMasks(data);
      for (String id : data.ids("validation-pats")) {
        run.add(masks.of(id));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "injected-errors.md"), run.table());
    assertThat(run.grossShare()).as("share of gross errors found").isGreaterThanOrEqualTo(0.75);
    assertThat(run.slightShare()).as("share of slight errors found").isGreaterThanOrEqualTo(0.45);
  }
}
