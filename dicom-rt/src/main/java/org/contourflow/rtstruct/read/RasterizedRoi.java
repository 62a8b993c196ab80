package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.volume.BinaryMask;

/**
 * A ROI's mask, and what of its contours is not in it.
 *
 * @param closedContours contours that enclose an area, before anything was left out
 * @param contoursLeftOut reason to how many contours
 * @param repeatedLoops loops that were there twice and counted once
 * @param overlapping numbers, from 1, of slices where plain loops overlap in part; they were joined
 * @param planimetricMm3 volume of all contours by their own planes: area times what each plane
 *     stands for
 */
public record RasterizedRoi(
    BinaryMask mask,
    int closedContours,
    Map<String, Integer> contoursLeftOut,
    int repeatedLoops,
    List<Integer> overlapping,
    double planimetricMm3) {
  /** A difference between voxels and planimetry that is told, as a share of the latter. */
  public static final double LARGEST_DIFFERENCE = 0.05;

  static final String UNREADABLE = "with points that cannot be read";
  static final String NOT_PLANAR = "not in a plane parallel to the slices";

  private static final double SINGLE_SLICE_MM = 1;

  public RasterizedRoi {
    contoursLeftOut = Map.copyOf(contoursLeftOut);
    overlapping = List.copyOf(overlapping);
  }

  /** Volume of the voxels, cubic mm. */
  public double voxelMm3() {
    return mask.volumeMm3(SINGLE_SLICE_MM);
  }

  /** Whether there was something to fill and no voxel was. */
  public boolean isLost() {
    return closedContours > 0 && mask.isEmpty();
  }

  /**
   * Whether the mask is not what was drawn, so that nothing can be concluded from it: no voxel was
   * filled though there are contours, of whatever type, or the points of one could not be read.
   */
  public boolean isUnjudgeable() {
    return isLost()
        || contoursLeftOut.containsKey(UNREADABLE)
        || closedContours == 0 && !contoursLeftOut.isEmpty();
  }

  /**
   * Whether something can be made of the mask: it can be judged, and all contours lie in planes
   * parallel to the slices. One that crosses slices is a part of the ROI that no slice has.
   */
  public boolean isUsable() {
    return !isUnjudgeable() && !contoursLeftOut.containsKey(NOT_PLANAR);
  }

  /**
   * The mask, where something can be made of it.
   *
   * @throws IllegalArgumentException naming the ROI, if it is not {@link #isUsable}
   */
  public BinaryMask usableMask(String name) {
    if (!isUsable()) {
      throw new IllegalArgumentException(
          name
              + " is there, but its contours cannot be used"
              + (contoursLeftOut.isEmpty() ? ": they fill no voxel" : ": " + contoursLeftOut));
    }
    return mask;
  }

  /** Whether voxels and planimetry differ by more than {@link #LARGEST_DIFFERENCE}. */
  public boolean differsFromPlanimetry() {
    return Math.abs(voxelMm3() - planimetricMm3) > LARGEST_DIFFERENCE * planimetricMm3;
  }

  /** Both volumes: {@code 113.0 cc (planimetry 113.1 cc)}. */
  public String volumes() {
    return String.format(
        Locale.ROOT, "%.1f cc (planimetry %.1f cc)", voxelMm3() / 1000, planimetricMm3 / 1000);
  }

  /**
   * What was lost or had to be decided, in lines for a person; empty: the mask is all that the
   * contours say.
   */
  public List<String> losses() {
    List<String> told = new ArrayList<>();
    if (!contoursLeftOut.isEmpty()) {
      told.add("contours left out: " + contoursLeftOut);
    }
    if (repeatedLoops > 0) {
      told.add("loops that are there twice: " + repeatedLoops + "; plain ones count once");
    }
    if (!overlapping.isEmpty()) {
      told.add(
          "loops overlap in part on slices " + SliceNumbers.text(overlapping) + " and were joined");
    }
    if (differsFromPlanimetry()) {
      told.add(
          String.format(
              Locale.ROOT,
              "voxels and planimetry differ by %+.0f %%",
              100 * (voxelMm3() / planimetricMm3 - 1)));
    }
    return told;
  }
}
