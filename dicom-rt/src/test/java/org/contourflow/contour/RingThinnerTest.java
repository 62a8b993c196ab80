package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.ProbabilityMap;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.distance.DiscreteHausdorffDistance;

class RingThinnerTest {
  private static VoxelGrid grid(int rows, int columns, double spacingMm) {
    return VoxelGrid.even(
        new PatientPoint(0, 0, 0),
        SliceOrientation.AXIAL,
        1,
        rows,
        columns,
        3,
        spacingMm,
        spacingMm);
  }

  private static PlanarContours softDisc() {
    float[] p = new float[100 * 100];
    for (int i = 0; i < p.length; i++) {
      double d = Math.hypot(i / 100 - 50.2, i % 100 - 49.1);
      p[i] = (float) Math.max(0, Math.min(1, 0.5 - (Math.abs(d - 25) - 10) / 4));
    }
    return LevelTracer.trace(ProbabilityMap.wrap(grid(100, 100, 0.9), p));
  }

  @Test
  void a_smooth_ring_loses_most_points_and_moves_no_further_than_the_tolerance() {
    PlanarContours before = softDisc();
    PlanarContours after = RingThinner.thin(before, 0.1);
    assertThat(after.pointCount()).isLessThan(before.pointCount() / 3);
    double pixels =
        DiscreteHausdorffDistance.distance(
            RingValidity.toGeometry(before.slices().get(0)),
            RingValidity.toGeometry(after.slices().get(0)),
            0.1);
    assertThat(pixels * 0.9).isLessThanOrEqualTo(0.1 + 1e-9).isGreaterThan(0.02);
  }

  @Test
  void a_tolerance_of_zero_changes_nothing_and_a_negative_one_is_refused() {
    PlanarContours before = softDisc();
    assertThat(RingThinner.thin(before, 0)).isSameAs(before);
    assertThatThrownBy(() -> RingThinner.thin(before, -0.1)).hasMessageContaining("0 mm or more");
  }

  @Property(tries = 500)
  void thinning_as_far_as_it_may_go_keeps_every_mask_and_every_ring_simple(@ForAll long seed) {
    BitSet bits =
        seed % 2 == 0
            ? RandomMasks.blobs(40, 50, seed)
            : RandomMasks.noise(40, 50, (int) Math.floorMod(seed, 90L) + 5, seed);
    BinaryMask mask = BinaryMask.wrap(grid(40, 50, 0.3), bits);
    PlanarContours thinned = RingThinner.thin(MaskTracer.trace(mask), 99);
    List<Region> regions = thinned.slices().get(0);
    assertThat(RingValidity.check(regions)).isEmpty();
    assertThat(RingRasterizer.rasterize(thinned).toBitSet()).isEqualTo(bits);
    List<Ring> loops = regions.stream().map(Keyholes::join).toList();
    assertThat(new RingRasterizer(40, 50).fill(loops, RingRasterizer.Combination.UNION))
        .isEqualTo(bits);
  }

  @Property(tries = 300)
  void thinning_the_level_of_any_posterior_keeps_the_rings_valid(@ForAll long seed) {
    Random random = new Random(seed);
    float[] p = new float[20 * 20];
    for (int i = 0; i < p.length; i++) {
      p[i] = random.nextFloat();
    }
    PlanarContours thinned =
        RingThinner.thin(LevelTracer.trace(ProbabilityMap.wrap(grid(20, 20, 1), p)), 0.45);
    assertThat(RingValidity.check(thinned.slices().get(0))).isEmpty();
  }
}
