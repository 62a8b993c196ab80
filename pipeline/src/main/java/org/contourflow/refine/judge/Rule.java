package org.contourflow.refine.judge;

/** What a challenger must meet; each structure, each fold. */
public enum Rule {
  PATIENTS("at least %.0f held-out patients", 40),
  STRUCTURE_PATIENTS("at least %.0f of them with the structure", 10),
  DICE_BOUND("lower bound of the Dice difference above %.2f", -0.02),
  SURFACE_DICE_BOUND("lower bound of the surface Dice difference at 3 mm above %.2f", -0.03),
  MEAN_DICE("mean Dice difference above %.2f", -0.01),
  ADDED_PATH("median ratio of added path length at most %.2f", 1.05),
  MISSED_ORGAN("no organ missed that the champion found", 0),
  CASE_DROP("no case down in Dice by more than %.2f without sign-off", 0.10);

  private final String text;
  private final double limit;

  Rule(String text, double limit) {
    this.text = text;
    this.limit = limit;
  }

  /** The number that decides. */
  public double limit() {
    return limit;
  }

  /** The rule in words. */
  public String describe() {
    return String.format(java.util.Locale.ROOT, text, limit);
  }
}
