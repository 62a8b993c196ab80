package org.contourflow.volume.bits;

/**
 * How far a structure's surface moves in each of the PATIENT's six directions, mm, each 0 or more.
 *
 * <p>Different ones make an ellipsoid: in each of the eight octants the semi-axes are the margins
 * of its three directions. Equal ones make a ball.
 */
public record Margins(
    double rightMm,
    double leftMm,
    double anteriorMm,
    double posteriorMm,
    double superiorMm,
    double inferiorMm) {

  /** Largest margin: beyond it a typing error is likelier than a wish. */
  public static final double LARGEST_MM = 500;

  public Margins {
    for (double one :
        new double[] {rightMm, leftMm, anteriorMm, posteriorMm, superiorMm, inferiorMm}) {
      if (!(one >= 0 && one <= LARGEST_MM)) {
        throw new IllegalArgumentException(
            "a margin is 0 to " + LARGEST_MM + " mm, not " + one + " mm");
      }
    }
  }

  /** The same in every direction. */
  public static Margins of(double mm) {
    return new Margins(mm, mm, mm, mm, mm, mm);
  }

  /** Whether it is the same in every direction. */
  public boolean isEven() {
    return equals(of(rightMm));
  }

  /** Each direction with the opposite one's margin. */
  Margins mirrored() {
    return new Margins(leftMm, rightMm, posteriorMm, anteriorMm, inferiorMm, superiorMm);
  }
}
