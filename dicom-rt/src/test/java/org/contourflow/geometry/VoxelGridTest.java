package org.contourflow.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected points are worked out by hand from PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1. */
class VoxelGridTest {
  private static final double C30 = Math.cos(Math.toRadians(30));
  private static final double S30 = 0.5;

  /** Name, row direction, column direction, and where pixel (row 2, column 10) must be. */
  static Stream<Arguments> positions() {
    // First voxel at (-100, -200, 50); 0.7 mm between rows, 1.3 mm between columns:
    // 13 mm along the row direction, 1.4 mm along the column direction.
    return Stream.of(
        Arguments.of("HFS", dir(1, 0, 0), dir(0, 1, 0), dir(0, 0, 1), at(-87, -198.6, 50)),
        Arguments.of("HFP", dir(-1, 0, 0), dir(0, -1, 0), dir(0, 0, 1), at(-113, -201.4, 50)),
        Arguments.of("FFS", dir(-1, 0, 0), dir(0, 1, 0), dir(0, 0, -1), at(-113, -198.6, 50)),
        Arguments.of("FFP", dir(1, 0, 0), dir(0, -1, 0), dir(0, 0, -1), at(-87, -201.4, 50)),
        Arguments.of("HFDL", dir(0, -1, 0), dir(1, 0, 0), dir(0, 0, 1), at(-98.6, -213, 50)),
        Arguments.of("HFDR", dir(0, 1, 0), dir(-1, 0, 0), dir(0, 0, 1), at(-101.4, -187, 50)),
        Arguments.of("FFDL", dir(0, 1, 0), dir(1, 0, 0), dir(0, 0, -1), at(-98.6, -187, 50)),
        Arguments.of("FFDR", dir(0, -1, 0), dir(-1, 0, 0), dir(0, 0, -1), at(-101.4, -213, 50)),
        Arguments.of("sagittal", dir(0, 1, 0), dir(0, 0, -1), dir(-1, 0, 0), at(-100, -187, 48.6)),
        Arguments.of("coronal", dir(1, 0, 0), dir(0, 0, -1), dir(0, 1, 0), at(-87, -200, 48.6)),
        Arguments.of(
            "oblique, 30 degrees about x",
            dir(1, 0, 0),
            dir(0, C30, S30),
            dir(0, -S30, C30),
            at(-87, -200 + 1.4 * C30, 50.7)));
  }

  private static Direction dir(double x, double y, double z) {
    return new Direction(x, y, z);
  }

  private static PatientPoint at(double x, double y, double z) {
    return new PatientPoint(x, y, z);
  }

  private static VoxelGrid grid(SliceOrientation orientation) {
    return VoxelGrid.even(at(-100, -200, 50), orientation, 4, 20, 30, 2.5, 0.7, 1.3);
  }

