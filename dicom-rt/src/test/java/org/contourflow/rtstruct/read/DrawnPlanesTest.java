package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops drawn on planes of their own, finer, coarser or beside the CT's; truth by formula. */
class DrawnPlanesTest {
  private static final int SLICES = 30;
  private static final double STEP_MM = 3;

  private static VoxelGrid grid(double stepMm, int slices, PatientPoint first) {
    return VoxelGrid.even(first, SliceOrientation.AXIAL, slices, 100, 100, stepMm, 1, 1.1);
  }

  private static VoxelGrid grid() {
    return grid(STEP_MM, SLICES, new PatientPoint(-55, -50, -43.5));
  }

  private static ReadContour circle(double x, double y, double z, double radius) {
    return circle(x, y, z, radius, 0, 180, "CLOSED_PLANAR");
  }

  private static ReadContour circle(
      double x, double y, double z, double radius, double turn, int points, String type) {
    double[] data = new double[3 * points];
    for (int i = 0; i < points; i++) {
      double angle = turn + 2 * Math.PI * i / points;
      data[3 * i] = x + radius * Math.cos(angle);
      data[3 * i + 1] = y + radius * Math.sin(angle);
      data[3 * i + 2] = z;
    }
    return new ReadContour(0, type, ContourPolyline.wrap(data), List.of());
  }

  private static ReadRoi roi(List<ReadContour> contours) {
    return new ReadRoi(1, "Test", "", "", "", Optional.empty(), contours);
  }

  private static ReadRoi roi(ReadContour... contours) {
    return roi(List.of(contours));
  }

  /** A body of revolution about the z axis, on planes {@code planeMm} apart. */
  private static ReadRoi solid(
      double from, double to, double planeMm, double shiftMm, DoubleUnaryOperator radius) {
    List<ReadContour> contours = new ArrayList<>();
    for (double z = from + shiftMm; z <= to + 1e-9; z += planeMm) {
      double r = radius.applyAsDouble(z);
      if (r > 0.2) {
        contours.add(circle(1.3, -0.7, z, r));
      }
    }
    return roi(contours);
  }

  private static RasterizedRoi read(ReadRoi roi) {
    return new StructureSetRasterizer(grid()).rasterize(roi);
  }

  @ParameterizedTest(name = "planes {0} mm apart, {1} mm beside")
  @CsvSource({
    "3, 0",
    "1.5, 0",
    "1.5, 0.75",
    "1, 0",
    "1, 0.5",
    "0.75, 0.1",
    "0.6, 0",
    "2, 0",
    "2, 0.5",
    "3, 1.5",
    "3, 1.4",
    "3, 1.6",
    "3, -1.5"
  })
  void a_sphere_and_a_cylinder_keep_their_volume_on_planes_finer_than_the_ct(
      double planeMm, double shiftMm) {
    double sphere = 4 / 3.0 * Math.PI * Math.pow(30, 3);
    RasterizedRoi ball =
        read(solid(-31.5, 31.5, planeMm, shiftMm, z -> Math.sqrt(Math.max(0, 900 - z * z))));
    assertThat(ball.voxelMm3()).isCloseTo(sphere, within(0.02 * sphere));
    assertThat(ball.planimetricMm3()).isCloseTo(sphere, within(0.01 * sphere));
    assertThat(ball.differsFromPlanimetry()).isFalse();
    double cylinder = Math.PI * 400 * 60;
    RasterizedRoi rod = read(solid(-30, 30 - 1e-6, planeMm, planeMm / 2, z -> 20));
    assertThat(rod.planimetricMm3()).isCloseTo(cylinder, within(0.06 * cylinder));
    assertThat(rod.voxelMm3()).isCloseTo(cylinder, within(0.06 * cylinder));
  }

  @Test
  void planes_between_the_slices_are_left_out_and_counted() {
    RasterizedRoi ball = read(solid(-28.5, 28.5, 1.5, 0, z -> Math.sqrt(Math.max(0, 900 - z * z))));
    assertThat(ball.closedContours()).isEqualTo(39);
    // 20 planes are slices; of the 19 between two slices none is taken.
    assertThat(ball.contoursLeftOut())
        .containsOnly(
            org.assertj.core.api.Assertions.entry(
                "between slices, whose nearest plane is another", 19));
    assertThat(String.join("; ", ball.losses())).contains("contours left out").contains("19");
  }

