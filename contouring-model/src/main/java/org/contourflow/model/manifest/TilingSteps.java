package org.contourflow.model.manifest;

/** A tile's step in voxels. */
public final class TilingSteps {
  /** A manifest's decimal share of a patch may be a whole number of voxels by a hair less. */
  private static final double ROUNDING = 1e-9;

  private TilingSteps() {}

  /** InnerEye's stride: whole voxels of a share of the patch, at least one. */
  public static int stride(int patch, double share) {
    return Math.max(1, (int) (patch * share + ROUNDING));
  }

  /**
   * MONAI's scan interval, {@code int(patch * (1 - overlap))}, in the same doubles: of an overlap
   * of 0.9 and 160 voxels it is 15, for 1 - 0.9 is a hair below 0.1.
   */
  public static int interval(int patch, double share) {
    return Math.max(1, (int) (patch * share));
  }
}
