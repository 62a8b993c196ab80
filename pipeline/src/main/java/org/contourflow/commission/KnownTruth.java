package org.contourflow.commission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.SurfaceComparison;
import org.contourflow.volume.BinaryMask;

/**
 * A structure read back against its known truth, both on the CT's grid. Limits go by the voxel,
 * because no contour on this grid can do better.
 */
public final class KnownTruth {
  private static final double SINGLE_SLICE_MM = 1;

  private KnownTruth() {}

  /**
   * Lines for volume, centre and surface.
   *
   * @param id of the lines' phantom, for example {@code position-HFS}
   */
  public static List<SheetLine> judge(
      String id, String structure, BinaryMask truth, BinaryMask found) {
    return judge(new Place("Geometry", 0.25), id, structure, truth, found);
  }

  /**
   * Where lines stand and how far a whole surface may be off.
   *
   * @param pixels as a share of the larger pixel edge
   */
  public record Place(String section, double pixels) {}

  /** As {@link #judge(String, String, BinaryMask, BinaryMask)}, elsewhere. */
  public static List<SheetLine> judge(
      Place place, String id, String structure, BinaryMask truth, BinaryMask found) {
    List<SheetLine> lines = new ArrayList<>();
    String key = id + "/" + structure;
    if (found.isEmpty()) {
      lines.add(
          SheetLine.of(key, place.section(), key + ": is there", "contoured", "absent", false));
      return lines;
    }
    StructureScore score = StructureScore.of(truth, found);
    Centroid.Shift shift = Centroid.Shift.between(truth, found, SINGLE_SLICE_MM);
    VoxelGrid grid = truth.grid();
    double inPlane = Math.max(grid.rowSpacingMm(), grid.columnSpacingMm());
    double largest = Math.max(inPlane, largestStepMm(grid));
    double diagonal =
        Math.sqrt(
            square(grid.rowSpacingMm())
                + square(grid.columnSpacingMm())
                + square(largestStepMm(grid)));
    lines.add(volume(place, key, truth, found, score, inPlane * place.pixels()));
    lines.add(
        SheetLine.of(
            key + "/centre",
            place.section(),
            key + ": centre",
            format("within %.1f mm (half the largest voxel edge)", largest / 2),
            format(
                "left %+.2f, posterior %+.2f, head %+.2f mm",
                shift.toLeftMm(), shift.toPosteriorMm(), shift.toHeadMm()),
            shift.lengthMm() <= largest / 2));
    lines.add(
        SheetLine.of(
            key + "/surface",
            place.section(),
            key + ": surface, HD95",
            format("within %.1f mm (the diagonal of a voxel)", diagonal),
            format("%.2f mm", score.hausdorff95Mm()),
            score.hausdorff95Mm() <= diagonal));
    return lines;
  }

  /**
   * The volume's error as the distance by which the whole surface would have to move for it: a thin
   * bone on a coarse grid has a large share of its voxels at its surface, a lung a small one.
   */
  private static SheetLine volume(
      Place place,
      String key,
      BinaryMask truth,
      BinaryMask found,
      StructureScore score,
      double mostMm) {
    double areaMm2 = SurfaceComparison.of(truth, found, SINGLE_SLICE_MM).referenceAreaMm2();
    double movedMm = 1000 * (score.volumeCc() - score.referenceCc()) / areaMm2;
    return SheetLine.of(
        key + "/volume",
        place.section(),
        key + ": volume",
        format(
            "%.1f cc, the surface within %.2f mm of it on average (%.2f pixels)",
            score.referenceCc(), mostMm, place.pixels()),
        format(
            "%.1f cc (%+.1f %%), the surface %+.2f mm",
            score.volumeCc(), score.volumeErrorPercent(), movedMm),
        Math.abs(movedMm) <= mostMm);
  }

  private static double square(double value) {
    return value * value;
  }

  private static double largestStepMm(VoxelGrid grid) {
    double largest = 0;
    for (int s = 0; s + 1 < grid.slices(); s++) {
      largest = Math.max(largest, grid.sliceStepMm(s));
    }
    return largest;
  }

  /** Whether left lies on the patient's left: x grows to the left. */
  public static SheetLine sides(String id, String pair, BinaryMask left, BinaryMask right) {
    double shift = Centroid.Shift.between(right, left, SINGLE_SLICE_MM).toLeftMm();
    return SheetLine.of(
        id + "/sides/" + pair,
        "Laterality",
        id + ": " + pair,
        "left lies to the left of right",
        format("%.0f mm to its left", shift),
        shift > 0);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
