package org.contourflow.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.protocols.QaRules;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.Severity;
import org.contourflow.report.SliceRing;

/**
 * What QA says of a case.
 *
 * @param delivered the contours of the RTSTRUCT as read back, by structure name
 * @param findings in the order in which they are shown
 * @param rules what becomes of a case with findings
 * @param released whether a person has looked at the findings and let the case go
 */
record Assessment(
    Map<String, List<SliceRing>> delivered,
    List<QaFinding> findings,
    QaRules rules,
    boolean released) {
  /** Of a case that waits for a person because of its findings. */
  static final String HELD = "HELD_BY_QA";

  Assessment {
    delivered = Map.copyOf(delivered);
    findings = List.copyOf(findings);
  }

  /** Whether the case may leave: by its policy, but never what is not what was contoured. */
  StepOutcome outcome() {
    if (findings.stream().anyMatch(f -> f.code() == QaCode.DELIVERED_DIFFERS)) {
      return new StepOutcome.Failed("the RTSTRUCT does not enclose what was contoured", false);
    }
    if (!isHeld()) {
      return new StepOutcome.Done();
    }
    long grave = grave();
    return new StepOutcome.Refused(
        HELD,
        grave
            + (grave == 1 ? " finding" : " findings")
            + " of the review, such as: "
            + cut()
                .or(() -> findings.stream().filter(Assessment::isGrave).findFirst())
                .orElseThrow(),
        "Look at report.html of the case. To deliver it as it is: contourflow release CASE; if the"
            + " CT is at fault, send the series again.");
  }

  /** Whether it waits for a person by its protocol. */
  boolean isHeld() {
    return !released
        && (cut().isPresent() || (rules.policy() == QaRules.Policy.HOLD && grave() > 0));
  }

  /** Of a structure that the scan's end cut, where the protocol wants it whole. */
  private Optional<QaFinding> cut() {
    return findings.stream()
        .filter(f -> f.code() == QaCode.SCAN_END && rules.whole().contains(f.structure()))
        .findFirst();
  }

  private long grave() {
    return findings.stream().filter(Assessment::isGrave).count();
  }

  private static boolean isGrave(QaFinding finding) {
    return finding.severity() != Severity.NOTE;
  }
}
