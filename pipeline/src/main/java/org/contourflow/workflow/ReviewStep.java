package org.contourflow.workflow;

import java.io.IOException;
import java.util.Optional;
import org.contourflow.protocols.QaRules;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.QaLimits;
import org.contourflow.qa.QaRanges;
import org.contourflow.qa.QaReference;
import org.contourflow.qa.Severity;
import org.contourflow.qa.StructureQa;

/**
 * Reviews the models' masks before anything is written of them, so that the structure set can say
 * which of its structures have findings.
 */
final class ReviewStep implements CaseStep {
  private final QaRules rules;
  private final LastVolume lastVolume;

  ReviewStep(QaRules rules, LastVolume lastVolume) {
    this.rules = rules;
    this.lastVolume = lastVolume;
  }

  QaRules rules() {
    return rules;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    QaRanges ranges = new QaRanges(Optional.of(QaReference.headAndNeck()), rules.limits());
    context.setReview(
        StructureQa.review(
                context.planned().modelled(),
                Optional.of(lastVolume.get(context.series())),
                ContourStep.SINGLE_SLICE_MM,
                QaLimits.USUAL.with(ranges))
            .stream()
            .map(this::byProtocol)
            .toList());
    return new StepOutcome.Done();
  }

  /** What is usual of a scan is grave where the protocol wants the organ whole. */
  private QaFinding byProtocol(QaFinding finding) {
    return finding.code() == QaCode.SCAN_END && rules.whole().contains(finding.structure())
        ? new QaFinding(
            finding.code(),
            Severity.ERROR,
            finding.structure(),
            finding.slice(),
            finding.text() + " The protocol wants it whole.")
        : finding;
  }
}
