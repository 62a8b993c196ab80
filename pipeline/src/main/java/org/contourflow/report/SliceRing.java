package org.contourflow.report;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.contour.Keyholes;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;

/**
 * One contour as delivered, on the slice it lies on.
 *
 * @param slice index on the CT's grid
 * @param ring in pixels; keyhole channels included
 */
public record SliceRing(int slice, Ring ring) {
  /** From the points (at least 3) of a CLOSED_PLANAR contour; they are put on the nearest slice. */
  public static SliceRing of(VoxelGrid grid, List<PatientPoint> contour) {
    int slice = grid.nearestSlice(contour.get(0));
    return new SliceRing(
        slice, Ring.of(contour.stream().map(p -> grid.toPixel(slice, p)).toList()));
  }

  /** All rings of a structure, each region as one keyhole ring. */
  public static List<SliceRing> of(PlanarContours contours) {
    List<SliceRing> rings = new ArrayList<>();
    for (int s = 0; s < contours.slices().size(); s++) {
      for (Region region : contours.slices().get(s)) {
        rings.add(new SliceRing(s, Keyholes.join(region)));
      }
    }
    return rings;
  }

  List<PixelPoint> points() {
    return ring.points();
  }
}
