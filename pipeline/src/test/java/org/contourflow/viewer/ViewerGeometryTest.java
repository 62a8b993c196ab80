package org.contourflow.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.AnatomicalLetters;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Truth is where the grid says a voxel lies in the patient: right on the screen must be left. */
class ViewerGeometryTest {
  private static Direction d(double x, double y, double z) {
    double length = Math.sqrt(x * x + y * y + z * z);
    return new Direction(x / length, y / length, z / length);
  }

  static Stream<Arguments> positions() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    return Stream.of(
        Arguments.of("HFS", d(1, 0, 0), d(0, 1, 0)),
        Arguments.of("HFP", d(-1, 0, 0), d(0, -1, 0)),
        Arguments.of("FFS", d(-1, 0, 0), d(0, 1, 0)),
        Arguments.of("FFP", d(1, 0, 0), d(0, -1, 0)),
        Arguments.of("HFDR", d(0, 1, 0), d(-1, 0, 0)),
        Arguments.of("HFDL", d(0, -1, 0), d(1, 0, 0)),
        Arguments.of("FFDL", d(0, -1, 0), d(-1, 0, 0)),
        Arguments.of("sagittal slices", d(0, 1, 0), d(0, 0, -1)),
        Arguments.of("coronal slices", d(1, 0, 0), d(0, 0, -1)),
        Arguments.of("oblique about x", d(1, 0, 0), d(0, c, s)),
        Arguments.of("oblique about z", d(c, s, 0), d(-s, c, 0)));
  }

  private static VoxelGrid grid(Direction alongRow, Direction alongColumn) {
    return VoxelGrid.even(
        new PatientPoint(-11, 22, -33),
        new SliceOrientation(alongRow, alongColumn),
        7,
        5,
        6,
        3,
        0.7,
        1.3);
  }

  private static PatientPoint at(VoxelGrid grid, Axis axis, int index) {
    return grid.toPatient(
        new VoxelIndex(
            axis == Axis.SLICE ? index : 1,
            axis == Axis.ROW ? index : 1,
            axis == Axis.COLUMN ? index : 1));
  }

  /** From the screen's first pixel of an axis to its last. */
  private static double[] step(VoxelGrid grid, Axis axis, boolean reversed) {
    PatientPoint from = at(grid, axis, reversed ? 3 : 0);
    PatientPoint to = at(grid, axis, reversed ? 0 : 3);
    return new double[] {to.xMm() - from.xMm(), to.yMm() - from.yMm(), to.zMm() - from.zMm()};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void each_plane_is_shown_as_a_clinician_knows_it(String name, Direction row, Direction column) {
    VoxelGrid grid = grid(row, column);
    List<PlaneView> planes = PlaneView.of(grid);
    assertThat(planes).extracting(PlaneView::name).containsExactly(PlaneView.Name.values());
    for (PlaneView plane : planes) {
      assertThat(List.of(plane.across(), plane.down(), plane.depth()))
          .containsExactlyInAnyOrder(Axis.values());
      double[] right = step(grid, plane.across(), plane.acrossReversed());
      double[] down = step(grid, plane.down(), plane.downReversed());
      switch (plane.name()) {
        case AXIAL -> {
          assertThat(right[0]).as("the patient's left is right").isPositive();
          assertThat(down[1]).as("posterior is down").isPositive();
          assertThat(plane.letters().right()).startsWith("L");
          assertThat(plane.letters().top()).startsWith("A");
        }
        case CORONAL -> {
          assertThat(right[0]).as("the patient's left is right").isPositive();
          assertThat(down[2]).as("the feet are down").isNegative();
          assertThat(plane.letters().left()).startsWith("R");
          assertThat(plane.letters().top()).startsWith("H");
        }
        case SAGITTAL -> {
          assertThat(right[1]).as("posterior is right").isPositive();
          assertThat(down[2]).as("the feet are down").isNegative();
          assertThat(plane.letters().left()).startsWith("A");
          assertThat(plane.letters().bottom()).startsWith("F");
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("positions")
  void the_place_of_a_voxel_by_the_scenes_numbers_is_the_grids(
      String name, Direction row, Direction column) {
    VoxelGrid grid = grid(row, column);
    Scene.Place place = Scene.of(grid, "").place();
    for (VoxelIndex v : List.of(new VoxelIndex(0, 0, 0), new VoxelIndex(6, 4, 5))) {
      PatientPoint truth = grid.toPatient(v);
      double[] origin = place.origins().get(v.slice());
      double[] p = new double[3];
      for (int i = 0; i < 3; i++) {
        p[i] = origin[i] + v.column() * place.acrossMm()[i] + v.row() * place.downMm()[i];
      }
      assertThat(new PatientPoint(p[0], p[1], p[2]).distanceMm(truth)).isLessThan(1e-9);
    }
  }

  @Test
  void oblique_letters_name_both_directions() {
    assertThat(AnatomicalLetters.of(d(1, 1, 0))).isEqualTo("LP");
    assertThat(AnatomicalLetters.of(d(-0.1, 0, 1))).isEqualTo("H");
  }

  @Test
  void uneven_slices_are_as_thick_as_they_are() {
    List<PatientPoint> origins = new ArrayList<>();
    for (double z : new double[] {0, 2, 4, 8, 12}) {
      origins.add(new PatientPoint(0, 0, z));
    }
    SliceAxis axis = SliceAxis.of(new VoxelGrid(origins, SliceOrientation.AXIAL, 1, 1, 4, 4));
    assertThat(axis.pixelMm()).isEqualTo(2);
    // Edges at -1, 1, 3, 6, 10 and 14 mm.
    assertThat(axis.edges()).containsExactly(new double[] {0, 1, 2, 3.5, 5.5, 7.5}, within(1e-9));
    // 7.5 pixels are shown as 8; the middle of each decides.
    assertThat(axis.slices()).containsExactly(0, 1, 2, 3, 3, 4, 4, 4);
    SliceAxis single =
        SliceAxis.of(new VoxelGrid(origins.subList(0, 1), SliceOrientation.AXIAL, 1, 1, 4, 4));
    assertThat(single.slices()).containsExactly(0);
  }
}
