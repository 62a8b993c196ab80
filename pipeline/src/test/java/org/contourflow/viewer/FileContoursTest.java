package org.contourflow.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.contour.Keyholes;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileContoursTest {
  private static final String FRAME = "1.2.3";

  private static Ring square(double from, double to, boolean hole) {
    List<PixelPoint> points =
        new ArrayList<>(
            List.of(
                new PixelPoint(from, from),
                new PixelPoint(from, to),
                new PixelPoint(to, to),
                new PixelPoint(to, from)));
    Ring ring = Ring.of(points);
    return hole == ring.signedAreaPixels() < 0 ? ring : ring.reversed();
  }

  private static final Region WITH_HOLES =
      new Region(
          square(0.5, 19.5, false), List.of(square(2.5, 6.5, true), square(9.5, 15.5, true)));

  private static ReadContour contour(VoxelGrid grid, int slice, Ring ring, double offMm) {
    double[] xyz = new double[3 * ring.size()];
    for (int i = 0; i < ring.size(); i++) {
      PatientPoint p =
          grid.toPatient(slice, ring.point(i)).plus(grid.orientation().normal(), offMm);
      xyz[3 * i] = p.xMm();
      xyz[3 * i + 1] = p.yMm();
      xyz[3 * i + 2] = p.zMm();
    }
    return new ReadContour(0, "CLOSED_PLANAR", ContourPolyline.wrap(xyz), List.of());
  }

  private static ReadStructureSet set(String roiFrame, List<String> frames, ReadContour... all) {
    ReadRoi roi = new ReadRoi(7, "Brain", roiFrame, "ORGAN", "", Optional.empty(), List.of(all));
    return new ReadStructureSet(
        "1.9", "label", frames, Set.of(), Set.of(), List.of(roi), List.of());
  }

  private static VoxelGrid grid(Direction row, Direction column) {
    return VoxelGrid.even(
        new PatientPoint(-50.3, 20.7, -33.1),
        new SliceOrientation(row, column),
        5,
        24,
        24,
        2.5,
        0.9,
        1.7);
  }

  private static VoxelGrid plain() {
    return grid(new Direction(1, 0, 0), new Direction(0, 1, 0));
  }

  private static FileContours.Structure only(ReadStructureSet set, VoxelGrid grid) {
    return FileContours.of(set, grid, FRAME).structures().get(0);
  }

  private static double area(List<Ring> rings) {
    return Math.abs(rings.stream().mapToDouble(Ring::signedAreaPixels).sum());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("org.contourflow.viewer.ViewerGeometryTest#positions")
  void a_keyhole_contour_is_its_outer_loop_and_its_holes_where_it_was(
      String name, Direction row, Direction column) {
    VoxelGrid grid = grid(row, column);
    ReadContour drawn = contour(grid, 3, Keyholes.join(WITH_HOLES), 0);
    FileContours.Structure structure = only(set(FRAME, List.of(), drawn), grid);
    assertThat(structure.notDrawn()).isEmpty();
    assertThat(structure.loops()).containsOnlyKeys(3);
    List<Ring> loops = structure.loops().get(3);
    assertThat(loops).hasSize(3);
    assertThat(area(loops)).isCloseTo(19 * 19 - 4 * 4 - 6 * 6, within(1e-6));
    assertThat(loops.stream().filter(r -> r.contains(4, 4)).count()).as("in a hole").isEqualTo(2);
    assertThat(loops.stream().filter(r -> r.contains(8, 3)).count()).as("inside").isEqualTo(1);
  }

  @Test
  void a_contour_in_another_frame_of_reference_is_never_drawn() {
    VoxelGrid grid = plain();
    ReadContour drawn = contour(grid, 1, square(2, 9, false), 0);
    for (ReadStructureSet other :
        List.of(
            set("1.2.4", List.of(FRAME), drawn),
            set("", List.of("1.2.4"), drawn),
            set("", List.of(), drawn),
            set("", List.of(FRAME, "1.2.4"), drawn))) {
      FileContours.Structure structure = only(other, grid);
      assertThat(structure.loops()).isEmpty();
      assertThat(structure.notDrawn().orElseThrow()).contains("frame of reference");
    }
    assertThat(only(set("", List.of(FRAME), drawn), grid).loops()).containsOnlyKeys(1);
  }

  @Test
  void no_contour_is_lost_to_a_rounded_z_and_one_between_slices_is_told() {
    VoxelGrid grid = plain();
    FileContours.Structure rounded =
        only(
            set(
                FRAME,
                List.of(),
                contour(grid, 0, square(2, 9, false), 0.04),
                contour(grid, 1, square(2, 9, false), -0.6),
                contour(grid, 2, square(2, 9, false), 1e-7)),
            grid);
    assertThat(rounded.loops()).containsOnlyKeys(0, 1, 2);
    assertThat(rounded.notDrawn()).isEmpty();
    FileContours.Structure beyond =
        only(
            set(
                FRAME,
                List.of(),
                contour(grid, 1, square(2, 9, false), 0),
                contour(grid, 1, square(3, 8, false), 1.0),
                contour(grid, 4, square(2, 9, false), 9)),
            grid);
    assertThat(beyond.loops()).containsOnlyKeys(1);
    assertThat(beyond.notDrawn().orElseThrow()).startsWith("2 of its 3 contours");
  }

  @Test
  void a_cut_through_rows_and_columns_is_where_the_loops_are() {
    VoxelGrid grid = plain();
    FileContours contours =
        FileContours.of(
            set(
                FRAME,
                List.of(),
                contour(grid, 1, Keyholes.join(WITH_HOLES), 0),
                contour(grid, 2, square(4.5, 8.5, false), 0)),
            grid,
            FRAME);
    Cut cut = new Cut(grid);
    assertThat(cut.json(contours, Axis.ROW, 5).get("7").get("spans"))
        .containsExactly(0.5, 2.5, 1, 2, 6.5, 19.5, 1, 2, 4.5, 8.5, 2, 3);
    assertThat(cut.json(contours, Axis.COLUMN, 12).get("7").get("spans"))
        .containsExactly(0.5, 9.5, 1, 2, 15.5, 19.5, 1, 2);
    // Between the two slices the outline runs where one of them is filled and the other is not.
    assertThat(cut.json(contours, Axis.ROW, 5).get("7").get("edges"))
        .containsExactly(
            0.5, 2.5, 1, 6.5, 19.5, 1, 0.5, 2.5, 2, 4.5, 6.5, 2, 8.5, 19.5, 2, 4.5, 8.5, 3);
    assertThat(cut.json(contours, Axis.ROW, 22)).isEmpty();
  }

  @Test
  void ranges_tell_where_a_structure_lies_and_where_it_is_interrupted() {
    VoxelGrid grid = plain();
    FileContours.Structure structure =
        only(
            set(
                FRAME,
                List.of(),
                contour(grid, 0, square(2, 9, false), 0),
                contour(grid, 1, square(2, 9, false), 0),
                contour(grid, 4, square(2, 9, false), 0)),
            grid);
    assertThat(FileContours.ranges(structure))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(new int[] {0, 1}, new int[] {4, 4});
  }
}
