package org.contourflow.model.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The champion alone is delivered, whatever its shadow does; their difference is kept. */
class ShadowedSegmenterTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 8, 16, 16, 3, 3, 3);
  private static final CtVolume CT = CtVolume.wrap(GRID, new short[(int) GRID.voxelCount()]);
  private static final StructureDefinition BRAIN =
      new StructureDefinition(
          Structure.unpaired("Brain", RoiType.ORGAN, new RoiColour(1, 2, 3)),
          Optional.empty(),
          true,
          true);

  @TempDir Path folder;
  private int closed;

  private static ModelIdentity identity(String version) {
    return new ModelIdentity("net", version, "0".repeat(64), "a network", false);
  }

  private static SegmentationOutcome block(String version, int from, int to) {
    BitSet bits = new BitSet();
    bits.set(from, to);
    return new SegmentationOutcome.Completed(
        List.of(SegmentedStructure.of(BRAIN, BinaryMask.wrap(GRID, bits), identity(version))),
        List.of());
  }

  private Segmenter segmenter(String version, Supplier<SegmentationOutcome> outcome) {
    return new Segmenter() {
      @Override
      public ModelIdentity identity() {
        return ShadowedSegmenterTest.identity(version);
      }

      @Override
      public List<StructureDefinition> structures() {
        return List.of(BRAIN);
      }

      @Override
      public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
        return outcome.get();
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  private String figures(Supplier<SegmentationOutcome> candidate) throws IOException {
    SegmentationOutcome champion = block("1", 0, 256);
    Path file = folder.resolve("shadow.csv");
    try (Segmenter both =
        new ShadowedSegmenter(segmenter("1", () -> champion), segmenter("2", candidate), file)) {
      assertThat(both.identity()).isEqualTo(identity("1"));
      assertThat(both.segment(CT, SegmentationListener.NONE)).isSameAs(champion);
    }
    assertThat(closed).isEqualTo(2);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Test
  void how_far_the_two_are_apart_is_kept() throws IOException {
    String figures = figures(() -> block("2", 128, 384));
    assertThat(figures.lines()).hasSize(2);
    assertThat(figures).contains(",net 2,").contains(",Brain,PRESENT,PRESENT,6.9,6.9,0.5000,");
  }

  @Test
  void what_the_shadow_misses_is_kept() throws IOException {
    assertThat(figures(() -> block("2", 0, 0)))
        .contains(",Brain,PRESENT,ABSENT,6.9,0.0,0.0000,0.0000");
  }

  @Test
  void a_refusal_is_kept_and_delivers_the_champion() throws IOException {
    assertThat(
            figures(
                () ->
                    new SegmentationOutcome.Refused(
                        RefusalCode.MODEL_OUT_OF_SERVICE, "x", "nothing")))
        .contains(",all,COMPLETED,MODEL_OUT_OF_SERVICE,");
  }

  @Test
  void a_shadow_that_breaks_delivers_the_champion() throws IOException {
    assertThat(
            figures(
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .isEmpty();
  }

  @Test
  void what_was_stopped_has_no_shadow() {
    Path file = folder.resolve("shadow.csv");
    SegmentationListener stopped =
        new SegmentationListener() {
          @Override
          public void progressed(Progress progress) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    Segmenter both =
        new ShadowedSegmenter(
            segmenter("1", () -> block("1", 0, 9)), segmenter("2", () -> block("2", 0, 9)), file);
    both.segment(CT, stopped);
    assertThat(file).doesNotExist();
  }
}
