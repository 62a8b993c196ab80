package org.contourflow.model.hu;

import java.util.Locale;
import java.util.Optional;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;

/** What no patient's External and Bone are: then the values were no Hounsfield units. */
final class BodyLimits {
  /** Mean cross-section: a circle of 65 cm; the widest patients have 2200. */
  private static final double MOST_SECTION_CM2 = 3300;

  /** All of a skeleton has 10 litres. */
  private static final double MOST_BONE_CC = 15_000;

  /** A head is a quarter bone, a hand a third. */
  private static final double MOST_BONE_SHARE = 0.6;

  private static final double LEAST_CC_FOR_SHARE = 500;

  private BodyLimits() {}

  /** Which limit is passed; empty: none. */
  static Optional<String> beyond(VoxelGrid grid, BitVolume body, BitVolume bone, double voxelCc) {
    long slices = 0;
    for (int s = 0; s < grid.slices(); s++) {
      slices += body.count(s) > 0 ? 1 : 0;
    }
    double pixelCm2 = grid.rowSpacingMm() * grid.columnSpacingMm() / 100;
    double sectionCm2 = body.count() * pixelCm2 / Math.max(1, slices);
    double boneCc = bone.count() * voxelCc;
    double share = (double) bone.count() / Math.max(1, body.count());
    if (sectionCm2 > MOST_SECTION_CM2) {
      return implausible(
          "the body's mean cross-section would be %.0f square centimetres", sectionCm2);
    }
    if (boneCc > MOST_BONE_CC) {
      return implausible("the bones would be %.1f litres", boneCc / 1000);
    }
    return share > MOST_BONE_SHARE && boneCc > LEAST_CC_FOR_SHARE
        ? implausible("%.0f %% of the body would be bone", 100 * share)
        : Optional.empty();
  }

  private static Optional<String> implausible(String what, double number) {
    return Optional.of(
        String.format(Locale.ROOT, what, number)
            + ", more than any patient's: the CT's rescale is wrong");
  }
}
