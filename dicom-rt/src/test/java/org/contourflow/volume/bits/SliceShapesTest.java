package org.contourflow.volume.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Hulls, skipped slices and the patient's sides. */
class SliceShapesTest {
  private static final GeometryFactory GEOMETRY = new GeometryFactory();

  @Property(tries = 30)
  void a_hull_has_exactly_the_centres_in_the_hull_of_the_centres(@ForAll Random random) {
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 1, 9, 70, 1, 1, 1);
    BinaryMask mask = BinaryMask.of(grid, (s, r, c) -> random.nextInt(60) == 0);
    List<Coordinate> in =
        java.util.stream.IntStream.range(0, 9 * 70)
            .filter(i -> mask.get(0, i / 70, i % 70))
            .mapToObj(i -> new Coordinate(i % 70, i / 70))
            .toList();
    Geometry hull = GEOMETRY.createMultiPointFromCoords(in.toArray(new Coordinate[0])).convexHull();
    BitVolume made = ConvexHulls.ofSlices(BitVolume.of(mask));
    for (int i = 0; i < 9 * 70; i++) {
      Coordinate at = new Coordinate(i % 70, i / 70);
      assertThat(made.get(0, i / 70, i % 70)).isEqualTo(hull.covers(GEOMETRY.createPoint(at)));
    }
  }

  @Test
  void a_skipped_slice_of_a_cone_has_the_radius_in_between() {
    List<PatientPoint> at =
        List.of(
            new PatientPoint(0, 0, 0),
            new PatientPoint(0, 0, 2),
            new PatientPoint(0, 0, 8),
            new PatientPoint(0, 0, 10));
    VoxelGrid grid = new VoxelGrid(at, SliceOrientation.AXIAL, 0.5, 0.5, 101, 101);
    double[] radius = {20, 18, 12, 10};
    BinaryMask drawn =
        BinaryMask.of(
            grid,
            (s, r, c) -> s % 3 == 0 && Math.hypot((r - 50) * 0.5, (c - 50) * 0.5) <= radius[s]);
    BitVolume filled = new SliceInterpolation(grid).fill(BitVolume.of(drawn), 10);
    for (int s = 0; s < 4; s++) {
      double mm2 = filled.count(s) * 0.25;
      assertThat(Math.sqrt(mm2 / Math.PI))
          .isCloseTo(radius[s], org.assertj.core.data.Offset.offset(0.15));
    }
    assertThat(new SliceInterpolation(grid).fill(BitVolume.of(drawn), 9.9).count(1)).isZero();
  }

  @Test
  void left_is_the_patients_left_on_every_grid() {
    Direction x = new Direction(1, 0, 0);
    Direction y = new Direction(0, 1, 0);
    for (SliceOrientation orientation :
        List.of(
            new SliceOrientation(x, y),
            new SliceOrientation(x.reversed(), y),
            new SliceOrientation(y, x),
            new SliceOrientation(y, x.reversed()))) {
      VoxelGrid grid = VoxelGrid.even(new PatientPoint(5, 5, 5), orientation, 2, 9, 9, 3, 1, 1);
      BitVolume all = BitVolume.of(BinaryMask.of(grid, (s, r, c) -> true));
      PatientAxis.Span span = PatientAxis.TO_LEFT.spanOf(all, grid);
      BitVolume left =
          PatientAxis.TO_LEFT.within(
              all, grid, new PatientAxis.Span(span.middleMm() + 0.1, Double.MAX_VALUE));
      assertThat(left.count()).isEqualTo(2 * 4 * 9);
      assertThat(PatientAxis.TO_LEFT.spanOf(left, grid).leastMm()).isEqualTo(span.mostMm() - 3);
    }
  }
}
