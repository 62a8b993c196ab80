package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;

/**
 * Tiles.
 *
 * @param step along each axis; EVEN: share of the patch; FIXED: 1 - overlap; CENTRES: stride as a
 *     share of the patch
 * @param weights of a tile's voxels
 * @param accumulate format of the sums
 * @param padding of an array smaller than a tile
 * @param skipAir tiles whose input is all below this HU are not run and are background
 */
public record Tiling(
    List<Integer> patch,
    Placement placement,
    List<Double> step,
    Weights weights,
    Accumulate accumulate,
    Padding padding,
    Optional<Double> skipAir) {
  /** How tiles are placed. */
  public enum Placement {
    /** ceil((n - p) / (p * step)) + 1 of them, evenly spread: nnU-Net. */
    EVEN,
    /** At a fixed interval int(p * (1 - overlap)), the last snapped back: MONAI. */
    FIXED,
    /** The whole array at once. */
    WHOLE,
    /**
     * At a fixed interval, each tile giving only its centre: TorchIO's grid, which InnerEye runs
     * on. The array is padded to the shape divisor with the padding value, then by half the
     * overlap.
     */
    CENTRES
  }

  /**
   * How a tile's voxels are weighted.
   *
   * @param sigmaShare the Gaussian's sigma as a share of the patch
   * @param centre where the Gaussian's is
   * @param largest the Gaussian's weight at its centre; HALF's small weights depend on it
   * @param floor smallest weight, as a share of the largest; 0 lifts zeros to the smallest non-zero
   *     one
   */
  public record Weights(
      Weight kind, double sigmaShare, Centre centre, double largest, double floor) {}

  /**
   * What lies around an array that is smaller than a tile.
   *
   * @param value after normalising
   * @param replicate the border's value instead
   */
  public record Padding(double value, boolean replicate) {}

  /** The weights' shape. */
  public enum Weight {
    CONSTANT,
    GAUSSIAN
  }

  /** Where the Gaussian's centre is. */
  public enum Centre {
    /** p // 2: nnU-Net. */
    FLOOR_HALF,
    /** (p - 1) / 2: MONAI. */
    MIDDLE
  }

  /** The number format of sums over tiles and folds, and of what is brought back to the CT. */
  public enum Accumulate {
    FLOAT32,
    /** Rounded wherever nnU-Net's predictor rounds. */
    HALF
  }
}
