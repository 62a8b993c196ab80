package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.densify.Densifier;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;

class RingSmootherTest {
  private static final double LONGEST_STEP_PIXELS = 0.2;

  private static VoxelGrid grid(int slices, int rows, int columns) {
    return VoxelGrid.even(
        new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, slices, rows, columns, 3, 1, 1);
  }

  private static double perimeter(Ring ring) {
    double sum = 0;
    for (int i = 0; i < ring.size(); i++) {
      int j = (i + 1) % ring.size();
      sum += Math.hypot(ring.row(i) - ring.row(j), ring.column(i) - ring.column(j));
    }
    return sum;
  }

  @Test
  void a_disc_loses_its_staircase_and_keeps_its_area() {
    VoxelGrid grid = grid(1, 60, 60);
    BinaryMask disc = BinaryMask.of(grid, (s, r, c) -> Math.hypot(r - 29.6, c - 30.2) < 20.3);
    PlanarContours traced = MaskTracer.trace(disc);
    PlanarContours smooth = RingSmoother.smooth(traced);
    Ring ring = smooth.slices().get(0).get(0).outer();
    double circle = 2 * Math.PI * 20.3;
    assertThat(perimeter(traced.slices().get(0).get(0).outer())).isGreaterThan(1.2 * circle);
    assertThat(perimeter(ring)).isCloseTo(circle, within(0.01 * circle));
    assertThat(smooth.areaPixels(0)).isCloseTo(disc.count(), within(0.001 * disc.count()));
    for (int i = 0; i < ring.size(); i++) {
      assertThat(Math.hypot(ring.row(i) - 29.6, ring.column(i) - 30.2))
          .isCloseTo(20.3, within(0.6));
    }
  }

  @Test
  void a_ball_above_one_cubic_centimetre_keeps_its_volume_within_one_percent() {
    VoxelGrid grid = grid(12, 30, 30);
    BinaryMask ball =
        BinaryMask.of(
            grid,
            (s, r, c) ->
                Math.pow(3 * (s - 5.5), 2) + Math.pow(r - 14, 2) + Math.pow(c - 15, 2) < 49);
    double before = ball.volumeMm3(3);
    assertThat(before).isGreaterThan(1000);
    assertThat(RingSmoother.smooth(MaskTracer.trace(ball)).volumeMm3(3))
        .isCloseTo(before, within(0.01 * before));
  }

  @Property(tries = 300)
  void any_mask_keeps_valid_rings_and_no_point_moves_by_more_than_a_pixel(@ForAll long seed) {
    BitSet bits =
        seed % 2 == 0
            ? RandomMasks.blobs(40, 50, seed)
            : RandomMasks.noise(40, 50, (int) Math.floorMod(seed, 90L) + 5, seed);
    if (bits.isEmpty()) {
      return;
    }
    PlanarContours traced = MaskTracer.trace(BinaryMask.wrap(grid(1, 40, 50), bits));
    PlanarContours smooth = RingSmoother.smooth(traced);
    List<Region> regions = smooth.slices().get(0);
    assertThat(RingValidity.check(regions)).isEmpty();
    Geometry after = RingValidity.toGeometry(regions);
    Geometry before = RingValidity.toGeometry(traced.slices().get(0));
    assertThat(Math.max(farthest(after, before), farthest(before, after))).isLessThanOrEqualTo(1);
    assertThat(smooth.areaPixels(0))
        .isCloseTo(bits.cardinality(), within(0.0021 * bits.cardinality()));
  }

  @Property(tries = 300)
  void any_volume_is_kept_within_one_percent_whatever_its_walls_and_spacings(@ForAll long seed) {
    Random random = new Random(seed);
    int slices = 1 + random.nextInt(5);
    List<PatientPoint> origins = new ArrayList<>();
    double z = 0;
    BitSet bits = new BitSet();
    for (int s = 0; s < slices; s++) {
      origins.add(new PatientPoint(0, 0, z));
      z += 1 + random.nextInt(5);
      BitSet outer = RandomMasks.blobs(40, 50, random.nextLong());
      BitSet wall = random.nextBoolean() ? outer : wall(outer, 40, 50);
      int offset = s * 40 * 50;
      wall.stream().forEach(i -> bits.set(offset + i));
    }
    VoxelGrid grid = new VoxelGrid(origins, SliceOrientation.AXIAL, 0.6, 1.7, 40, 50);
    BinaryMask mask = BinaryMask.wrap(grid, bits);
    double before = mask.volumeMm3(2);
    assertThat(RingSmoother.smooth(MaskTracer.trace(mask)).volumeMm3(2))
        .isCloseTo(before, within(0.01 * before));
  }

  /**
   * The largest distance of a point of one outline to the other, a point each fifth of a pixel:
   * what JTS' DiscreteHausdorffDistance finds by looking at all edges for each point, here by an
   * index (the class took 100 s of the build with it).
   */
  private static double farthest(Geometry from, Geometry to) {
    IndexedFacetDistance distance = new IndexedFacetDistance(to.getBoundary());
    Coordinate[] points =
        Densifier.densify(from.getBoundary(), LONGEST_STEP_PIXELS).getCoordinates();
    return Stream.of(points)
        .mapToDouble(p -> distance.distance(from.getFactory().createPoint(p)))
        .max()
        .orElse(0);
  }

  /** The pixels of a shape that have a neighbour outside: a wall one pixel thick. */
  private static BitSet wall(BitSet shape, int rows, int columns) {
    BitSet wall = new BitSet();
    shape.stream()
        .filter(
            i ->
                i % columns == 0
                    || i % columns == columns - 1
                    || i < columns
                    || i >= (rows - 1) * columns
                    || !shape.get(i - 1)
                    || !shape.get(i + 1)
                    || !shape.get(i - columns)
                    || !shape.get(i + columns))
        .forEach(wall::set);
    return wall;
  }

  @ParameterizedTest
  @ValueSource(doubles = {6.3, 9, 14.2, 31})
  void a_smooth_ball_thinned_as_convert_does_keeps_its_volume_within_one_percent(double radius) {
    int size = (int) (2 * radius) + 6;
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, size / 2, size, size, 2, 1, 1);
    double middle = size / 2 - 0.3;
    BinaryMask ball =
        BinaryMask.of(
            grid,
            (s, r, c) ->
                Math.pow(2 * s - middle, 2) + Math.pow(r - middle, 2) + Math.pow(c - middle, 2)
                    < radius * radius);
    double before = ball.volumeMm3(2);
    assertThat(before).isGreaterThan(1000);
    PlanarContours after =
        RingThinner.thin(
            RingSmoother.smooth(MaskTracer.trace(ball)), RingThinner.DEFAULT_TOLERANCE_MM);
    assertThat(after.volumeMm3(2)).isCloseTo(before, within(0.01 * before));
  }
}