  private static void assertAt(PatientPoint actual, PatientPoint expected) {
    assertThat(actual.distanceMm(expected)).isLessThan(1e-9);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void a_pixel_lies_where_the_standard_places_it(
      String name, Direction row, Direction column, Direction normal, PatientPoint expected) {
    VoxelGrid grid = grid(new SliceOrientation(row, column));
    assertAt(grid.toPatient(0, new PixelPoint(2, 10)), expected);
    assertAt(grid.toPatient(new VoxelIndex(2, 2, 10)), expected.plus(normal, 5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void the_normal_is_row_direction_cross_column_direction(
      String name, Direction row, Direction column, Direction normal, PatientPoint expected) {
    Direction actual = new SliceOrientation(row, column).normal();
    assertThat(actual.dot(normal)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void the_way_back_is_the_inverse(
      String name, Direction row, Direction column, Direction normal, PatientPoint expected) {
    VoxelGrid grid = grid(new SliceOrientation(row, column));
    for (int slice = 0; slice < 4; slice++) {
      PatientPoint point = grid.toPatient(slice, new PixelPoint(-0.5, 29.5));
      PixelPoint back = grid.toPixel(slice, point);
      assertThat(back.row()).isCloseTo(-0.5, within(1e-9));
      assertThat(back.column()).isCloseTo(29.5, within(1e-9));
      assertThat(grid.nearestSlice(point)).isEqualTo(slice);
      assertThat(grid.distanceFromSliceMm(slice, point.plus(normal, 0.3)))
          .isCloseTo(0.3, within(1e-9));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void patient_left_is_plus_x_whatever_the_position(
      String name, Direction row, Direction column, Direction normal, PatientPoint expected) {
    VoxelGrid grid = grid(new SliceOrientation(row, column));
    PatientPoint centre = grid.toPatient(1, new PixelPoint(10, 15));
    PixelPoint moved = grid.toPixel(1, centre.plus(dir(1, 0, 0), 2.6));
    // Moving 2.6 mm to the left is (row cosine . x) columns and (column cosine . x) rows.
    assertThat(moved.column() - 15).isCloseTo(2 * row.x(), within(1e-9));
    assertThat(moved.row() - 10).isCloseTo(2.6 / 0.7 * column.x(), within(1e-9));
  }

  @Test
  void cosines_with_few_digits_do_not_stretch_the_image() {
    // 0.866 and 0.5 have length 0.99998: 5 micrometres over 500 mm must not become 10.
    SliceOrientation rounded = new SliceOrientation(dir(0.866, 0.5, 0), dir(-0.5, 0.866, 0));
    VoxelGrid grid = VoxelGrid.even(at(0, 0, 0), rounded, 1, 512, 512, 1, 1, 1);
    PatientPoint far = grid.toPatient(0, new PixelPoint(0, 511));
    assertThat(far.distanceMm(at(0, 0, 0))).isCloseTo(511, within(1e-9));
    assertThat(grid.toPixel(0, far).column()).isCloseTo(511, within(1e-9));
  }

  @Test
  void the_way_back_is_the_inverse_where_the_axes_are_not_quite_square() {
    SliceOrientation skewed = new SliceOrientation(dir(1, 0, 0), dir(9e-4, 1, 0));
    VoxelGrid grid = VoxelGrid.even(at(0, 0, 0), skewed, 1, 512, 512, 1, 1, 1);
    PixelPoint back = grid.toPixel(0, grid.toPatient(0, new PixelPoint(511, 3)));
    assertThat(back.row()).isCloseTo(511, within(1e-9));
    assertThat(back.column()).isCloseTo(3, within(1e-9));
  }

  @Test
  void uneven_slices_keep_their_own_positions() {
    VoxelGrid grid =
        new VoxelGrid(
            List.of(at(0, 0, 10), at(0, 0, 13), at(0, 0, 14), at(0, 0, 24)),
            SliceOrientation.AXIAL,
            1,
            1,
            2,
            2);
    assertAt(grid.toPatient(new VoxelIndex(2, 0, 0)), at(0, 0, 14));
    assertThat(grid.slicePositionMm(3)).isEqualTo(14);
    assertThat(grid.sliceThicknessMm(0, 9)).isEqualTo(3);
    assertThat(grid.sliceThicknessMm(1, 9)).isEqualTo(2);
    assertThat(grid.sliceThicknessMm(2, 9)).isEqualTo(5.5);
    assertThat(grid.sliceThicknessMm(3, 9)).isEqualTo(10);
    assertThat(grid.isEvenlySpaced(0.01)).isFalse();
    assertThat(grid.nearestSlice(at(5, 5, 18.9))).isEqualTo(2);
    assertThat(grid.nearestSlice(at(5, 5, 19.1))).isEqualTo(3);
  }

  @Test
  void a_tilted_stack_is_refused_with_the_shear_named() {
    List<PatientPoint> tilted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tilted.add(at(0, i * 0.5, i * 3));
    }
    assertThatThrownBy(() -> new VoxelGrid(tilted, SliceOrientation.AXIAL, 1, 1, 4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sheared (tilted) by 2.0 mm");
  }

  @Test
  void slices_against_the_normal_or_doubled_are_refused() {
    assertThatThrownBy(
            () ->
                new VoxelGrid(
                    List.of(at(0, 0, 3), at(0, 0, 0)), SliceOrientation.AXIAL, 1, 1, 4, 4))
        .hasMessageContaining("advance");
    assertThatThrownBy(
            () ->
                new VoxelGrid(
                    List.of(at(0, 0, 3), at(0, 0, 3.005)), SliceOrientation.AXIAL, 1, 1, 4, 4))
        .hasMessageContaining("advance");
  }

  @Test
  void grids_match_only_where_every_voxel_does() {
    VoxelGrid grid = grid(SliceOrientation.AXIAL);
    VoxelGrid shifted =
        VoxelGrid.even(at(-100, -200, 50.02), SliceOrientation.AXIAL, 4, 20, 30, 2.5, 0.7, 1.3);
    VoxelGrid stretched =
        VoxelGrid.even(at(-100, -200, 50), SliceOrientation.AXIAL, 4, 20, 30, 2.5, 0.7, 1.301);
    assertThat(grid.matches(grid, 0)).isTrue();
    assertThat(grid.matches(shifted, 0.01)).isFalse();
    assertThat(grid.matches(shifted, 0.03)).isTrue();
    assertThat(grid.matches(stretched, 0.01)).isFalse();
  }

  @Test
  void what_is_not_a_direction_or_a_right_angle_is_refused() {
    assertThatThrownBy(() -> dir(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dir(Double.NaN, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SliceOrientation(dir(1, 0, 0), dir(0.6, 0.8, 0)))
        .hasMessageContaining("right angle");
  }
}
