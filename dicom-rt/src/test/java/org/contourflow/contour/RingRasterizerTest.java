package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.geometry.PixelPoint;
import org.junit.jupiter.api.Test;

class RingRasterizerTest {
  private final RingRasterizer reader = new RingRasterizer(10, 12);

  private static Ring ring(double... rowColumn) {
    return Ring.of(
        java.util.stream.IntStream.range(0, rowColumn.length / 2)
            .mapToObj(i -> new PixelPoint(rowColumn[2 * i], rowColumn[2 * i + 1]))
            .toList());
  }

  private static Ring box(double top, double left, double bottom, double right) {
    return ring(top, left, top, right, bottom, right, bottom, left);
  }

  @Test
  void a_pixel_is_in_when_its_centre_is() {
    BitSet bits = reader.fill(List.of(box(1.2, 2.3, 3.1, 4.9)), Combination.UNION);
    assertThat(bits.stream()).containsExactly(27, 28, 39, 40);
  }

  @Test
  void a_triangle_is_cut_exactly_where_its_edge_passes_the_centres() {
    // Edge from (0.5, 0.5) to (8.5, 8.5): centre (r, r) lies on it, (r, r - 1) and below are in.
    BitSet bits = reader.fill(List.of(ring(0.5, 0.5, 8.5, 8.5, 8.5, 0.5)), Combination.UNION);
    for (int r = 1; r <= 8; r++) {
      assertThat(bits.get(r * 12, (r + 1) * 12).cardinality()).isBetween(r - 1, r);
      assertThat(bits.get(r * 12 + r + 1)).isFalse();
      assertThat(r == 1 || bits.get(r * 12 + r - 1)).isTrue();
    }
  }

  @Test
  void neighbours_that_share_an_edge_through_centres_share_no_pixel() {
    Ring left = box(0, 0, 5, 4);
    Ring right = box(0, 4, 5, 9);
    BitSet both = reader.fill(List.of(left, right), Combination.EXCLUSIVE_OR);
    BitSet one = reader.fill(List.of(box(0, 0, 5, 9)), Combination.UNION);
    assertThat(both).isEqualTo(one);
    assertThat(one.cardinality()).isEqualTo(45);
  }

  @Test
  void nested_loops_are_filled_by_union_and_cut_out_by_exclusive_or() {
    List<Ring> nested = List.of(box(0.5, 0.5, 6.5, 6.5), box(2.5, 2.5, 4.5, 4.5));
    assertThat(reader.fill(nested, Combination.UNION).cardinality()).isEqualTo(36);
    assertThat(reader.fill(nested, Combination.EXCLUSIVE_OR).cardinality()).isEqualTo(32);
  }

  @Test
  void a_slanted_keyhole_channel_through_centres_leaves_no_trace() {
    Ring keyhole =
        ring(
            0.5, 0.5, 0.5, 8.5, 8.5, 8.5, 8.5, 0.5, // outer
            0.5, 0.5, 3, 3, // channel along the diagonal, through centres
            5, 3, 5, 6, 3, 6, 3, 3);
    BitSet outer = reader.fill(List.of(box(0.5, 0.5, 8.5, 8.5)), Combination.UNION);
    BitSet hole = reader.fill(List.of(box(3, 3, 5, 6)), Combination.UNION);
    outer.andNot(hole);
    assertThat(reader.fill(List.of(keyhole), Combination.UNION)).isEqualTo(outer);
  }

  @Test
  void what_lies_outside_the_image_is_cut_off() {
    assertThat(reader.fill(List.of(box(-5, -5, 50, 50)), Combination.UNION).cardinality())
        .isEqualTo(120);
    assertThat(reader.fill(List.of(box(-5, -5, -2, 50)), Combination.UNION).isEmpty()).isTrue();
    assertThat(reader.fill(List.of(box(20, 2, 30, 5)), Combination.UNION).isEmpty()).isTrue();
    assertThat(reader.fill(List.of(box(2, 14, 5, 19)), Combination.UNION).isEmpty()).isTrue();
  }

  @Property(tries = 500)
  void any_polygon_agrees_with_a_test_of_each_centre(@ForAll long seed) {
    java.util.Random random = new java.util.Random(seed);
    double[] points = new double[2 * (3 + random.nextInt(12))];
    Arrays.setAll(points, i -> random.nextDouble() * 14 - 2);
    Ring ring = ring(points);
    BitSet bits = reader.fill(List.of(ring), Combination.UNION);
    for (int r = 0; r < 10; r++) {
      for (int c = 0; c < 12; c++) {
        assertThat(bits.get(r * 12 + c)).isEqualTo(windingIsOdd(points, r, c));
      }
    }
  }

  /** Crossings to the LEFT of the centre by cross products: shares no code with the scan. */
  private static boolean windingIsOdd(double[] p, double row, double column) {
    boolean odd = false;
    for (int i = 0; i < p.length; i += 2) {
      int j = (i + 2) % p.length;
      if (p[i] <= row != p[j] <= row) {
        double cross = (p[j + 1] - p[i + 1]) * (row - p[i]) - (column - p[i + 1]) * (p[j] - p[i]);
        odd ^= p[j] > p[i] ? cross < 0 : cross > 0;
      }
    }
    return odd;
  }
}
