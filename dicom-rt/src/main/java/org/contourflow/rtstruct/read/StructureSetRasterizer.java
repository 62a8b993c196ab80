package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingRasterizer;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A ROI's contours to a mask on a CT grid.
 *
 * <p>A contour goes to the slice whose plane it lies in, by its coordinates; references are not
 * needed, and do not decide. What cannot be placed is left out and told.
 */
public final class StructureSetRasterizer {
  /** How far a contour may be off the nearest slice, in parts of the smallest slice step. */
  public static final double LARGEST_OFF_PLANE_STEPS = 0.5;

  /** How far the points of one contour may be from one plane parallel to the slices, mm. */
  public static final double COPLANARITY_TOLERANCE_MM = 0.1;

  private final VoxelGrid grid;
  private final Combination plainLoops;
  private final SliceLookup lookup;

  /**
   * A mask and what was left out.
   *
   * @param contoursLeftOut reason to how many contours
   */
  public record RasterizedRoi(BinaryMask mask, Map<String, Integer> contoursLeftOut) {
    public RasterizedRoi {
      contoursLeftOut = Map.copyOf(contoursLeftOut);
    }
  }

  /**
   * For one grid.
   *
   * @param plainLoops how several CLOSED_PLANAR loops of a slice are combined, which the standard
   *     leaves open; CLOSEDPLANAR_XOR loops are always combined by exclusive or
   */
  public StructureSetRasterizer(VoxelGrid grid, Combination plainLoops) {
    this.grid = grid;
    this.plainLoops = plainLoops;
    this.lookup = new SliceLookup(grid);
  }

  /**
   * With nested plain loops as holes: those who write them (and do not write keyholes) mean holes,
   * and loops beside each other come out the same.
   */
  public StructureSetRasterizer(VoxelGrid grid) {
    this(grid, Combination.EXCLUSIVE_OR);
  }

  /** The mask of a ROI. */
  public RasterizedRoi rasterize(ReadRoi roi) {
    Map<String, Integer> leftOut = new LinkedHashMap<>();
    Map<Integer, List<Ring>> plain = new TreeMap<>();
    Map<Integer, List<Ring>> exclusive = new TreeMap<>();
    for (ReadContour contour : roi.contours()) {
      String reason = place(contour, contour.isExclusiveOr() ? exclusive : plain);
      if (!reason.isEmpty()) {
        leftOut.merge(reason, 1, Integer::sum);
      }
    }
    BitSet bits = new BitSet((int) grid.voxelCount());
    RingRasterizer rasterizer = new RingRasterizer(grid.rows(), grid.columns());
    plain.forEach((slice, loops) -> rasterizer.fillInto(loops, plainLoops, bits, offset(slice)));
    exclusive.forEach(
        (slice, loops) ->
            rasterizer.fillInto(loops, Combination.EXCLUSIVE_OR, bits, offset(slice)));
    return new RasterizedRoi(BinaryMask.wrap(grid, bits), leftOut);
  }

  private int offset(int slice) {
    return slice * grid.rows() * grid.columns();
  }

  /** Adds the contour to its slice's loops; otherwise says why not. */
  private String place(ReadContour contour, Map<Integer, List<Ring>> loops) {
    if (!contour.isClosed()) {
      return "of type "
          + (contour.geometricType().isEmpty() ? "(none)" : contour.geometricType())
          + ", which encloses nothing";
    }
    if (contour.points().size() < 3) {
      return "fewer than 3 points";
    }
    if (lookup.spreadMm(contour.points()) > COPLANARITY_TOLERANCE_MM) {
      return "not in a plane parallel to the slices";
    }
    OptionalInt slice = lookup.sliceOf(contour.points(), LARGEST_OFF_PLANE_STEPS);
    if (slice.isEmpty()) {
      return "not on a slice of this CT";
    }
    loops
        .computeIfAbsent(slice.getAsInt(), s -> new ArrayList<>())
        .add(lookup.toRing(contour.points(), slice.getAsInt()));
    return "";
  }
}
