package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;

class WindingScanTest {
  private static final double TOLERANCE = 0.002;

  private static Ring ring(double... rowsAndColumns) {
    Ring.Builder ring = new Ring.Builder(rowsAndColumns.length / 2);
    for (int i = 0; i < rowsAndColumns.length; i += 2) {
      ring.add(rowsAndColumns[i], rowsAndColumns[i + 1]);
    }
    return ring.build();
  }

  private static boolean crosses(Ring ring) {
    return WindingScan.selfCrossing(ring, TOLERANCE).isPresent();
  }

  @Test
  void an_eight_is_seen_whether_it_crosses_between_vertices_or_in_one() {
    assertThat(crosses(ring(0, 0, 4, 4, 4, 0, 0, 4))).isTrue();
    assertThat(crosses(ring(0, 0, 2, 2, 4, 4, 4, 0, 2, 2, 0, 4))).isTrue();
    assertThat(crosses(ring(0, 0, 2, 2, 4, 4, 4, 0, 0, 4))).isTrue();
    // Lying: the two halves are beside each other.
    assertThat(crosses(ring(0, 0, 2, 2, 4, 4, 0, 4, 2, 2, 4, 0))).isTrue();
  }

  @Test
  void the_place_is_where_the_loop_lies_over_itself_or_turns_over() {
    // Twice round a square of 2 in one of 8.
    Ring twice = ring(0, 0, 0, 8, 8, 8, 8, 0, 3, 0, 3, 5, 5, 5, 5, 0);
    assertThat(WindingScan.selfCrossing(twice, TOLERANCE))
        .hasValueSatisfying(
            at -> {
              assertThat(at.row()).isBetween(3.0, 5.0);
              assertThat(at.column()).isBetween(0.0, 5.0);
            });
  }

  @Test
  void going_round_twice_is_seen() {
    assertThat(crosses(ring(0, 0, 0, 4, 4, 4, 4, 0, 0, 0, 0, 4, 4, 4, 4, 0))).isTrue();
  }

  @Test
  void touching_itself_in_a_vertex_or_along_an_edge_is_no_crossing() {
    assertThat(crosses(ring(0, 0, 2, 2, 0, 4, 4, 4, 2, 2, 4, 0))).isFalse();
    assertThat(crosses(ring(0, 0, 0, 4, 2, 4, 2, 2, 2, 4, 4, 4, 4, 0))).isFalse();
    assertThat(crosses(ring(0, 0, 0, 4, 4, 4, 4, 0))).isFalse();
  }

  @Test
  void a_keyhole_whose_hole_runs_the_same_way_round_is_seen_since_readers_differ() {
    assertThat(crosses(ring(2, 0, 0, 0, 0, 9, 9, 9, 9, 0, 2, 0, 2, 3, 6, 3, 6, 6, 2, 6, 2, 3)))
        .isFalse();
    assertThat(crosses(ring(2, 0, 0, 0, 0, 9, 9, 9, 9, 0, 2, 0, 2, 3, 2, 6, 6, 6, 6, 3, 2, 3)))
        .isTrue();
  }

  @Test
  void no_keyhole_of_any_shape_is_a_crossing() {
    for (BitSet shape : Shapes.all().values()) {
      assertNone(MaskTracer.traceSlice(shape, Shapes.ROWS, Shapes.COLUMNS));
    }
  }

  @Property(tries = 500)
  void no_keyhole_of_any_noise_is_a_crossing(@ForAll long seed) {
    int percent = 40 + (int) Math.floorMod(seed, 57L);
    assertNone(MaskTracer.traceSlice(RandomMasks.noise(14, 40, percent, seed), 14, 40));
  }

  private static void assertNone(List<Region> regions) {
    for (Region region : regions) {
      assertThat(WindingScan.selfCrossing(Keyholes.join(region), TOLERANCE)).isEmpty();
    }
  }

  @Property(tries = 3000)
  void a_loop_that_jts_calls_simple_does_not_cross_and_a_deep_crossing_is_seen(@ForAll long seed) {
    Random random = new Random(seed);
    double[] points = new double[2 * (3 + random.nextInt(5))];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextInt(9);
    }
    Ring ring = ring(points);
    boolean crosses = crosses(ring);
    if (jts(points).isSimple()) {
      assertThat(crosses).isFalse();
    }
    if (deepCrossing(points)) {
      assertThat(crosses).isTrue();
    }
  }

  private static LinearRing jts(double[] points) {
    Coordinate[] coordinates = new Coordinate[points.length / 2 + 1];
    for (int i = 0; i < coordinates.length; i++) {
      int k = 2 * i % points.length;
      coordinates[i] = new Coordinate(points[k + 1], points[k]);
    }
    return new GeometryFactory().createLinearRing(coordinates);
  }

  /** Two edges that cross between their ends, by signs of areas, where no third edge is near. */
  private static boolean deepCrossing(double[] p) {
    int n = p.length / 2;
    int crossings = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        crossings += properly(p, i, (i + 1) % n, j, (j + 1) % n) ? 1 : 0;
      }
    }
    // An edge run through twice may undo a crossing: leave those out.
    return crossings > 0 && !anyEdgeOnALineWithAnother(p);
  }

  private static boolean anyEdgeOnALineWithAnother(double[] p) {
    int n = p.length / 2;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (side(p, i, (i + 1) % n, j) == 0 && side(p, i, (i + 1) % n, (j + 1) % n) == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean properly(double[] p, int a, int b, int c, int d) {
    return side(p, a, b, c) * side(p, a, b, d) < 0 && side(p, c, d, a) * side(p, c, d, b) < 0;
  }

  private static double side(double[] p, int a, int b, int c) {
    return (p[2 * b + 1] - p[2 * a + 1]) * (p[2 * c] - p[2 * a])
        - (p[2 * b] - p[2 * a]) * (p[2 * c + 1] - p[2 * a + 1]);
  }
}
