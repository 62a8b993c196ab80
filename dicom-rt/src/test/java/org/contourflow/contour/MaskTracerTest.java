package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.contourflow.geometry.PixelPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaskTracerTest {

  static Stream<Arguments> shapes() {
    return Shapes.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void the_rings_enclose_exactly_the_mask(String name, BitSet shape) {
    assertFaithful(shape, Shapes.ROWS, Shapes.COLUMNS);
  }

  @Property(tries = 2000)
  void the_rings_enclose_exactly_any_mask(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(min = 5, max = 95) int percent,
      @ForAll long seed) {
    assertFaithful(RandomMasks.noise(rows, columns, percent, seed), rows, columns);
  }

  @Property(tries = 300)
  void the_rings_enclose_exactly_any_blobs_with_holes(@ForAll long seed) {
    assertFaithful(RandomMasks.blobs(40, 50, seed), 40, 50);
  }

  private static void assertFaithful(BitSet mask, int rows, int columns) {
    List<Region> regions = MaskTracer.traceSlice(mask, rows, columns);
    double area = regions.stream().mapToDouble(Region::areaPixels).sum();
    assertThat(area).isEqualTo(mask.cardinality());
    assertThat(RingValidity.check(regions)).isEmpty();
    for (Region region : regions) {
      assertThat(region.outer().signedAreaPixels()).isPositive();
      assertSimpleOnEdges(region.outer());
      for (Ring hole : region.holes()) {
        assertThat(hole.signedAreaPixels()).isNegative();
        assertSimpleOnEdges(hole);
      }
    }
    List<Ring> rings = SliceRings.flatten(regions);
    assertThat(
            new RingRasterizer(rows, columns).fill(rings, RingRasterizer.Combination.EXCLUSIVE_OR))
        .isEqualTo(mask);
  }

  private static void assertSimpleOnEdges(Ring ring) {
    Set<PixelPoint> seen = new HashSet<>();
    for (PixelPoint p : ring.points()) {
      assertThat(seen.add(p)).as("point passed twice: %s", p).isTrue();
      assertThat(Math.abs(p.row() % 1)).isEqualTo(0.5);
      assertThat(Math.abs(p.column() % 1)).isEqualTo(0.5);
    }
  }

  @Test
  void one_pixel_is_the_unit_square_around_its_centre_clockwise() {
    BitSet one = new BitSet();
    one.set(2 * 9 + 5);
    assertThat(MaskTracer.traceSlice(one, 6, 9).get(0).outer().points())
        .containsExactlyInAnyOrder(
            new PixelPoint(1.5, 4.5),
            new PixelPoint(1.5, 5.5),
            new PixelPoint(2.5, 5.5),
            new PixelPoint(2.5, 4.5));
  }

  @Test
  void regions_and_holes_are_counted_as_a_person_would() {
    Map<String, BitSet> shapes = Shapes.all();
    assertCounts(shapes, "one pixel", 1, 0);
    assertCounts(shapes, "two pixels touching at a corner", 2, 0);
    assertCounts(shapes, "a checkerboard", 12, 0);
    assertCounts(shapes, "a ring", 1, 1);
    assertCounts(shapes, "a ring with an island in its hole", 2, 1);
    assertCounts(shapes, "a piece that touches itself", 1, 1);
    assertCounts(shapes, "two holes touching at a corner", 1, 2);
    assertCounts(shapes, "several holes in a row", 1, 4);
    assertCounts(shapes, "concentric rings", 3, 3);
    assertCounts(shapes, "a diamond of holes round a pixel", 2, 1);
    assertCounts(shapes, "a frame round the whole image", 1, 1);
    assertCounts(shapes, "nothing", 0, 0);
  }

  private static void assertCounts(Map<String, BitSet> shapes, String name, int outer, int holes) {
    List<Region> regions = MaskTracer.traceSlice(shapes.get(name), Shapes.ROWS, Shapes.COLUMNS);
    assertThat(regions).as(name).hasSize(outer);
    assertThat(regions.stream().mapToInt(r -> r.holes().size()).sum()).as(name).isEqualTo(holes);
  }
}
