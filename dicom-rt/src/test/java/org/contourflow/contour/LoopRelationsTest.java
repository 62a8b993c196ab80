package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.contourflow.contour.LoopRelations.Relation;
import org.junit.jupiter.api.Test;

class LoopRelationsTest {
  private static Ring square(double row, double column, double side) {
    return new Ring.Builder(4)
        .add(row, column)
        .add(row, column + side)
        .add(row + side, column + side)
        .add(row + side, column)
        .build();
  }

  private static void assertBothWays(Ring a, Ring b, Relation relation) {
    assertThat(LoopRelations.of(a, b)).isEqualTo(relation);
    assertThat(LoopRelations.of(b, a)).isEqualTo(relation);
  }

  @Test
  void squares_lie_as_they_were_drawn() {
    Ring square = square(0, 0, 20);
    assertBothWays(square, square(30, 30, 5), Relation.APART);
    assertBothWays(square, square(0, 20, 20), Relation.APART);
    assertBothWays(square, square(5, 5, 5), Relation.NESTED);
    assertBothWays(square, square(0, 0, 10), Relation.NESTED);
    assertBothWays(square, square(0.04, 0.02, 20), Relation.SAME);
    assertBothWays(square, square(10, 10, 20), Relation.OVERLAPPING);
    assertBothWays(square, square(19, 5, 4), Relation.OVERLAPPING);
    // A millimetre of wall is no rounding.
    assertBothWays(square, square(1, 1, 18), Relation.NESTED);
  }

  @Test
  void the_common_area_is_that_of_the_formula() {
    assertThat(LoopRelations.commonAreaMm2(square(0, 0, 20), square(10, 10, 20)))
        .isCloseTo(100, within(2.0));
    assertThat(LoopRelations.commonAreaMm2(square(0, 0, 20), square(40, 0, 20))).isZero();
  }

  @Test
  void a_loop_without_area_overlaps_nothing() {
    Ring line = new Ring.Builder(3).add(5, 5).add(5, 15).add(5, 10).build();
    assertThat(LoopRelations.of(line, square(0, 0, 10))).isIn(Relation.APART, Relation.NESTED);
  }
}