  @Test
  void a_plane_in_the_middle_goes_to_one_slice_and_to_the_same_side_all_over_the_roi() {
    // Rounded to hundredths, some planes lie a hair above the middle and some below it.
    List<ReadContour> contours = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      contours.add(circle(0, 0, -42 + 3 * i + (i % 2 == 0 ? 0.01 : -0.01), 20));
    }
    RasterizedRoi rod = read(roi(contours));
    assertThat(rod.contoursLeftOut()).isEmpty();
    assertThat(rod.voxelMm3()).isCloseTo(Math.PI * 400 * 30, within(0.02 * Math.PI * 400 * 30));
  }

  @Test
  void loops_of_different_planes_never_meet() {
    // A thick disc, and a smaller one 0.4 mm above it: by exclusive or a ring would be left.
    RasterizedRoi disc = read(roi(circle(0, 0, 1.5, 30), circle(0, 0, 1.9, 20)));
    double area = disc.mask().count() * 1.1;
    assertThat(area).isCloseTo(Math.PI * 900, within(40.0));
    assertThat(disc.contoursLeftOut()).containsValue(1);
    // A tenth of a millimetre is the rounding of one plane: still a hole.
    RasterizedRoi ring = read(roi(circle(0, 0, 1.5, 30), circle(0, 0, 1.54, 20)));
    assertThat(ring.mask().count() * 1.1).isCloseTo(Math.PI * 500, within(40.0));
  }

  @Test
  void contours_on_every_second_slice_differ_from_planimetry_which_is_told() {
    RasterizedRoi rod = read(solid(-43.5, 43.5, 6, 0, z -> 20));
    assertThat(rod.planimetricMm3() / rod.voxelMm3()).isCloseTo(2, within(0.05));
    assertThat(rod.losses()).anyMatch(line -> line.contains("voxels and planimetry differ by -50"));
  }

  @Test
  void two_pieces_far_apart_do_not_count_what_is_between_them() {
    List<ReadContour> contours = new ArrayList<>();
    for (double z : new double[] {-43.5, -40.5, -37.5, 37.5, 40.5, 43.5}) {
      contours.add(circle(0, 0, z, 10));
    }
    assertThat(read(roi(contours)).planimetricMm3())
        .isCloseTo(Math.PI * 100 * 18, within(0.01 * Math.PI * 1800));
  }

  static Stream<ReadContour> copies() {
    return Stream.of(
        circle(0, 0, 1.5, 30),
        circle(0, 0, 1.5, 30, 1, 180, "CLOSED_PLANAR"),
        circle(0, 0, 1.5, 30, 0.3, 97, "CLOSED_PLANAR"),
        circle(0.02, -0.01, 1.5, 30.03),
        reversed(circle(0, 0, 1.5, 30)),
        closed(circle(0, 0, 1.5, 30)));
  }

  private static ReadContour reversed(ReadContour c) {
    double[] data = new double[3 * c.points().size()];
    for (int i = 0; i < c.points().size(); i++) {
      PatientPoint p = c.points().point(c.points().size() - 1 - i);
      data[3 * i] = p.xMm();
      data[3 * i + 1] = p.yMm();
      data[3 * i + 2] = p.zMm();
    }
    return new ReadContour(0, c.geometricType(), ContourPolyline.wrap(data), List.of());
  }

  private static ReadContour closed(ReadContour c) {
    int n = c.points().size();
    double[] data = new double[3 * n + 3];
    for (int i = 0; i <= n; i++) {
      data[3 * i] = c.points().point(i % n).xMm();
      data[3 * i + 1] = c.points().point(i % n).yMm();
      data[3 * i + 2] = c.points().point(i % n).zMm();
    }
    return new ReadContour(0, c.geometricType(), ContourPolyline.wrap(data), List.of());
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("copies")
  void a_loop_that_is_there_twice_counts_once_however_it_is_written(ReadContour copy) {
    RasterizedRoi disc = read(roi(circle(0, 0, 1.5, 30), copy));
    assertThat(disc.mask().toBitSet())
        .isEqualTo(read(roi(circle(0, 0, 1.5, 30))).mask().toBitSet());
    assertThat(disc.repeatedLoops()).isEqualTo(1);
    assertThat(disc.planimetricMm3()).isCloseTo(Math.PI * 900 * 3, within(20.0));
    assertThat(String.join("; ", disc.losses())).contains("there twice");
  }

  @Test
  void a_thin_wall_is_not_a_loop_there_twice() {
    RasterizedRoi wall = read(roi(circle(0, 0, 1.5, 30), circle(0, 0, 1.5, 29.5)));
    assertThat(wall.repeatedLoops()).isZero();
    assertThat(wall.planimetricMm3()).isCloseTo(Math.PI * (900 - 29.5 * 29.5) * 3, within(5.0));
  }

  @Test
  void exclusive_loops_there_twice_cancel_as_the_standard_says_and_are_told() {
    String type = "CLOSEDPLANAR_XOR";
    RasterizedRoi nothing =
        read(roi(circle(0, 0, 1.5, 30, 0, 180, type), circle(0, 0, 1.5, 30, 0, 180, type)));
    assertThat(nothing.isLost()).isTrue();
    assertThat(String.join("; ", nothing.losses())).contains("there twice");
    // A disc, its hole, and an island that fills the hole.
    RasterizedRoi disc =
        read(
            roi(
                circle(0, 0, 1.5, 30, 0, 180, type),
                circle(0, 0, 1.5, 20, 0, 180, type),
                circle(0, 0, 1.5, 20, 0, 180, type)));
    assertThat(disc.mask().count() * 1.1).isCloseTo(Math.PI * 900, within(40.0));
  }

  @ParameterizedTest
  @EnumSource
  void loops_that_overlap_in_part_are_joined_and_their_slices_are_named(Combination plain) {
    RasterizedRoi two =
        new StructureSetRasterizer(grid(), plain)
            .rasterize(roi(circle(-10, 0, 1.5, 20), circle(10, 0, 1.5, 20)));
    // The lens that two circles of radius r at a distance d have in common.
    double lens = 2 * 400 * Math.acos(20 / 40.0) - 20 / 2.0 * Math.sqrt(4 * 400 - 20 * 20);
    double union = 2 * Math.PI * 400 - lens;
    assertThat(two.mask().count() * 1.1).isCloseTo(union, within(0.02 * union));
    assertThat(two.planimetricMm3()).isCloseTo(3 * union, within(0.01 * 3 * union));
    assertThat(two.overlapping()).containsExactly(16);
    assertThat(String.join("; ", two.losses())).contains("overlap in part on slices 16");
  }

  @Test
  void a_hole_in_one_of_two_overlapping_loops_stays() {
    RasterizedRoi two =
        read(roi(circle(-10, 0, 1.5, 20), circle(10, 0, 1.5, 20), circle(-20, 0, 1.5, 4)));
    double without = read(roi(circle(-10, 0, 1.5, 20), circle(10, 0, 1.5, 20))).mask().count();
    assertThat(without - two.mask().count()).isCloseTo(Math.PI * 16 / 1.1, within(4.0));
  }

  @Test
  void a_hole_whose_edge_crosses_the_rim_by_hundredths_of_a_millimetre_stays_a_hole() {
    RasterizedRoi ring = read(roi(circle(0, 0, 1.5, 20), circle(10.02, 0, 1.5, 10)));
    assertThat(ring.overlapping()).isEmpty();
    assertThat(ring.mask().count() * 1.1).isCloseTo(Math.PI * 300, within(25.0));
  }

  @Test
  void what_has_contours_and_no_voxel_is_lost() {
    assertThat(read(roi(circle(900, 0, 1.5, 30))).isLost()).isTrue();
    assertThat(read(roi(circle(0, 0, 900, 30))).isLost()).isTrue();
    assertThat(read(roi(circle(0.5, 0.5, 1.5, 0.2))).isLost()).isTrue();
    assertThat(read(roi()).isLost()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "2, 0.5", "2.5, 0", "3, 0"})
  void a_real_prostate_on_planes_of_a_millimetre_keeps_its_volume(double stepMm, double shiftMm)
      throws Exception {
    ReadRoi roi =
        StructureSetReader.read(
                SharedData.require("../cases/rt/onko_prostate_1mm_on_2mm_ct/rs.dcm"))
            .rois()
            .get(0);
    VoxelGrid ct =
        VoxelGrid.even(
            new PatientPoint(-120, -260, -680 + shiftMm),
            SliceOrientation.AXIAL,
            40,
            256,
            256,
            stepMm,
            0.98,
            0.98);
    RasterizedRoi prostate = new StructureSetRasterizer(ct).rasterize(roi);
    assertThat(prostate.planimetricMm3() / 1000).isCloseTo(35.5, within(0.1));
    assertThat(prostate.voxelMm3() / 1000).isCloseTo(35.5, within(35.5 * 0.06));
    assertThat(prostate.contoursLeftOut()).isNotEmpty();
    assertThat(prostate.closedContours()).isEqualTo(31);
  }
}
