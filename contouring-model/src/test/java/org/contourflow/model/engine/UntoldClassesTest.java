package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;

/**
 * A network of which only some classes are told: the others win their voxels, change sides in
 * mirrored runs, give themselves to what includes them, and never leave the segmenter.
 */
class UntoldClassesTest {
  private static final int CORE = 100;
  private static final int RING = 200;
  private static final int OUTER_BALL = 300;
  private static final int BALL = 400;
  private static final int SPECK = 500;

  private static boolean isBall(PatientPoint p, double x, double y, double radius) {
    return Math.hypot(Math.hypot(p.xMm() - x, p.yMm() - y), p.zMm()) < radius;
  }

  /** A ball with a core in the middle, on each side one in front and one behind. */
  private static int hu(PatientPoint p) {
    if (isBall(p, 0, 0, 12)) {
      return isBall(p, 0, 0, 6) ? CORE : RING;
    }
    if (isBall(p, 0, 40, 4)) {
      return SPECK;
    }
    double side = p.xMm() < 0 ? -40 : 40;
    return isBall(p, side, -20, 9) ? BALL : isBall(p, side, 20, 9) ? OUTER_BALL : 0;
  }

  /** Knows a ball's class by its HU, and its side by where it lies in the tile, as networks do. */
  private static FunctionNetwork network() {
    return new FunctionNetwork(
        7,
        (place, shape, v) -> {
          boolean low = place[2] < shape[2] / 2;
          float[] logits = new float[7];
          int best =
              switch (Math.round(v[0])) {
                case CORE, SPECK -> 1;
                case RING -> 6;
                case OUTER_BALL -> low ? 2 : 3;
                case BALL -> low ? 4 : 5;
                default -> 0;
              };
          logits[best] = 9;
          return logits;
        });
  }

  private static Map<String, BinaryMask> told(RegisteredModel model, CtVolume ct) {
    Map<String, BinaryMask> out = new LinkedHashMap<>();
    try (TiledSegmenter segmenter =
        new TiledSegmenter(model, List.of(network()), new MemoryBudget(2L << 30))) {
      Completed done = (Completed) segmenter.segment(ct, SegmentationListener.NONE);
      for (SegmentedStructure s : done.structures()) {
        out.put(s.definition().name(), s.mask());
      }
    }
    return out;
  }

  private static BitSet of(CtVolume ct, int... values) {
    VoxelGrid grid = ct.grid();
    return BinaryMask.of(
            grid, (s, r, c) -> java.util.Arrays.stream(values).anyMatch(v -> v == ct.hu(s, r, c)))
        .toBitSet();
  }

  private static BitSet side(CtVolume ct, BitSet all, boolean right) {
    VoxelGrid grid = ct.grid();
    BitSet out =
        BinaryMask.of(grid, (s, r, c) -> grid.toPatient(new VoxelIndex(s, r, c)).xMm() < 0 == right)
            .toBitSet();
    out.and(all);
    return out;
  }

  @Test
  void what_is_told_is_the_labels_with_what_they_include_and_nothing_of_the_rest() {
    CtVolume ct = TestModels.ct(SliceOrientation.AXIAL, 20, 48, 64, UntoldClassesTest::hu);
    Map<String, BinaryMask> told = told(TestModels.ofPart(), ct);
    assertThat(told).containsOnlyKeys("Side_R", "Side_L", "Whole");
    assertThat(told.get("Side_R").toBitSet()).isEqualTo(side(ct, of(ct, BALL), true));
    assertThat(told.get("Side_L").toBitSet()).isEqualTo(side(ct, of(ct, BALL), false));
    // The untold class is post-processed before it is included: its speck is not in it.
    assertThat(told.get("Whole").toBitSet()).isEqualTo(of(ct, CORE, RING));
    assertThat(of(ct, SPECK).cardinality()).isPositive();
    assertThat(of(ct, OUTER_BALL).cardinality()).isGreaterThan(100);
    assertThat(told.get("Side_R").count()).isGreaterThan(100);
  }

  @Test
  void the_masks_that_are_worked_on_are_the_labels_and_what_they_include() {
    assertThat(TestModels.ofPart().manifest().maskedIndexes()).containsExactly(4, 5, 6, 1);
    assertThat(
            TestModels.of("orientation: LPS", "[]", "patch: [16, 16, 16], placement: whole", "")
                .manifest()
                .maskedIndexes())
        .containsExactly(1, 2);
  }
}
