package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.ProbabilityMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelTracerTest {
  private static VoxelGrid grid(int rows, int columns) {
    return VoxelGrid.even(
        new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 1, rows, columns, 3, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.6, 2.5, 5.3, 17.77})
  void a_soft_disc_is_found_between_the_pixels_without_bias(double radius) {
    // Posterior falls linearly through 0.5 at the radius, over two pixels.
    float[] p = new float[48 * 50];
    for (int r = 0; r < 48; r++) {
      for (int c = 0; c < 50; c++) {
        double d = Math.hypot(r - 23.3, c - 24.8) - radius;
        p[r * 50 + c] = (float) Math.max(0, Math.min(1, 0.5 - d / 2));
      }
    }
    Ring ring =
        LevelTracer.trace(ProbabilityMap.wrap(grid(48, 50), p)).slices().get(0).get(0).outer();
    for (int i = 0; i < ring.size(); i++) {
      double distance = Math.hypot(ring.row(i) - 23.3, ring.column(i) - 24.8);
      // Linear interpolation of a distance over one pixel is off by at most 1 / (8 radius).
      assertThat(distance).isCloseTo(radius, within(0.125 / radius + LevelTracer.CENTRE_CLEARANCE));
    }
    // A polygon with its corners on a small circle is a little smaller.
    assertThat(ring.signedAreaPixels())
        .isBetween(
            Math.PI * radius * radius * (1 - 0.15 / radius), Math.PI * radius * radius * 1.01);
  }

  @Test
  void a_straight_edge_is_placed_to_the_fraction() {
    float[] p = new float[10 * 10];
    for (int i = 0; i < p.length; i++) {
      int c = i % 10;
      p[i] = c < 4 ? 1 : c == 4 ? 0.8f : c == 5 ? 0.3f : 0;
    }
    Ring ring =
        LevelTracer.trace(ProbabilityMap.wrap(grid(10, 10), p)).slices().get(0).get(0).outer();
    assertThat(ring.points()).anySatisfy(q -> assertThat(q.column()).isCloseTo(4.6, within(1e-6)));
    assertThat(ring.largestColumn()).isCloseTo(4.6, within(1e-6));
    // Outside the image the posterior is 0, so a full border pixel ends at its edge.
    assertThat(ring.smallestColumn()).isEqualTo(-0.5);
  }

  @Property(tries = 500)
  void any_posterior_gives_valid_rings_around_exactly_the_centres_at_or_above_one_half(
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] p = new float[11 * 13];
    for (int i = 0; i < p.length; i++) {
      p[i] = random.nextInt(4) == 0 ? 0.5f : random.nextFloat();
    }
    ProbabilityMap map = ProbabilityMap.wrap(grid(11, 13), p);
    PlanarContours contours = LevelTracer.trace(map);
    List<Region> regions = contours.slices().get(0);
    assertThat(RingValidity.check(regions)).isEmpty();
    assertThat(RingRasterizer.rasterize(contours).toBitSet()).isEqualTo(map.above(0.5f).toBitSet());
    List<Ring> loops = regions.stream().map(Keyholes::join).toList();
    assertThat(new RingRasterizer(11, 13).fill(loops, RingRasterizer.Combination.UNION))
        .isEqualTo(map.above(0.5f).toBitSet());
  }
}
