package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Couch;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solids;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A tube of 11 mm, its wall 1.5 mm of plastic, in a trachea of 18 mm whose formula is the truth. It
 * ends 30 mm above the trachea's lower end, and the lungs' tops lie at -15 mm.
 */
class TubeInTracheaTest {
  private static final int PLASTIC_HU = 300;
  private static final double END_MM = -90;
  private static final double TIP_MM = END_MM + 30;

  @TempDir private static Path registry;
  private static Segmenter segmenter;

  @BeforeAll
  static void load() throws IOException {
    segmenter =
        new CompositeSegmenter(ModelsInService.load(registry, List.of("hu-anatomy", "hu-more")));
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  private static Anatomy trachea() {
    return PhantomBuilder.standardAnatomy()
        .with("Trachea", Solids.cylinder(0, -5, 9, 9, END_MM, 60), Anatomy.AIR_HU);
  }

  private static Anatomy tubed(double x, double y) {
    return trachea()
        .with("Tube", Solids.straw(x, y, 5.5, 4, TIP_MM, 60), PLASTIC_HU)
        .withoutName("Tube");
  }

  private static PhantomBuilder phantom(Anatomy anatomy, double pixelMm, double sliceMm) {
    return Phantom.builder()
        .matrix((int) (224 / pixelMm), (int) (352 / pixelMm))
        .spacingMm(pixelMm, pixelMm)
        .evenSlices((int) (126 / sliceMm), sliceMm)
        .centre(new Lps(0, 0, -50))
        .couch(Couch.NONE)
        .anatomy(anatomy);
  }

  private static Map<String, BitSet> masks(Phantom phantom) {
    Completed done = (Completed) segmenter.segment(Phantoms.ct(phantom), SegmentationListener.NONE);
    return done.structures().stream()
        .collect(Collectors.toMap(s -> s.definition().name(), s -> s.mask().toBitSet()));
  }

  private static void assertThrough(Phantom phantom) {
    Map<String, BitSet> found = masks(phantom);
    BitSet truth = phantom.truth().mask("Trachea");
    assertThat(Phantoms.dice(truth, found.get("Trachea"))).isGreaterThan(0.95);
    for (String name : List.of("Lung_L", "Lung_R")) {
      assertThat(truth.intersects(found.get(name))).as(name).isFalse();
      assertThat(Phantoms.dice(phantom.truth().mask(name), found.get(name)))
          .as(name)
          .isGreaterThan(0.97);
    }
  }

  @Test
  void the_trachea_is_contoured_through_a_tube_at_its_wall() {
    assertThrough(phantom(tubed(-2.5, -7.4), 2, 3).build());
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"2, 3", "1, 3", "2, 1"})
  void through_a_tube_in_its_middle(double pixelMm, double sliceMm) {
    assertThrough(phantom(tubed(0.3, -5.4), pixelMm, sliceMm).build());
  }

  /** From the skin in front, 8 mm wide inside, to the trachea's middle, then down. */
  @Test
  void through_a_cannula_that_enters_from_the_front() {
    Anatomy cannula =
        trachea()
            .with("Wall", Solids.box(new Lps(-5.5, -120, -12), new Lps(5.5, -5, -1)), PLASTIC_HU)
            .with("Tube", Solids.straw(0, -5, 5.5, 4, TIP_MM, -7), PLASTIC_HU)
            .with(
                "Bore",
                Solids.union(
                    Solids.box(new Lps(-4, -120, -10.5), new Lps(4, -5, -2.5)),
                    Solids.cylinder(0, -5, 4, 4, TIP_MM, -7)),
                Anatomy.AIR_HU)
            .withoutName("Wall")
            .withoutName("Tube")
            .withoutName("Bore");
    assertThrough(phantom(cannula, 2, 3).position(PatientPosition.FFP).build());
  }
}
