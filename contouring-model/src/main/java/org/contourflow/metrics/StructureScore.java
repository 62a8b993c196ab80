package org.contourflow.metrics;

import org.contourflow.volume.BinaryMask;

/**
 * All measures of one structure against its reference. Distances mm, volumes cm³.
 *
 * @param presence whether either is empty: a missed or a phantom structure
 * @param surfaceDice1Mm, surfaceDice2Mm, surfaceDice3Mm surface Dice at 1, 2 and 3 mm
 * @param hausdorff95Mm 95th percentile of the surface distances, the larger direction
 * @param addedPathLengthMm of the reference contour, no tolerance
 * @param volumeErrorPercent (volume - reference volume) / reference volume
 */
public record StructureScore(
    Presence presence,
    double dice,
    double surfaceDice1Mm,
    double surfaceDice2Mm,
    double surfaceDice3Mm,
    double hausdorff95Mm,
    double meanDistanceMm,
    double addedPathLengthMm,
    double referenceCc,
    double volumeCc,
    double volumeErrorPercent) {

  /** Which of the two have any voxel. */
  public enum Presence {
    /** Both. */
    BOTH,
    /** The reference only: the structure was missed. */
    MISSED,
    /** Not in the reference: invented. */
    PHANTOM,
    /** Neither: rightly reported absent. */
    NEITHER
  }

  /** Compares two masks on the same grid. */
  public static StructureScore of(BinaryMask reference, BinaryMask other) {
    double thickness = reference.grid().rowSpacingMm();
    SurfaceComparison surfaces = SurfaceComparison.of(reference, other, thickness);
    double referenceCc = reference.volumeMm3(thickness) / 1000;
    double volumeCc = other.volumeMm3(thickness) / 1000;
    return new StructureScore(
        presence(reference, other),
        Dice.of(reference, other),
        surfaces.surfaceDice(1),
        surfaces.surfaceDice(2),
        surfaces.surfaceDice(3),
        surfaces.hausdorffMm(95),
        surfaces.meanDistanceMm(),
        AddedPathLength.mm(reference, other, 0),
        referenceCc,
        volumeCc,
        100 * (volumeCc - referenceCc) / referenceCc);
  }

  private static Presence presence(BinaryMask reference, BinaryMask other) {
    if (reference.isEmpty()) {
      return other.isEmpty() ? Presence.NEITHER : Presence.PHANTOM;
    }
    return other.isEmpty() ? Presence.MISSED : Presence.BOTH;
  }
}
