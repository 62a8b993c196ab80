package org.contourflow.workflow;

import org.contourflow.series.CtReadException;
import org.contourflow.workflow.StepOutcome.Failed;

/** What was thrown in a step, as a code, a reason and what to do. No patient data. */
final class StepFailures {
  private static final String AGAIN = " Then: contourflow retry CASE.";

  private StepFailures() {}

  static Failed of(Throwable thrown) {
    String kind = thrown.getClass().getSimpleName();
    if (thrown instanceof CtReadException unreadable) {
      return new Failed(
          "CT_UNREADABLE",
          kind + ": a slice cannot be read: " + unreadable.reason(),
          "Send the slice, or the series, again from its source." + AGAIN,
          true);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Failed(
          "OUT_OF_MEMORY",
          kind + ": the process had not the memory",
          "Give it more (CONTOURFLOW_JAVA_OPTS=-Xmx6g), or contour one series at a time." + AGAIN,
          true);
    }
    if (thrown instanceof java.io.IOException) {
      return new Failed(
          "DISK",
          kind + ": a file of the home could not be read or written",
          "See whether the disk is full or rights have changed; the log says more." + AGAIN,
          true);
    }
    return new Failed(
        "INTERNAL",
        kind,
        "The log says where; it is a fault of the program or of its installation." + AGAIN,
        true);
  }
}
