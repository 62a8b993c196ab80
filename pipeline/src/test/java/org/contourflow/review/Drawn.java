package org.contourflow.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;

/** Structure sets of boxes, drawn along the edges of their voxels. */
final class Drawn {
  static final String FRAME = "1.2.3";

  /** 20 slices 3 mm apart, pixels 1 mm. */
  static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(-30, -30, 50), SliceOrientation.AXIAL, 20, 60, 60, 3, 1, 1);

  private Drawn() {}

  /** Voxels from the first to the last of each, both in. */
  record Box(int s0, int s1, int r0, int r1, int c0, int c1) {
    Box moved(int slices, int rows, int columns) {
      return new Box(s0 + slices, s1 + slices, r0 + rows, r1 + rows, c0 + columns, c1 + columns);
    }
  }

  static ReadStructureSet set(ReadRoi... rois) {
    return new ReadStructureSet(
        "1.2.3.4", "TEST", List.of(FRAME), Set.of("1.2.3.5"), Set.of(), List.of(rois), List.of());
  }

  static ReadRoi roi(String name, Box box) {
    return roi(name, FRAME, contours(box));
  }

  static ReadRoi roi(String name, String frame, List<ReadContour> contours) {
    return new ReadRoi(1, name, frame, "ORGAN", "", Optional.empty(), contours);
  }

  static List<ReadContour> contours(Box box) {
    List<ReadContour> contours = new ArrayList<>();
    for (int s = box.s0(); s <= box.s1(); s++) {
      double[][] corners = {
        {box.r0() - 0.5, box.c0() - 0.5},
        {box.r0() - 0.5, box.c1() + 0.5},
        {box.r1() + 0.5, box.c1() + 0.5},
        {box.r1() + 0.5, box.c0() - 0.5}
      };
      double[] points = new double[12];
      for (int i = 0; i < 4; i++) {
        PatientPoint p = GRID.toPatient(s, new PixelPoint(corners[i][0], corners[i][1]));
        points[3 * i] = p.xMm();
        points[3 * i + 1] = p.yMm();
        points[3 * i + 2] = p.zMm();
      }
      contours.add(
          new ReadContour(
              contours.size(), "CLOSED_PLANAR", ContourPolyline.wrap(points), List.of()));
    }
    return contours;
  }
}
