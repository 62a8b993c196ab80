package org.contourflow.seg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;

/**
 * Where the frames of a segmentation lie: all in one orientation and of one pixel spacing, planes
 * at any distance from each other.
 *
 * @param origins of each frame: the centre of its first pixel
 */
record SegmentationFrames(
    SliceOrientation orientation,
    double rowSpacingMm,
    double columnSpacingMm,
    int rows,
    int columns,
    List<PatientPoint> origins) {
  /** Frames nearer than this along the normal are one plane, mm. */
  private static final double SAME_PLANE_MM = 0.01;

  private static final double SAME_DIRECTION = 1e-4;
  private static final double SAME_SPACING_MM = 1e-4;

  SegmentationFrames {
    origins = List.copyOf(origins);
  }

  static SegmentationFrames read(DicomDataset image, int frames) throws SegmentationReadException {
    List<DicomDataset> perFrame = image.items(DicomTag.PerFrameFunctionalGroupsSequence);
    if (perFrame.size() != frames) {
      throw new SegmentationReadException(
          "it has " + frames + " frames and places " + perFrame.size() + " of them",
          "Export it again: its PerFrameFunctionalGroupsSequence is not whole.");
    }
    int rows = image.integer(DicomTag.Rows).orElse(0);
    int columns = image.integer(DicomTag.Columns).orElse(0);
    List<PatientPoint> origins = new ArrayList<>();
    double[] orientation = null;
    double[] spacing = null;
    for (int i = 0; i < frames; i++) {
      Groups groups = new Groups(image, perFrame.get(i), i);
      double[] p = groups.numbers(DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient, 3);
      origins.add(new PatientPoint(p[0], p[1], p[2]));
      double[] o =
          groups.numbers(DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient, 6);
      double[] s = groups.numbers(DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing, 2);
      orientation = same(orientation, o, SAME_DIRECTION, "orientation", i);
      spacing = same(spacing, s, SAME_SPACING_MM, "pixel spacing", i);
    }
    return new SegmentationFrames(
        orientation(orientation), spacing[0], spacing[1], rows, columns, origins);
  }

  private static SliceOrientation orientation(double[] o) throws SegmentationReadException {
    try {
      return new SliceOrientation(new Direction(o[0], o[1], o[2]), new Direction(o[3], o[4], o[5]));
    } catch (IllegalArgumentException e) {
      throw new SegmentationReadException(
          "ImageOrientationPatient is not two perpendicular unit vectors", "Export it again.");
    }
  }

  private static double[] same(
      double[] before, double[] now, double tolerance, String what, int frame)
      throws SegmentationReadException {
    for (int i = 0; before != null && i < now.length; i++) {
      if (Math.abs(before[i] - now[i]) > tolerance) {
        throw new SegmentationReadException(
            "frame " + (frame + 1) + " has another " + what + " than the first",
            "Export it with all frames in one orientation and of one pixel spacing.");
      }
    }
    return before == null ? now : before;
  }

  /** A frame's functional groups before the shared ones (PS3.3 C.7.6.16). */
  private record Groups(DicomDataset image, DicomDataset own, int frame) {
    double[] numbers(int sequence, int tag, int count) throws SegmentationReadException {
      Optional<DicomDataset> group =
          own.firstItem(sequence)
              .or(() -> image.firstItem(DicomTag.SharedFunctionalGroupsSequence, sequence));
      try {
        double[] values = group.map(g -> g.numbers(tag)).orElse(new double[0]);
        if (values.length == count) {
          return values;
        }
      } catch (DicomValueException e) {
        // Told below.
      }
      throw new SegmentationReadException(
          "frame " + (frame + 1) + " has no usable " + DicomTag.describe(tag),
          "Export it with a place in the patient for each frame.");
    }
  }

  /**
   * The slice of a grid that each frame is, if every frame is one, pixel for pixel.
   *
   * @param toleranceMm how far pixel centres may be apart
   */
  Optional<int[]> slicesOf(VoxelGrid grid, double toleranceMm) {
    boolean shape =
        rows == grid.rows()
            && columns == grid.columns()
            && orientation.isCloseTo(grid.orientation(), SAME_DIRECTION)
            && Math.abs(rowSpacingMm - grid.rowSpacingMm()) * rows <= toleranceMm
            && Math.abs(columnSpacingMm - grid.columnSpacingMm()) * columns <= toleranceMm;
    if (!shape) {
      return Optional.empty();
    }
    int[] slices = new int[origins.size()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = grid.nearestSlice(origins.get(i));
      if (grid.sliceOrigins().get(slices[i]).distanceMm(origins.get(i)) > toleranceMm) {
        return Optional.empty();
      }
    }
    return Optional.of(slices);
  }

  /**
   * The grid of the planes themselves, planes left out between put in where all distances are
   * multiples of the smallest.
   */
  VoxelGrid ownGrid() throws SegmentationReadException {
    Direction normal = orientation.normal();
    PatientPoint first = origins.get(0);
    List<PatientPoint> sorted =
        origins.stream()
            .sorted(Comparator.comparingDouble(p -> p.distanceAlongMm(normal, first)))
            .toList();
    List<PatientPoint> planes = new ArrayList<>();
    for (PatientPoint p : sorted) {
      boolean isNew =
          planes.isEmpty()
              || p.distanceAlongMm(normal, planes.get(planes.size() - 1)) > SAME_PLANE_MM;
      if (isNew) {
        planes.add(p);
      }
    }
    try {
      return new VoxelGrid(
          filled(planes, normal), orientation, rowSpacingMm, columnSpacingMm, rows, columns);
    } catch (IllegalArgumentException e) {
      throw new SegmentationReadException(
          "its frames are no stack of slices: " + e.getMessage(), "Export it as one stack.");
    }
  }

  private static List<PatientPoint> filled(List<PatientPoint> planes, Direction normal) {
    double smallest = Double.MAX_VALUE;
    for (int i = 1; i < planes.size(); i++) {
      smallest = Math.min(smallest, planes.get(i).distanceAlongMm(normal, planes.get(i - 1)));
    }
    List<PatientPoint> filled = new ArrayList<>();
    for (int i = 0; i < planes.size(); i++) {
      if (i > 0) {
        double step = planes.get(i).distanceAlongMm(normal, planes.get(i - 1));
        long parts = Math.round(step / smallest);
        if (Math.abs(step / smallest - parts) > 0.02 * parts) {
          return planes;
        }
        for (int k = 1; k < parts; k++) {
          filled.add(planes.get(i - 1).plus(normal, k * step / parts));
        }
      }
      filled.add(planes.get(i));
    }
    return filled;
  }
}
