package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What clinicians sent back of delivered cases: where a training set may be selected from. */
@FunctionalInterface
public interface ReviewedCases {
  /** Every set that came back and was found to be a case's, in any order. */
  List<Reviewed> all() throws IOException;

  /**
   * A clinician's set of a case.
   *
   * @param caseId no patient's name; two sets of one case have the same
   * @param approval ApprovalStatus of the set; may be empty
   * @param isMatched whether at least one of its structures was paired with a delivered one and
   *     measured
   * @param ct the files of the case's CT; empty: they are gone
   * @param set the file of the set; empty: it is gone
   */
  record Reviewed(
      String caseId,
      String approval,
      Instant receivedAt,
      boolean isMatched,
      List<Path> ct,
      Optional<Path> set) {
    public Reviewed {
      ct = List.copyOf(ct);
    }
  }
}
