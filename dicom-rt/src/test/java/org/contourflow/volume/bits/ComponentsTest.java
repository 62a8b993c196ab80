package org.contourflow.volume.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentsTest {
  private static final int SLICES = 6;
  private static final int ROWS = 9;
  private static final int COLUMNS = 11;
  private static final VoxelGrid GRID =
      VoxelGrid.even(
          new PatientPoint(3, 4, 5), SliceOrientation.AXIAL, SLICES, ROWS, COLUMNS, 3, 2, 1);

  private static BitSet random(Random random, double density) {
    BitSet bits = new BitSet();
    for (int i = 0; i < SLICES * ROWS * COLUMNS; i++) {
      bits.set(i, random.nextDouble() < density);
    }
    return bits;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.31, 0.5, 0.8, 1})
  void components_are_those_a_flood_fill_finds(double density) {
    Random random = new Random(17);
    for (int i = 0; i < 200; i++) {
      BitSet bits = random(random, density);
      assertThat(
              Components.of(BitVolume.of(BinaryMask.wrap(GRID, (BitSet) bits.clone())))
                  .sizesDescending())
          .containsExactly(floodFill(bits));
    }
  }

  @Test
  void each_slices_largest_component_is_kept_the_first_of_equals_and_none_of_an_empty_slice() {
    BitVolume bits = new BitVolume(4, 2, 8);
    bits.setRun(0, 0, 0, 2);
    bits.setRun(0, 1, 4, 7);
    bits.setRun(1, 0, 1, 3);
    bits.setRun(1, 1, 5, 7);
    bits.setRun(3, 1, 7, 8);
    Components parts = Components.ofSlices(bits);
    assertThat(parts.largestOfSlices()).containsExactly(1, 2, -1, 4);
    BitVolume kept = new BitVolume(4, 2, 8);
    kept.setRun(0, 1, 4, 7);
    kept.setRun(1, 0, 1, 3);
    kept.setRun(3, 1, 7, 8);
    BitVolume painted = parts.paintLargestOfSlices();
    assertThat(painted.count()).isEqualTo(kept.count());
    assertThat(painted.andNot(kept).isEmpty()).isTrue();
  }

  private static long[] floodFill(BitSet left) {
    List<Long> sizes = new ArrayList<>();
    while (!left.isEmpty()) {
      long size = 0;
      Deque<Integer> open = new ArrayDeque<>(List.of(left.nextSetBit(0)));
      while (!open.isEmpty()) {
        int at = open.pop();
        if (left.get(at)) {
          left.clear(at);
          size++;
          open.addAll(neighbours(at));
        }
      }
      sizes.add(size);
    }
    sizes.sort(Comparator.reverseOrder());
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static List<Integer> neighbours(int at) {
    int column = at % COLUMNS;
    int row = at / COLUMNS % ROWS;
    int slice = at / COLUMNS / ROWS;
    List<Integer> found = new ArrayList<>();
    if (column > 0) {
      found.add(at - 1);
    }
    if (column < COLUMNS - 1) {
      found.add(at + 1);
    }
    if (row > 0) {
      found.add(at - COLUMNS);
    }
    if (row < ROWS - 1) {
      found.add(at + COLUMNS);
    }
    if (slice > 0) {
      found.add(at - COLUMNS * ROWS);
    }
    if (slice < SLICES - 1) {
      found.add(at + COLUMNS * ROWS);
    }
    return found;
  }
}
