package org.contourflow.qa;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingRasterizer;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * Compares the contours of the RTSTRUCT, read back, with the mask they were made from. Smoothing
 * and thinning change a little; a shifted, lost or filled contour changes much.
 */
public final class DeliveredContours {
  private DeliveredContours() {}

  /**
   * A finding if the contours enclose something else.
   *
   * @param ringsBySlice the delivered rings by slice index of the mask's grid; inside is where an
   *     odd number of them is
   * @return empty if they agree within {@link QaLimits#largestDeliveredDifference()}
   */
  public static Optional<QaFinding> check(
      String structure, BinaryMask mask, Map<Integer, List<Ring>> ringsBySlice, QaLimits limits) {
    VoxelGrid grid = mask.grid();
    RingRasterizer rasterizer = new RingRasterizer(grid.rows(), grid.columns());
    long differing = 0;
    int worst = 0;
    int inWorst = 0;
    for (int s = 0; s < grid.slices(); s++) {
      BitSet difference = mask.slice(s);
      List<Ring> rings = ringsBySlice.getOrDefault(s, List.of());
      if (!rings.isEmpty()) {
        difference.xor(rasterizer.fill(rings, Combination.EXCLUSIVE_OR));
      }
      int inSlice = difference.cardinality();
      differing += inSlice;
      worst = inSlice > inWorst ? s : worst;
      inWorst = Math.max(inSlice, inWorst);
    }
    double share = differing / (double) Math.max(1, mask.count());
    if (Math.round(1000 * share) <= Math.round(1000 * limits.largestDeliveredDifference())) {
      return Optional.empty();
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s: the delivered contours differ from the model's mask in %d voxels, %.1f %% of it;"
                + " smoothing and thinning change %.1f %% at most.",
            structure,
            differing,
            100 * share,
            100 * limits.largestDeliveredDifference());
    return Optional.of(
        new QaFinding(
            QaCode.DELIVERED_DIFFERS,
            QaCode.DELIVERED_DIFFERS.severity(),
            structure,
            OptionalInt.of(worst),
            text));
  }
}
