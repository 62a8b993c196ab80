package org.contourflow.workflow;

import java.util.List;
import java.util.Map;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.report.SliceRing;

/**
 * What QA says of a case.
 *
 * @param delivered the contours of the RTSTRUCT as read back, by structure name
 * @param findings in the order in which they are shown
 */
record Assessment(Map<String, List<SliceRing>> delivered, List<QaFinding> findings) {
  Assessment {
    delivered = Map.copyOf(delivered);
    findings = List.copyOf(findings);
  }

  /** Whether the case may leave: findings tell a person where to look, but one stops it. */
  StepOutcome outcome() {
    return findings.stream().anyMatch(f -> f.code() == QaCode.DELIVERED_DIFFERS)
        ? new StepOutcome.Failed("the RTSTRUCT does not enclose what was contoured", false)
        : new StepOutcome.Done();
  }
}
