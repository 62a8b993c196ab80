package org.contourflow.workflow;

import java.io.IOException;
import java.util.Optional;
import org.contourflow.protocols.QaRules;
import org.contourflow.qa.QaLimits;
import org.contourflow.qa.QaRanges;
import org.contourflow.qa.QaReference;
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
            QaLimits.USUAL.with(ranges)));
    return new StepOutcome.Done();
  }
}
