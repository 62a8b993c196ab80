package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.model.ChosenStructures;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two HU models behind one face find all once, and make what each makes alone. */
class SharedAnatomyTest {
  @TempDir private static Path registry;
  private static Segmenter anatomy;
  private static Segmenter more;
  private static CtVolume ct;

  @BeforeAll
  static void load() throws IOException {
    List<Segmenter> both = ModelsInService.load(registry, List.of("hu-anatomy", "hu-more"));
    anatomy = both.get(0);
    more = both.get(1);
    PhantomBuilder coarse = Phantoms.thorax(PhantomBuilder.standardAnatomy());
    ct = Phantoms.ct(coarse.matrix(88, 88).spacingMm(5, 5).evenSlices(24, 10).build());
  }

  @AfterAll
  static void close() {
    anatomy.close();
    more.close();
  }

  /** Who ran the network over all slices, in order. */
  private static final class Runs implements SegmentationListener {
    private final List<String> models = new ArrayList<>();

    @Override
    public void progressed(Progress progress) {
      if (progress.step().equals("slices") && progress.done() == progress.total()) {
        models.add(progress.model().split(" ")[0]);
      }
    }
  }

  private static Map<String, BitSet> masks(Completed done) {
    Map<String, BitSet> masks = new LinkedHashMap<>();
    done.structures().forEach(s -> masks.put(s.definition().name(), s.mask().toBitSet()));
    return masks;
  }

  private static Completed segment(Segmenter segmenter, Runs runs) {
    return (Completed) segmenter.segment(ct, runs);
  }

  @Test
  void the_network_runs_once_and_every_mask_and_note_is_that_of_the_model_alone() {
    Runs alone = new Runs();
    Completed one = segment(anatomy, alone);
    Completed two = segment(more, alone);
    assertThat(alone.models).hasSize(2);
    Map<String, BitSet> expected = masks(one);
    expected.putAll(masks(two));
    List<String> notes = new ArrayList<>(one.notes());
    notes.addAll(two.notes());

    Runs together = new Runs();
    Completed both = segment(new CompositeSegmenter(List.of(anatomy, more)), together);
    assertThat(together.models).hasSize(1);
    assertThat(masks(both)).isEqualTo(expected);
    assertThat(both.notes()).isEqualTo(notes);
    assertThat(expected.get("Lung_L").cardinality()).isPositive();

    Runs turned = new Runs();
    Completed reversed = segment(new CompositeSegmenter(List.of(more, anatomy)), turned);
    assertThat(turned.models).hasSize(1);
    assertThat(masks(reversed)).isEqualTo(expected);
  }

  @Test
  void chosen_structures_pass_on_what_was_found_and_nothing_stays_for_the_next_patient() {
    Segmenter both =
        new CompositeSegmenter(
            List.of(
                new ChosenStructures(anatomy, List.of("External", "Lung_L")),
                new ChosenStructures(more, List.of("Trachea"))));
    Runs runs = new Runs();
    Completed first = segment(both, runs);
    assertThat(runs.models).hasSize(1);
    assertThat(masks(segment(both, runs))).isEqualTo(masks(first));
    assertThat(runs.models).as("each call finds for itself").hasSize(2);
  }
}
