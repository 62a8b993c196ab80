package org.contourflow.viewer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.RoiPlanes;
import org.contourflow.rtstruct.read.SliceLookup;
import org.contourflow.series.CtSeries;
import org.contourflow.structure.RoiColour;

/**
 * The contours of a structure set on the slices of a CT, as they stand in the file: not masks, and
 * not changed but for keyhole channels, which are not drawn.
 *
 * <p>A contour is drawn on a slice by its position along the normal, within half a slice step;
 * references to images do not decide, and a last digit's rounding loses none. A ROI in another
 * frame of reference than the CT's is never drawn.
 *
 * @param label StructureSetLabel
 * @param structures in file order, those that are not drawn included
 */
public record FileContours(String label, List<Structure> structures) {
  private static final RoiColour GREY = new RoiColour(160, 160, 160);

  public FileContours {
    structures = List.copyOf(structures);
  }

  /**
   * One ROI.
   *
   * @param number ROINumber
   * @param type RTROIInterpretedType; may be empty
   * @param loops slice to its loops; combined by even-odd they are the area
   * @param notDrawn why nothing or not all of it is drawn; empty: all of it is
   */
  public record Structure(
      int number,
      String name,
      String type,
      RoiColour colour,
      Map<Integer, List<Ring>> loops,
      Optional<String> notDrawn) {}

  /** Of a structure set on the CT of a case. */
  public static FileContours of(ReadStructureSet set, CtSeries series) {
    return of(set, series.grid(), series.frameOfReferenceUid());
  }

  static FileContours of(ReadStructureSet set, VoxelGrid grid, String frameOfReferenceUid) {
    SliceLookup lookup = new SliceLookup(grid);
    return new FileContours(
        set.label(),
        set.rois().stream()
            .map(
                roi ->
                    isIn(frameOfReferenceUid, roi, set)
                        ? drawn(roi, lookup)
                        : structure(
                            roi,
                            Map.of(),
                            Optional.of("it lies in another frame of reference than this CT")))
            .toList());
  }

  /** By the ROI's own frame; where it names none, by that of the set, if there is just one. */
  private static boolean isIn(String frame, ReadRoi roi, ReadStructureSet set) {
    return roi.frameOfReferenceUid().isEmpty()
        ? set.frameOfReferenceUids().equals(List.of(frame))
        : roi.frameOfReferenceUid().equals(frame);
  }

  private static Structure structure(
      ReadRoi roi, Map<Integer, List<Ring>> loops, Optional<String> notDrawn) {
    return new Structure(
        roi.number(),
        roi.name(),
        roi.interpretedType(),
        roi.colour().orElse(GREY),
        loops,
        notDrawn);
  }

  private static Structure drawn(ReadRoi roi, SliceLookup lookup) {
    RoiPlanes.Builder<ContourPolyline> builder = new RoiPlanes.Builder<>();
    int total = 0;
    for (ReadContour contour : roi.contours()) {
      if (contour.points().size() >= 3 && contour.isClosed()) {
        builder.add(lookup.meanPositionMm(contour.points()), contour.points());
      }
      total++;
    }
    Map<Integer, List<Ring>> loops = new TreeMap<>();
    int[] shown = {0};
    builder
        .build(lookup.stepMm())
        .ofSlices(lookup.positionsMm())
        .forEach(
            (slice, plane) -> {
              List<Ring> rings = new ArrayList<>();
              for (ContourPolyline points : plane.loops()) {
                rings.addAll(Channels.without(lookup.toRing(points, slice)));
                shown[0]++;
              }
              loops.put(slice, rings);
            });
    int left = total - shown[0];
    return structure(
        roi,
        loops,
        left == 0
            ? Optional.empty()
            : Optional.of(
                left + " of its " + total + " contours are not on a slice, or not closed"));
  }

  /** Slices with contours, as pairs of first and last. */
  static List<int[]> ranges(Structure structure) {
    List<int[]> ranges = new ArrayList<>();
    for (int slice : new TreeMap<>(structure.loops()).keySet()) {
      int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last[1] == slice - 1) {
        last[1] = slice;
      } else {
        ranges.add(new int[] {slice, slice});
      }
    }
    return ranges;
  }

  /** As the viewer's JSON has it: points as column, row, column, row, in thousandths of a pixel. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("label", label);
    json.put("structures", structures.stream().map(FileContours::json).toList());
    return json;
  }

  private static Map<String, Object> json(Structure s) {
    Map<String, Object> loops = new LinkedHashMap<>();
    s.loops()
        .forEach(
            (slice, rings) ->
                loops.put(
                    Integer.toString(slice), rings.stream().map(FileContours::points).toList()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", s.number());
    json.put("name", s.name());
    json.put("type", s.type());
    json.put(
        "colour",
        String.format("#%02x%02x%02x", s.colour().red(), s.colour().green(), s.colour().blue()));
    json.put("ranges", ranges(s));
    json.put("notDrawn", s.notDrawn().orElse(null));
    json.put("loops", loops);
    return json;
  }

  private static double[] points(Ring ring) {
    double[] points = new double[2 * ring.size()];
    for (int i = 0; i < ring.size(); i++) {
      points[2 * i] = Math.rint(ring.column(i) * 1000) / 1000;
      points[2 * i + 1] = Math.rint(ring.row(i) * 1000) / 1000;
    }
    return points;
  }
}
