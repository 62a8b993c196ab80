package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.contourflow.contour.RingRasterizer.Combination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyholesTest {
  static Stream<Arguments> shapes() {
    return Shapes.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void a_ring_survives_a_reader_that_fills_every_loop(String name, BitSet shape) {
    assertSurvives(shape, Shapes.ROWS, Shapes.COLUMNS);
  }

  @Property(tries = 2000)
  void any_noise_survives_readers_of_both_kinds(
      @ForAll @IntRange(min = 1, max = 14) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns,
      @ForAll @IntRange(min = 40, max = 97) int percent,
      @ForAll long seed) {
    assertSurvives(RandomMasks.noise(rows, columns, percent, seed), rows, columns);
  }

  @Property(tries = 300)
  void any_islands_in_holes_in_islands_survive_readers_of_both_kinds(@ForAll long seed) {
    assertSurvives(RandomMasks.blobs(40, 50, seed), 40, 50);
  }

  private static void assertSurvives(BitSet mask, int rows, int columns) {
    List<Region> regions = MaskTracer.traceSlice(mask, rows, columns);
    List<Ring> loops = regions.stream().map(Keyholes::join).toList();
    RingRasterizer reader = new RingRasterizer(rows, columns);
    assertThat(reader.fill(loops, Combination.UNION)).isEqualTo(mask);
    assertThat(reader.fill(loops, Combination.EXCLUSIVE_OR)).isEqualTo(mask);
    for (int i = 0; i < loops.size(); i++) {
      assertChannelsAreSound(regions.get(i), loops.get(i));
    }
  }

  /** The loop is the region's edges, each once and in their direction, plus channels, twice. */
  private static void assertChannelsAreSound(Region region, Ring loop) {
    assertThat(loop.signedAreaPixels()).isCloseTo(region.areaPixels(), within(1e-9));
    Map<List<Double>, Integer> edges = new HashMap<>();
    addEdges(loop, 1, edges);
    SliceRings.flatten(List.of(region)).forEach(ring -> addEdges(ring, -1, edges));
    edges.values().removeIf(count -> count == 0);
    // What is left is channels: each unit step there once, and back once.
    for (Map.Entry<List<Double>, Integer> edge : edges.entrySet()) {
      List<Double> e = edge.getKey();
      List<Double> back = List.of(e.get(2), e.get(3), e.get(0), e.get(1));
      assertThat(edge.getValue()).isEqualTo(1);
      assertThat(edges.get(back)).as("channel %s comes back", e).isEqualTo(1);
      assertThat(e.get(0)).as("a channel runs along a row of voxel edges").isEqualTo(e.get(2));
    }
  }

  private static void addEdges(Ring ring, int sign, Map<List<Double>, Integer> edges) {
    for (int i = 0; i < ring.size(); i++) {
      int j = (i + 1) % ring.size();
      double row = ring.row(i);
      double column = ring.column(i);
      int steps = (int) Math.max(Math.abs(ring.row(j) - row), Math.abs(ring.column(j) - column));
      double rowStep = (ring.row(j) - row) / steps;
      double columnStep = (ring.column(j) - column) / steps;
      for (int k = 0; k < steps; k++, row += rowStep, column += columnStep) {
        edges.merge(List.of(row, column, row + rowStep, column + columnStep), sign, Integer::sum);
      }
    }
  }

  @Test
  void a_region_without_holes_is_its_outer_ring() {
    Region square =
        MaskTracer.traceSlice(Shapes.at(2, 2, "##", "##"), Shapes.ROWS, Shapes.COLUMNS).get(0);
    assertThat(Keyholes.join(square)).isSameAs(square.outer());
  }

  @Test
  void a_loop_does_not_repeat_its_first_point_and_has_no_doubled_point() {
    for (BitSet shape : Shapes.all().values()) {
      for (Region region : MaskTracer.traceSlice(shape, Shapes.ROWS, Shapes.COLUMNS)) {
        Ring loop = Keyholes.join(region);
        for (int i = 0; i < loop.size(); i++) {
          assertThat(loop.point(i)).isNotEqualTo(loop.point((i + 1) % loop.size()));
        }
      }
    }
  }
}
