package org.contourflow.model.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Tiling;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Centre;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.model.manifest.Tiling.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where tiles lie, by the arithmetic of each framework. */
class TilePlanTest {
  private static final List<Integer> ANY = List.of(1, 1, 1);

  private static Tiling tiling(Placement placement, int patch, double step) {
    return new Tiling(
        List.of(patch, patch, patch),
        placement,
        List.of(step, step, step),
        new Tiling.Weights(Weight.CONSTANT, 0.125, Centre.MIDDLE, 1, 0),
        Accumulate.FLOAT32,
        new Tiling.Padding(0, true),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"0.25, 12", "0.5, 8", "0.625, 6", "0.7, 4", "0.9, 1"})
  void monai_s_interval_is_truncated_in_its_own_doubles(double overlap, int interval) {
    Tiling tiling = tiling(Placement.FIXED, 16, 1 - overlap);
    assertThat(TilePlan.starts(tiling, 0, 16, 40)).startsWith(0, interval).endsWith(24);
  }

  @Test
  void an_overlap_of_nine_tenths_of_160_is_an_interval_of_15() {
    // int(160 * (1 - 0.9)) is 15 in Python, for 1 - 0.9 is 0.09999999999999998.
    assertThat(TilePlan.starts(tiling(Placement.FIXED, 160, 1 - 0.9), 0, 160, 200))
        .containsExactly(0, 15, 30, 40);
  }

  @Test
  void torchio_s_grid_is_padded_by_half_the_overlap_and_snapped_back_at_the_end() {
    TilePlan plan =
        TilePlan.of(tiling(Placement.CENTRES, 5, 0.6), new Shape3(8, 8, 8), List.of(1, 1, 1));
    // torchio.GridSampler of 8 voxels, patch 5, overlap 2, padded: 10 voxels.
    assertThat(plan.padded().axis0()).isEqualTo(10);
    assertThat(plan.starts0()).containsExactly(0, 3, 5);
  }

  @Test
  void an_odd_number_of_missing_voxels_is_padded_with_the_larger_half_in_front() {
    TilePlan plan =
        TilePlan.of(tiling(Placement.CENTRES, 32, 0.5), new Shape3(41, 64, 7), List.of(16, 16, 16));
    assertThat(plan.filled().first0()).isEqualTo(-4);
    assertThat(plan.filled().end0()).isEqualTo(44);
    assertThat(plan.filled().first1()).isZero();
    assertThat(plan.tile()).isEqualTo(new Shape3(32, 32, 16));
  }

  @ParameterizedTest
  @CsvSource({"8, 5, 0.6", "41, 32, 0.5", "100, 16, 0.75", "33, 32, 0.25", "9, 32, 0.5"})
  void centres_give_every_voxel_once(int n, int patch, double step) {
    Shape3 array = new Shape3(n, n, n);
    TilePlan plan = TilePlan.of(tiling(Placement.CENTRES, patch, step), array, ANY);
    int[] given = new int[plan.padded().axis0()];
    for (int start : plan.starts0()) {
      for (int i = plan.ownedFirst(0); i < plan.ownedEnd(0, start); i++) {
        given[start + i]++;
      }
    }
    for (int i = 0; i < n; i++) {
      assertThat(given[plan.before().axis0() + i]).as("voxel %d", i).isEqualTo(1);
    }
  }
}
