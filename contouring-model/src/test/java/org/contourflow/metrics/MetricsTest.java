package org.contourflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.bits.DistanceTransform;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final VoxelGrid UNIT = grid(24, 24, 24, 1, 1, 1);

  private static VoxelGrid grid(int s, int r, int c, double ds, double dr, double dc) {
    return VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, s, r, c, ds, dr, dc);
  }

  private static BinaryMask box(VoxelGrid grid, int low, int high, int shiftColumns) {
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            s >= low
                && s < high
                && r >= low
                && r < high
                && c >= low + shiftColumns
                && c < high + shiftColumns);
  }

  private static BinaryMask ball(VoxelGrid grid, double centreColumn, double radiusMm) {
    double s0 = (grid.slices() - 1) / 2.0;
    double r0 = (grid.rows() - 1) / 2.0;
    return BinaryMask.of(
        grid,
        (s, r, c) -> {
          double z = (s - s0) * grid.sliceStepMm(0);
          double y = (r - r0) * grid.rowSpacingMm();
          double x = (c - centreColumn) * grid.columnSpacingMm();
          return z * z + y * y + x * x <= radiusMm * radiusMm;
        });
  }

  private static BinaryMask empty(VoxelGrid grid) {
    return BinaryMask.of(grid, (s, r, c) -> false);
  }

  @Test
  void dice_of_a_shifted_box_is_the_share_of_the_overlap() {
    assertThat(Dice.of(box(UNIT, 4, 14, 0), box(UNIT, 4, 14, 3))).isEqualTo(0.7);
    assertThat(Dice.of(box(UNIT, 4, 14, 0), box(UNIT, 4, 14, 0))).isEqualTo(1);
    assertThat(Dice.of(box(UNIT, 4, 8, 0), box(UNIT, 4, 8, 10))).isZero();
  }

  @Test
  void a_voxels_surface_is_eight_corner_triangles() {
    BinaryMask voxel = BinaryMask.of(UNIT, (s, r, c) -> s == 5 && r == 6 && c == 7);
    double area = SurfaceComparison.of(voxel, voxel, 1).referenceAreaMm2();
    assertThat(area).isCloseTo(Math.sqrt(3), within(1e-12));
  }

  @Test
  void a_flat_face_counts_its_true_area_on_any_spacing() {
    double[] areas = SurfaceElements.areasMm2(3, 0.5, 2);
    assertThat(areas[0b00001111]).isCloseTo(0.5 * 2, within(1e-12)); // lower slice in
    assertThat(areas[0b00110011]).isCloseTo(3 * 2, within(1e-12)); // first row in
    assertThat(areas[0b01010101]).isCloseTo(3 * 0.5, within(1e-12)); // first column in
  }

  @Test
  void every_configuration_has_the_area_of_its_complement_unless_a_face_is_ambiguous() {
    double[] areas = SurfaceElements.areasMm2(1, 1, 1);
    int same = 0;
    for (int code = 1; code < 255; code++) {
      assertThat(areas[code]).isPositive();
      same += Math.abs(areas[code] - areas[255 - code]) < 1e-12 ? 1 : 0;
    }
    assertThat(same).isGreaterThan(150);
  }

  @Test
  void the_surface_of_a_ball_comes_near_four_pi_r_squared() {
    BinaryMask ball = ball(UNIT, 11.5, 9);
    double area = SurfaceComparison.of(ball, ball, 1).referenceAreaMm2();
    // Faceted at half pixels the surface is a little larger than the sphere's, never smaller.
    assertThat(area / (4 * Math.PI * 81)).isBetween(1.0, 1.10);
  }

  @Test
  void a_box_shifted_by_two_pixels_is_within_two_pixels_and_not_within_less() {
    VoxelGrid grid = grid(20, 20, 20, 3, 1, 1.5);
    SurfaceComparison c = SurfaceComparison.of(box(grid, 4, 12, 0), box(grid, 4, 12, 2), 1);
    assertThat(c.surfaceDice(3.0)).isEqualTo(1);
    assertThat(c.surfaceDice(2.99)).isLessThan(0.9);
    assertThat(c.hausdorffMm(100)).isCloseTo(3.0, within(1e-9));
    assertThat(c.hausdorffMm(95)).isCloseTo(3.0, within(1e-9));
  }

  @Test
  void identical_masks_have_no_distance() {
    BinaryMask ball = ball(UNIT, 11.5, 7);
    SurfaceComparison c = SurfaceComparison.of(ball, ball, 1);
    assertThat(c.surfaceDice(0)).isEqualTo(1);
    assertThat(c.hausdorffMm(100)).isZero();
    assertThat(c.meanDistanceMm()).isZero();
  }

  @Test
  void concentric_balls_differ_by_their_radii() {
    VoxelGrid fine = grid(40, 40, 40, 0.5, 0.5, 0.5);
    SurfaceComparison c = SurfaceComparison.of(ball(fine, 19.5, 5), ball(fine, 19.5, 7.5), 1);
    assertThat(c.meanDistanceMm()).isCloseTo(2.5, within(0.25));
    assertThat(c.hausdorffMm(95)).isCloseTo(2.5, within(0.5));
    assertThat(c.surfaceDice(1)).isZero();
    assertThat(c.surfaceDice(3.2)).isEqualTo(1);
  }

  @Test
  void uneven_slices_count_with_their_own_distance() {
    List<PatientPoint> origins = new ArrayList<>();
    for (double z : new double[] {0, 1, 2, 3, 8, 9, 10}) {
      origins.add(new PatientPoint(0, 0, z));
    }
    VoxelGrid grid = new VoxelGrid(origins, SliceOrientation.AXIAL, 1, 1, 8, 8);
    BinaryMask below = BinaryMask.of(grid, (s, r, c) -> s >= 1 && s <= 3);
    BinaryMask above = BinaryMask.of(grid, (s, r, c) -> s >= 1 && s <= 4);
    // The upper faces lie half way up: at 5.5 and at 8.5 mm.
    assertThat(SurfaceComparison.of(below, above, 1).hausdorffMm(100)).isCloseTo(3.0, within(1e-9));
  }

  @Test
  void the_distance_transform_is_exact_on_an_uneven_lattice() {
    double[][] at = {{0, 1, 5}, {0, 2, 4, 6}, {0, 0.5, 1.5, 7, 8}};
    boolean[] seeds = new boolean[60];
    seeds[7] = true;
    seeds[44] = true;
    double[] distance = DistanceTransform.mm(seeds, at);
    for (int i = 0; i < 60; i++) {
      double expected = Math.min(apart(at, i, 7), apart(at, i, 44));
      assertThat(distance[i]).isCloseTo(expected, within(1e-12));
    }
  }

  private static double apart(double[][] at, int i, int j) {
    double z = at[0][i / 20] - at[0][j / 20];
    double y = at[1][i / 5 % 4] - at[1][j / 5 % 4];
    double x = at[2][i % 5] - at[2][j % 5];
    return Math.sqrt(z * z + y * y + x * x);
  }

  @Test
  void added_path_length_of_a_shifted_square_is_the_contour_not_drawn() {
    VoxelGrid flat = grid(3, 24, 24, 2, 0.8, 0.8);
    BinaryMask square =
        BinaryMask.of(flat, (s, r, c) -> s == 1 && r >= 4 && r < 14 && c >= 4 && c < 14);
    BinaryMask shifted =
        BinaryMask.of(flat, (s, r, c) -> s == 1 && r >= 4 && r < 14 && c >= 5 && c < 15);
    // 36 contour pixels; of them the left column (10) and the inner 8 of the right column are new.
    assertThat(AddedPathLength.mm(square, shifted, 0)).isCloseTo(18 * 0.8, within(1e-9));
    assertThat(AddedPathLength.mm(square, shifted, 1)).isZero();
    assertThat(AddedPathLength.mm(square, empty(flat), 0)).isCloseTo(36 * 0.8, within(1e-9));
    assertThat(AddedPathLength.mm(empty(flat), square, 0)).isZero();
  }

  @Test
  void a_missed_a_phantom_and_an_absent_structure_are_told_apart() {
    BinaryMask some = box(UNIT, 4, 8, 0);
    StructureScore missed = StructureScore.of(some, empty(UNIT));
    assertThat(missed.presence()).isEqualTo(StructureScore.Presence.MISSED);
    assertThat(missed.dice()).isZero();
    assertThat(missed.surfaceDice3Mm()).isZero();
    assertThat(missed.hausdorff95Mm()).isInfinite();
    assertThat(missed.volumeErrorPercent()).isEqualTo(-100);
    StructureScore phantom = StructureScore.of(empty(UNIT), some);
    assertThat(phantom.presence()).isEqualTo(StructureScore.Presence.PHANTOM);
    assertThat(phantom.dice()).isZero();
    assertThat(phantom.meanDistanceMm()).isInfinite();
    StructureScore neither = StructureScore.of(empty(UNIT), empty(UNIT));
    assertThat(neither.presence()).isEqualTo(StructureScore.Presence.NEITHER);
    assertThat(neither.dice()).isNaN();
    assertThat(neither.surfaceDice1Mm()).isNaN();
    assertThat(neither.hausdorff95Mm()).isNaN();
  }

  @Test
  void a_structure_at_the_edge_of_the_image_is_closed_there() {
    BinaryMask all = BinaryMask.of(grid(2, 2, 2, 1, 1, 1), (s, r, c) -> true);
    SurfaceComparison c = SurfaceComparison.of(all, all, 1);
    assertThat(c.referenceAreaMm2()).isGreaterThan(6);
    assertThat(c.surfaceDice(0)).isEqualTo(1);
  }

  @Test
  void masks_on_different_grids_are_refused() {
    assertThatThrownBy(() -> Dice.of(empty(UNIT), empty(grid(24, 24, 24, 1, 1, 1.01))))
        .hasMessageContaining("same grid");
  }
}
