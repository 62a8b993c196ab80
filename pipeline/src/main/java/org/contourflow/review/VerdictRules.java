package org.contourflow.review;

import java.math.BigDecimal;
import org.contourflow.config.ReviewSettings;

/**
 * From figures to a verdict. Surface Dice and added path length, because of all measures they go
 * best with the time that mending takes (Vaassen et al., Phys Imaging Radiat Oncol 13:1, 2020);
 * Dice alone hardly does, and lets large organs pass.
 *
 * @param acceptedSurfaceDice1Mm at least this share of both surfaces within 1 mm: accepted
 * @param minorSurfaceDice2Mm at least this share within 2 mm, and
 * @param minorHausdorff95Mm no more than this: minor
 * @param redrawnSurfaceDice3Mm less than this share within 3 mm: redrawn
 */
public record VerdictRules(
    double acceptedSurfaceDice1Mm,
    double minorSurfaceDice2Mm,
    double minorHausdorff95Mm,
    double redrawnSurfaceDice3Mm) {
  /**
   * Those of a site that sets none: ours, not validated against anybody's clinic. 0.99 within 1 mm
   * is what a set changes that a planning system rounds and writes again; 0.5 within 3 mm leaves
   * less than half of the work.
   */
  public static final VerdictRules USUAL = of(ReviewSettings.defaults());

  public VerdictRules {
    if (!isShare(acceptedSurfaceDice1Mm)
        || !isShare(minorSurfaceDice2Mm)
        || !isShare(redrawnSurfaceDice3Mm)
        || !(minorHausdorff95Mm >= 0)) {
      throw new IllegalArgumentException("verdict rules: shares are 0 to 1, distances 0 or more");
    }
  }

  /** The limits that a site's settings give, for the service and the command line alike. */
  public static VerdictRules of(ReviewSettings settings) {
    ReviewSettings.Verdicts limits = settings.verdicts();
    return new VerdictRules(
        limits.acceptedSurfaceDice1mm(),
        limits.minorSurfaceDice2mm(),
        limits.minorHd95Mm(),
        limits.redrawnSurfaceDice3mm());
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  /** The verdict on one structure. */
  public Verdict judge(Measured measured) {
    return switch (measured.score().presence()) {
      case PHANTOM -> Verdict.REMOVED;
      case MISSED -> Verdict.ADDED;
      case NEITHER -> Verdict.NOT_JUDGED;
      case BOTH -> both(measured);
    };
  }

  private Verdict both(Measured measured) {
    var score = measured.score();
    if (measured.untouched() || score.surfaceDice1Mm() >= acceptedSurfaceDice1Mm) {
      return Verdict.ACCEPTED;
    }
    if (score.surfaceDice3Mm() < redrawnSurfaceDice3Mm) {
      return Verdict.REDRAWN;
    }
    boolean minor =
        score.surfaceDice2Mm() >= minorSurfaceDice2Mm
            && score.hausdorff95Mm() <= minorHausdorff95Mm;
    return minor ? Verdict.MINOR : Verdict.MAJOR;
  }

  /** The rules in a line, to stand beside every verdict; figures as they are, not rounded. */
  public String text() {
    return "accepted: surface Dice at 1 mm >= "
        + plain(acceptedSurfaceDice1Mm)
        + "; minor: at 2 mm >= "
        + plain(minorSurfaceDice2Mm)
        + " and HD95 <= "
        + plain(minorHausdorff95Mm)
        + " mm; redrawn: at 3 mm < "
        + plain(redrawnSurfaceDice3Mm)
        + "; else major";
  }

  private static String plain(double limit) {
    return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
  }
}
