package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.distance.DiscreteHausdorffDistance;

class RingSmootherTest {
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
    assertThat(
            DiscreteHausdorffDistance.distance(
                RingValidity.toGeometry(regions),
                RingValidity.toGeometry(traced.slices().get(0)),
                0.2))
        .isLessThanOrEqualTo(1);
    assertThat(smooth.areaPixels(0))
        .isCloseTo(bits.cardinality(), within(0.01 * bits.cardinality() + 1));
  }
}
