package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskFactsTest {
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
  @ValueSource(doubles = {0.02, 0.3, 0.9})
  void facts_are_those_a_voxel_by_voxel_count_finds(double density) {
    BitSet bits = random(new Random(3), density);
    MaskFacts facts = MaskFacts.of(BinaryMask.wrap(GRID, bits), 3);
    double[] mean =
        bits.stream()
            .mapToObj(
                i ->
                    new double[] {
                      3 + i % COLUMNS,
                      4 + 2.0 * (i / COLUMNS % ROWS),
                      5 + 3.0 * (i / COLUMNS / ROWS)
                    })
            .reduce(new double[3], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
    double count = bits.cardinality();
    assertThat(facts.centroid().xMm()).isCloseTo(mean[0] / count, within(1e-9));
    assertThat(facts.centroid().yMm()).isCloseTo(mean[1] / count, within(1e-9));
    assertThat(facts.centroid().zMm()).isCloseTo(mean[2] / count, within(1e-9));
    assertThat(facts.volumeCc()).isCloseTo(count * 6 / 1000, within(1e-9));
  }
}
