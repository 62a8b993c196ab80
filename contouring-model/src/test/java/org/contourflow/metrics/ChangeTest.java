package org.contourflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.metrics.Centroid.Shift;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** Centres and changes by slice, on boxes whose figures can be told by heart. */
class ChangeTest {
  /** Slices 3 mm apart but one of 7 mm; pixels 2 mm down, 1 mm across. */
  private static VoxelGrid uneven(SliceOrientation orientation) {
    PatientPoint first = new PatientPoint(-30, 12, 100);
    List<PatientPoint> origins =
        Stream.of(0.0, 3.0, 6.0, 13.0, 16.0, 19.0)
            .map(mm -> first.plus(orientation.normal(), mm))
            .toList();
    return new VoxelGrid(origins, orientation, 2, 1, 20, 24);
  }

  private static BinaryMask box(VoxelGrid grid, int s0, int s1, int r0, int r1, int c0, int c1) {
    return BinaryMask.of(
        grid, (s, r, c) -> s >= s0 && s <= s1 && r >= r0 && r <= r1 && c >= c0 && c <= c1);
  }

  @Test
  void the_centre_of_uneven_slices_weighs_each_with_its_thickness() {
    VoxelGrid grid = uneven(SliceOrientation.AXIAL);
    PatientPoint centre = Centroid.of(box(grid, 1, 2, 4, 6, 10, 13), 1).orElseThrow();
    // Slice 1 is 3 mm thick, slice 2 half of 3 and of 7: 5 mm.
    assertThat(centre.xMm()).isCloseTo(-30 + 11.5, within(1e-9));
    assertThat(centre.yMm()).isCloseTo(12 + 2 * 5, within(1e-9));
    assertThat(centre.zMm()).isCloseTo(100 + (3 * 3 + 5 * 6) / 8.0, within(1e-9));
    assertThat(Centroid.of(BinaryMask.of(grid, (s, r, c) -> false), 1)).isEmpty();
  }

  @Test
  void a_shift_is_told_by_the_patients_axes_however_the_slices_lie() {
    // Sagittal slices: columns run to the back, rows to the feet, slices to the patient's right.
    SliceOrientation sagittal =
        new SliceOrientation(new Direction(0, 1, 0), new Direction(0, 0, -1));
    VoxelGrid grid = VoxelGrid.even(new PatientPoint(10, 20, 30), sagittal, 12, 20, 24, 3, 2, 1);
    Shift shift = Shift.between(box(grid, 2, 5, 3, 8, 4, 9), box(grid, 3, 6, 5, 10, 3, 8), 1);
    double toRight = grid.orientation().normal().x() * -3;
    assertThat(shift.toLeftMm()).isCloseTo(-toRight, within(1e-9));
    assertThat(shift.toPosteriorMm()).isCloseTo(-1, within(1e-9));
    assertThat(shift.toHeadMm()).isCloseTo(-4, within(1e-9));
    assertThat(shift.lengthMm()).isCloseTo(Math.sqrt(9 + 1 + 16), within(1e-9));
    BinaryMask nothing = BinaryMask.of(grid, (s, r, c) -> false);
    assertThat(Shift.between(nothing, nothing, 1)).isEqualTo(Shift.NONE);
  }

  @Test
  void changes_are_told_slice_by_slice() {
    VoxelGrid grid = uneven(SliceOrientation.AXIAL);
    BinaryMask before = box(grid, 1, 3, 4, 7, 5, 9);
    BinaryMask after = box(grid, 2, 4, 4, 7, 6, 10);
    assertThat(SliceChange.between(before, after))
        .containsExactly(
            new SliceChange(1, 40, 0, 0, 40),
            new SliceChange(2, 40, 40, 8, 8),
            new SliceChange(3, 40, 40, 8, 8),
            new SliceChange(4, 0, 40, 40, 0));
    assertThat(SliceChange.between(before, before)).isEmpty();
    assertThat(SliceChange.between(before, after).get(0).isWhole()).isTrue();
    assertThat(SliceChange.between(before, after).get(1).isWhole()).isFalse();
  }

  @Test
  void the_whole_path_of_a_box_is_its_edge_pixels() {
    VoxelGrid grid = uneven(SliceOrientation.AXIAL);
    // 4 x 5 pixels have 14 at the edge; 3 slices; (2 + 1) / 2 mm each.
    assertThat(AddedPathLength.wholeMm(box(grid, 1, 3, 4, 7, 5, 9))).isEqualTo(3 * 14 * 1.5);
  }
}
