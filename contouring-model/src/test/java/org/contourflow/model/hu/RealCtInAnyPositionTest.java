package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.presence.ReorientedCt;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real patient's shoulders and lungs' tops, stored as scanners store other positions: prone, feet
 * first, on a side. Each structure is the same to the voxel at the same places.
 */
class RealCtInAnyPositionTest {
  @TempDir private static Path registry;
  private static Segmenter segmenter;
  private static CtVolume supine;
  private static Map<String, BitSet> expected;

  @BeforeAll
  static void load() throws IOException {
    Path file = SharedData.require("openkbp_expert/ct/pt_53.nii.gz");
    segmenter =
        new CompositeSegmenter(ModelsInService.load(registry, List.of("hu-anatomy", "hu-more")));
    CtVolume whole = NiftiReader.read(file).toCt();
    supine = ReorientedCt.window(ReorientedCt.slices(whole, 0, 32), 20, 108, 0, 128);
    expected = masks(supine, mask -> mask);
    assertThat(expected.get("Lung_L").cardinality()).isGreaterThan(1000);
    assertThat(expected.get("Lung_R").cardinality()).isGreaterThan(1000);
    assertThat(expected.get("SpinalCanal").cardinality()).isGreaterThan(300);
  }

  @AfterAll
  static void close() {
    if (segmenter != null) {
      segmenter.close();
    }
  }

  private static Map<String, BitSet> masks(CtVolume ct, UnaryOperator<BinaryMask> back) {
    Map<String, BitSet> masks = new LinkedHashMap<>();
    ((Completed) segmenter.segment(ct, SegmentationListener.NONE))
        .structures()
        .forEach(s -> masks.put(s.definition().name(), back.apply(s.mask()).toBitSet()));
    return masks;
  }

  private static void assertSame(Map<String, BitSet> found) {
    expected.forEach(
        (name, mask) -> {
          BitSet different = (BitSet) mask.clone();
          different.xor(found.get(name));
          assertThat(different.cardinality()).as("%s, of %d", name, mask.cardinality()).isZero();
        });
  }

  private static void assertSameFlipped(boolean slices, boolean rows, boolean columns) {
    assertSame(
        masks(
            ReorientedCt.flipped(supine, slices, rows, columns),
            mask -> ReorientedCt.back(mask, supine.grid(), slices, rows, columns)));
  }

  @Test
  void head_first_prone() {
    assertSameFlipped(false, true, true);
  }

  @Test
  void feet_first_supine() {
    assertSameFlipped(true, false, true);
  }

  @Test
  void feet_first_prone() {
    assertSameFlipped(true, true, false);
  }

  @Test
  void on_the_side() {
    assertSame(
        masks(ReorientedCt.turned(supine), mask -> ReorientedCt.turnedBack(mask, supine.grid())));
  }
}
