package org.contourflow.model.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.model.manifest.PostStep;
import org.contourflow.model.manifest.PostStep.Include;
import org.contourflow.model.manifest.PostStep.LargestComponent;
import org.contourflow.model.manifest.PostStep.ShareOf;
import org.contourflow.model.manifest.PostStep.SliceExclusion;
import org.contourflow.model.manifest.PostStep.Winner;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Neighbours;
import org.junit.jupiter.api.Test;

/** The frameworks' rules on labels, by hand. */
class PostProcessorTest {
  private static BitVolume volume() {
    return new BitVolume(6, 4, 70);
  }

  private static BitVolume box(int s0, int s1, int c0, int c1) {
    BitVolume v = volume();
    for (int s = s0; s < s1; s++) {
      v.setRun(s, 1, c0, c1);
    }
    return v;
  }

  private static Map<Integer, BitVolume> apply(
      boolean ascend, PostStep step, BitVolume one, BitVolume two) {
    Map<Integer, BitVolume> masks = new HashMap<>(Map.of(1, one, 2, two));
    new PostProcessor(1, 1, ascend, PostProcessorTest::volume).apply(List.of(step), masks);
    return masks;
  }

  private static long count(BitVolume v) {
    Components parts = Components.of(v);
    long sum = 0;
    for (int p = 0; p < parts.count(); p++) {
      sum += parts.size(p);
    }
    return sum;
  }

  @Test
  void of_two_labels_that_share_slices_the_winner_takes_the_loser_s_voxels_there() {
    // Slices towards the head: label 1 is the higher one and reaches down to slice 2.
    Map<Integer, BitVolume> masks =
        apply(true, new SliceExclusion(1, 2, Winner.HIGHER), box(2, 6, 0, 10), box(0, 4, 60, 70));
    assertThat(masks.get(2).get(1, 1, 65)).isTrue();
    assertThat(masks.get(2).get(2, 1, 65)).isFalse();
    assertThat(masks.get(1).get(3, 1, 65)).isTrue();
    assertThat(count(masks.get(2))).isEqualTo(20);
    assertThat(count(masks.get(1))).isEqualTo(60);
  }

  @Test
  void feet_first_the_same_patient_gives_the_same_labels() {
    Map<Integer, BitVolume> masks =
        apply(false, new SliceExclusion(1, 2, Winner.LOWER), box(0, 4, 0, 10), box(2, 6, 60, 70));
    assertThat(masks.get(1).get(1, 1, 5)).isTrue();
    assertThat(masks.get(1).get(2, 1, 5)).isFalse();
    assertThat(masks.get(2).get(3, 1, 5)).isTrue();
  }

  @Test
  void labels_that_share_no_slice_stay() {
    Map<Integer, BitVolume> masks =
        apply(true, new SliceExclusion(1, 2, Winner.HIGHER), box(3, 6, 0, 10), box(0, 3, 60, 70));
    assertThat(count(masks.get(1))).isEqualTo(30);
    assertThat(count(masks.get(2))).isEqualTo(30);
  }

  @Test
  void a_deletion_limit_is_a_share_of_the_whole_label() {
    // 50, 12 and 8 voxels of 70: 12 is 0.171 of all and 0.24 of the largest.
    BitVolume mask = box(0, 1, 0, 50).or(box(2, 3, 0, 12)).or(box(4, 5, 0, 8));
    LargestComponent ofAll =
        new LargestComponent(List.of(1), false, 0.2, ShareOf.ALL, Neighbours.FACES);
    LargestComponent ofLargest =
        new LargestComponent(List.of(1), false, 0.2, ShareOf.LARGEST, Neighbours.FACES);
    assertThat(count(apply(true, ofAll, mask.copy(), volume()).get(1))).isEqualTo(50);
    assertThat(count(apply(true, ofLargest, mask.copy(), volume()).get(1))).isEqualTo(62);
  }

  @Test
  void voxels_that_touch_by_a_corner_are_one_component_for_monai_and_two_for_innereye() {
    BitVolume mask = volume();
    mask.setRun(1, 1, 0, 64);
    mask.setRun(2, 2, 64, 70);
    assertThat(Components.of(mask, Neighbours.CORNERS).count()).isEqualTo(1);
    assertThat(Components.of(mask, Neighbours.FACES).count()).isEqualTo(2);
    BitVolume apart = volume();
    apart.setRun(1, 1, 0, 63);
    apart.setRun(2, 2, 64, 70);
    assertThat(Components.of(apart, Neighbours.CORNERS).count()).isEqualTo(2);
  }

  @Test
  void a_label_is_told_with_what_it_includes_and_the_part_stays_as_it_is() {
    Map<Integer, BitVolume> masks =
        apply(true, new Include(1, List.of(2)), box(0, 6, 0, 10), box(1, 4, 10, 14));
    assertThat(count(masks.get(1))).isEqualTo(60 + 12);
    assertThat(count(masks.get(2))).isEqualTo(12);
  }

  @Test
  void a_posterior_of_several_labels_expects_the_dice_of_their_union() {
    byte[] labels = new byte[6 * 4 * 70];
    PosteriorTrace trace = new PosteriorTrace(labels);
    BitVolume union = box(0, 6, 0, 10);
    for (int s = 0; s < 6; s++) {
      for (int c = 0; c < 10; c++) {
        trace.set((s * 4 + 1) * 70 + c, c < 5 ? 1 : 2, 1, true);
      }
    }
    double[] mm = {1, 1, 1};
    assertThat(trace.expectedDice(l -> l == 1, union, mm)).isLessThan(0.7);
    assertThat(trace.expectedDice(l -> l == 1 || l == 2, union, mm)).isEqualTo(1);
  }
}
