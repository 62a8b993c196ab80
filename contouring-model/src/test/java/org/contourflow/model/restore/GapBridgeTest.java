package org.contourflow.model.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.model.manifest.PostStep.BridgeGaps;
import org.contourflow.model.manifest.PostStep.LargestComponent;
import org.contourflow.model.manifest.PostStep.ShareOf;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;
import org.contourflow.volume.bits.Neighbours;
import org.junit.jupiter.api.Test;

/** A cord of 3 x 3 pixels that leans by a pixel every second slice; slices of 3 mm, pixels of 1. */
class GapBridgeTest {
  private static final LargestComponent LARGEST =
      new LargestComponent(List.of(), false, 1, ShareOf.LARGEST, Neighbours.FACES);

  private static BitVolume cord(int... without) {
    BitVolume v = new BitVolume(20, 30, 30);
    for (int s = 2; s < 18; s++) {
      boolean there = java.util.Arrays.stream(without).noneMatch(missing(s));
      for (int r = 10; there && r < 13; r++) {
        v.setRun(s, r, 8 + s / 2, 11 + s / 2);
      }
    }
    return v;
  }

  private static java.util.function.IntPredicate missing(int slice) {
    return w -> w == slice;
  }

  private static BitVolume processed(BitVolume cord, List<String> remarks) {
    Map<Integer, BitVolume> masks = new HashMap<>(Map.of(2, cord));
    PostProcessor post = new PostProcessor(3, 1, true, () -> cord);
    post.apply(List.of(new BridgeGaps(List.of(2), 7), LARGEST), masks);
    post.remarks().forEach(r -> remarks.add(r.text()));
    return masks.get(2);
  }

  @Test
  void a_gap_of_a_slice_is_bridged_along_the_cord_and_told() {
    List<String> remarks = new java.util.ArrayList<>();
    BitVolume out = processed(cord(10), remarks);
    assertThat(out.count()).isEqualTo(cord().count());
    assertThat(out.copy().andNot(cord()).count()).as("voxels beside the cord").isZero();
    assertThat(remarks).containsExactly("1 slices of it were bridged");
  }

  @Test
  void two_slices_are_bridged_within_a_pixel_of_the_cord() {
    BitVolume out = processed(cord(9, 10), new java.util.ArrayList<>());
    assertThat(Components.of(out).count()).isEqualTo(1);
    BitVolume beside = out.copy().andNot(new Morphology(3, 1, 1).dilateInPlane(cord(), 1.5));
    assertThat(beside.count()).isZero();
  }

  @Test
  void a_longer_gap_stays_and_the_piece_that_goes_is_told() {
    List<String> remarks = new java.util.ArrayList<>();
    BitVolume big = new BitVolume(20, 60, 60);
    for (int s = 0; s < 20; s++) {
      for (int r = 20; (s < 8 || s > 11) && r < 32; r++) {
        big.setRun(s, r, 20, 32);
      }
    }
    BitVolume out = processed(big, remarks);
    assertThat(out.count()).isEqualTo(8 * 144);
    assertThat(remarks).containsExactly("a piece of 3.5 cc was left out");
  }

  @Test
  void pieces_that_do_not_lie_one_above_the_other_are_not_joined() {
    BitVolume v = new BitVolume(20, 30, 30);
    for (int s = 0; s < 5; s++) {
      v.setRun(s, 5, 2, 6);
      v.setRun(s + 6, 25, 22, 26);
    }
    assertThat(GapBridge.bridge(v, 2, 1)).isZero();
  }

  @Test
  void an_unbroken_cord_is_left_as_it_is() {
    List<String> remarks = new java.util.ArrayList<>();
    assertThat(processed(cord(), remarks).count()).isEqualTo(cord().count());
    assertThat(remarks).isEmpty();
  }
}
