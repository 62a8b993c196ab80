package org.contourflow.refine.judge;

/**
 * Both networks on one structure of one case, against the same reference contour.
 *
 * @param patient whose case it is: several cases of one patient count once
 */
public record Paired(
    String patient, String caseId, String structure, Measures champion, Measures challenger) {

  /**
   * One network's result.
   *
   * @param missed whether it contoured nothing where the reference has the structure
   * @param dice 0 if missed
   * @param surfaceDice3Mm at 3 mm, 0 if missed
   * @param addedPathMm length of contour that a person would have to redraw; not a number where the
   *     network refused the case
   */
  public record Measures(boolean missed, double dice, double surfaceDice3Mm, double addedPathMm) {
    /** Of a case that the network refused. */
    public static final Measures REFUSED = new Measures(true, 0, 0, Double.NaN);
  }

  double diceDifference() {
    return challenger.dice() - champion.dice();
  }

  double surfaceDifference() {
    return challenger.surfaceDice3Mm() - champion.surfaceDice3Mm();
  }

  /** Challenger's added path over the champion's; 1 where neither has any. */
  double pathRatio() {
    double before = champion.addedPathMm();
    double after = challenger.addedPathMm();
    return before == 0 && after == 0 ? 1 : after / before;
  }
}
