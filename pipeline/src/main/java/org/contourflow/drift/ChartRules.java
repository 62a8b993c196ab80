package org.contourflow.drift;

/**
 * How a control chart is drawn and when it alarms.
 *
 * @param baselineCases so many first cases give the limits; they cannot alarm
 * @param slackSigma the CUSUM's reference value k: half the shift that is looked for
 * @param decisionSigma the CUSUM's decision interval h
 * @param runLength so many cases in a row on one side of the mean alarm (Nelson's rule 2: 9)
 */
public record ChartRules(
    int baselineCases, double slackSigma, double decisionSigma, int runLength) {
  /**
   * For a shift of one sigma. Nelson's rule 1 (a value beyond 3 sigma) marks a case to look at and
   * is no drift; his rules 3 to 8 look for patterns of machines (trends, alternation, mixtures)
   * that contours of different patients do not have, and each would add its false alarms.
   */
  public static final ChartRules USUAL = new ChartRules(20, 0.5, 6, 11);

  public ChartRules {
    if (baselineCases < 5 || !(slackSigma > 0) || !(decisionSigma > 0) || runLength < 2) {
      throw new IllegalArgumentException(
          "a chart needs 5 or more baseline cases, k and h above 0, a run of 2 or more");
    }
  }
}
