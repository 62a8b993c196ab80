package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.contour.PlaneLoops;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingRasterizer;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.RoiPlanes.Plane;
import org.contourflow.volume.BinaryMask;

/**
 * A ROI's contours to a mask on a CT grid.
 *
 * <p>A contour lies in the plane its coordinates say; references are not needed, and do not decide.
 * A slice takes its nearest plane ({@link RoiPlanes} has the rule), never two of them, and only
 * loops of one plane are combined. What is left out is counted and told.
 */
public final class StructureSetRasterizer {
  /** How far the points of one contour may be from one plane parallel to the slices, mm. */
  public static final double COPLANARITY_TOLERANCE_MM = 0.1;

  private static final String NO_SLICE = "not on a slice of this CT";
  private static final String BETWEEN = "between slices, whose nearest plane is another";

  private final VoxelGrid grid;
  private final Combination plainLoops;
  private final SliceLookup lookup;

  /** A closed contour in pixels. */
  private record Loop(Ring ring, boolean exclusive) {}

  /** What a plane encloses, put together. */
  private record Enclosed(PlaneLoops plain, PlaneLoops exclusive) {}

  /**
   * For one grid.
   *
   * @param plainLoops how several CLOSED_PLANAR loops of a plane are combined, which the standard
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
    return new Reading().of(roi);
  }

  /** The reading of one ROI. */
  private final class Reading {
    private final RingRasterizer rasterizer = new RingRasterizer(grid.rows(), grid.columns());
    private final BitSet bits = new BitSet((int) grid.voxelCount());
    private final Map<String, Integer> leftOut = new LinkedHashMap<>();
    private final List<Integer> overlapping = new ArrayList<>();
    private int closed;
    private int repeated;
    private double volumeMm3;

    RasterizedRoi of(ReadRoi roi) {
      RoiPlanes.Builder<Loop> builder = new RoiPlanes.Builder<>();
      roi.contours().forEach(contour -> place(contour, builder));
      if (roi.uncertain()) {
        leaveOut(ReadRoi.UNCERTAIN, 1);
      }
      RoiPlanes<Loop> planes = builder.build(lookup.stepMm());
      double[] thicknessesMm = planes.thicknessesMm();
      Map<Plane<Loop>, Integer> slices = slices(planes);
      for (int i = 0; i < thicknessesMm.length; i++) {
        Plane<Loop> plane = planes.planes().get(i);
        Enclosed enclosed = enclosed(plane);
        volumeMm3 += thicknessesMm[i] * areaMm2(enclosed);
        Integer slice = slices.get(plane);
        if (slice == null) {
          boolean between = planes.sliceOf(plane, lookup.positionsMm()) >= 0;
          leaveOut(between ? BETWEEN : NO_SLICE, plane.loops().size());
        } else {
          fill(slice, enclosed);
        }
      }
      return new RasterizedRoi(
          BinaryMask.wrap(grid, bits), closed, leftOut, repeated, overlapping, volumeMm3);
    }

    private Map<Plane<Loop>, Integer> slices(RoiPlanes<Loop> planes) {
      Map<Plane<Loop>, Integer> slices = new IdentityHashMap<>();
      planes.ofSlices(lookup.positionsMm()).forEach((slice, plane) -> slices.put(plane, slice));
      return slices;
    }

    /** Adds the contour to its plane's loops, or says why not. */
    private void place(ReadContour contour, RoiPlanes.Builder<Loop> planes) {
      ContourPolyline points = contour.points();
      if (contour.unreadable()) {
        closed++;
        leaveOut(RasterizedRoi.UNREADABLE, 1);
        return;
      }
      if (!contour.isClosed()) {
        String type = contour.geometricType().isEmpty() ? "(none)" : contour.geometricType();
        leaveOut("of type " + type + ", which encloses nothing", 1);
        return;
      }
      closed++;
      if (points.size() < 3) {
        leaveOut("fewer than 3 points", 1);
      } else if (lookup.spreadMm(points) > COPLANARITY_TOLERANCE_MM) {
        leaveOut(RasterizedRoi.NOT_PLANAR, 1);
      } else {
        Ring ring = lookup.toRing(points, lookup.nearestSlice(points));
        planes.add(lookup.meanPositionMm(points), new Loop(ring, contour.isExclusiveOr()));
      }
    }

    private void leaveOut(String reason, int contours) {
      leftOut.merge(reason, contours, Integer::sum);
    }

    private void fill(int slice, Enclosed enclosed) {
      int offset = slice * grid.rows() * grid.columns();
      enclosed.plain.fillInto(rasterizer, plainLoops, bits, offset);
      enclosed.exclusive.fillInto(rasterizer, plainLoops, bits, offset);
      repeated += enclosed.plain.repeated() + enclosed.exclusive.repeated();
      if (enclosed.plain.overlapInPart()) {
        overlapping.add(slice + 1);
      }
    }

    private Enclosed enclosed(Plane<Loop> plane) {
      double row = grid.rowSpacingMm();
      double column = grid.columnSpacingMm();
      return new Enclosed(
          PlaneLoops.plain(rings(plane, false), row, column),
          PlaneLoops.exclusive(rings(plane, true), row, column));
    }

    private List<Ring> rings(Plane<Loop> plane, boolean exclusive) {
      return plane.loops().stream()
          .filter(loop -> loop.exclusive == exclusive)
          .map(Loop::ring)
          .toList();
    }

    private double areaMm2(Enclosed enclosed) {
      return enclosed.plain.areaMm2(plainLoops) + enclosed.exclusive.areaMm2(plainLoops);
    }
  }
}
