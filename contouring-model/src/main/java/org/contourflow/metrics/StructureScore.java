package org.contourflow.metrics;

import org.contourflow.volume.BinaryMask;

/**
 * All measures of one structure against its reference. Distances mm, volumes cm³.
 *
 * @param presence whether either is empty: a missed or a phantom structure
 * @param addedPathLengthMm of the reference contour, no tolerance
 */
public record StructureScore(
    Presence presence,
    double dice,
    SurfaceDice surfaceDice,
    Distances distances,
    double addedPathLengthMm,
    Volumes volumes) {

  /** Surface Dice at 1, 2 and 3 mm. */
  public record SurfaceDice(double at1Mm, double at2Mm, double at3Mm) {}

  /**
   * Between the surfaces.
   *
   * @param hausdorff95Mm 95th percentile, the larger direction
   */
  public record Distances(double hausdorff95Mm, double meanMm) {}

  /** Of both. */
  public record Volumes(double referenceCc, double cc) {}

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
        new SurfaceDice(surfaces.surfaceDice(1), surfaces.surfaceDice(2), surfaces.surfaceDice(3)),
        new Distances(surfaces.hausdorffMm(95), surfaces.meanDistanceMm()),
        AddedPathLength.mm(reference, other, 0),
        new Volumes(referenceCc, volumeCc));
  }

  /** See {@link SurfaceDice}. */
  public double surfaceDice1Mm() {
    return surfaceDice.at1Mm();
  }

  /** See {@link SurfaceDice}. */
  public double surfaceDice2Mm() {
    return surfaceDice.at2Mm();
  }

  /** See {@link SurfaceDice}. */
  public double surfaceDice3Mm() {
    return surfaceDice.at3Mm();
  }

  /** See {@link Distances}. */
  public double hausdorff95Mm() {
    return distances.hausdorff95Mm();
  }

  /** See {@link Distances}. */
  public double meanDistanceMm() {
    return distances.meanMm();
  }

  /** Of the reference. */
  public double referenceCc() {
    return volumes.referenceCc();
  }

  /** Of the other. */
  public double volumeCc() {
    return volumes.cc();
  }

  /** (volume - reference volume) / reference volume; not finite where the reference is empty. */
  public double volumeErrorPercent() {
    return 100 * (volumes.cc() - volumes.referenceCc()) / volumes.referenceCc();
  }

  private static Presence presence(BinaryMask reference, BinaryMask other) {
    if (reference.isEmpty()) {
      return other.isEmpty() ? Presence.NEITHER : Presence.PHANTOM;
    }
    return other.isEmpty() ? Presence.MISSED : Presence.BOTH;
  }
}
