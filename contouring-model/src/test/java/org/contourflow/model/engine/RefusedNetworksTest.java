package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that do not fit their manifest, or fit no more, see no patient. */
class RefusedNetworksTest {
  private static final Path NETWORKS = Path.of("src/test/resources/networks");

  @TempDir Path registry;
  private ModelFolder folder;

  @BeforeEach
  void copy() throws IOException {
    folder = new ModelFolder(registry);
  }

  private static CtVolume ct() throws IOException {
    return NiftiReader.read(ModelFolder.CASE.resolve("ct.nii.gz")).toCt();
  }

  private ServiceState state() throws IOException {
    try (Segmenter segmenter = Segmenters.load(folder.model())) {
      return segmenter.service().get(0);
    }
  }

  @Test
  void a_network_with_a_prompt_is_refused_in_words_a_person_understands() throws IOException {
    folder.replace("tiny.pt", Files.readAllBytes(NETWORKS.resolve("prompt.pt")));
    assertThat(state().outOfService().orElseThrow())
        .contains("the network wants a second input, prompt")
        .contains("cannot be run on a CT alone");
  }

  @Test
  void a_network_with_fewer_channels_than_the_golden_output_is_refused() throws IOException {
    folder.replace("tiny.pt", Files.readAllBytes(NETWORKS.resolve("three-classes.pt")));
    assertThat(state().outOfService().orElseThrow())
        .contains("the network gives FLOAT32 [1, 3, 32, 32, 16]")
        .contains("[1, 4, 32, 32, 16]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classes: 4|classes: 5|not [1, 5, 32, 32, 16] (output.classes 5)",
        "  - 2\\n  - 2\\n  - 2\\n|  - 32\\n  - 32\\n  - 32\\n|divisible by [32, 32, 32]",
        "modality: CT|modality: CT\\n  channels: [{name: a}, {name: b}]|not [1, 2, a, b, c]",
      })
  void a_golden_pair_that_does_not_fit_the_manifest_is_refused(String from, String to, String why)
      throws IOException {
    folder.edit(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
    if (to.contains("channels")) {
      folder.edit("tiling:", "- per_channel: [{none: {}}, {none: {}}]\ntiling:");
    }
    if (to.contains("32")) {
      folder.edit("  - 32\n  - 32\n  - 16\n", "  - 32\n  - 32\n  - 32\n");
    }
    assertThat(state().outOfService().orElseThrow()).contains(why);
  }

  @Test
  void a_checkpoint_with_the_right_digest_is_still_not_loaded() throws IOException {
    folder.replace(
        "tiny.pt",
        "\u0080\u0002cposix\nsystem\nX\u0004\u0000\u0000\u0000true\u0085R."
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(state().outOfService().orElseThrow()).contains("tiny.pt is not TorchScript");
  }

  @Test
  void a_model_whose_weights_do_not_fit_into_memory_is_out_of_service() throws IOException {
    try (Segmenter segmenter = Segmenters.load(folder.model(), 1 << 20)) {
      assertThat(segmenter.service().get(0).outOfService().orElseThrow())
          .contains("left of the limit of 1 MiB");
    }
  }

  @Test
  void bfloat16_is_taken_if_its_golden_output_is_near_and_float32_otherwise() throws IOException {
    String line = folder.add(NETWORKS.resolve("tiny-bf16.pt"));
    String reduced = "reduced_precision: {precision: bfloat16, weights: [%s], tolerance: %s}\n";
    folder.edit("weights:\n", reduced.formatted(line, 0.02) + "weights:\n");
    ServiceState near = state();
    assertThat(near.outOfService()).isEmpty();
    assertThat(near.detail()).startsWith("bfloat16, golden check passed");
    folder.edit("tolerance: 0.02", "tolerance: 1.0e-06");
    ServiceState strict = state();
    assertThat(strict.outOfService()).isEmpty();
    assertThat(strict.detail()).startsWith("float32, golden check passed");
  }

  @Test
  void reduced_weights_that_compute_something_else_are_left_alone() throws IOException {
    String line = folder.add(NETWORKS.resolve("three-classes.pt"));
    folder.edit(
        "weights:\n",
        "reduced_precision: {precision: bfloat16, weights: [%s], tolerance: 0.1}\nweights:\n"
            .formatted(line));
    assertThat(state().detail()).startsWith("float32");
  }

  @Test
  void the_golden_check_is_repeated_before_each_patient_and_a_failure_is_final()
      throws IOException {
    AtomicInteger checks = new AtomicInteger();
    AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
    FunctionNetwork network = new FunctionNetwork(4, (at, shape, v) -> new float[] {0, 1, 0, 0});
    TiledSegmenter inner =
        new TiledSegmenter(folder.model(), List.of(network), new MemoryBudget(2L << 30));
    try (Segmenter segmenter =
        new CheckedSegmenter(
            folder.model(),
            inner,
            "float32",
            () -> {
              checks.incrementAndGet();
              return fault.get();
            },
            () -> {})) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE)).isInstanceOf(Completed.class);
      fault.set(Optional.of("numbers went wrong"));
      int runs = network.runs.get();
      assertOutOfService(segmenter.segment(ct(), SegmentationListener.NONE), "numbers went wrong");
      fault.set(Optional.empty());
      assertOutOfService(segmenter.segment(ct(), SegmentationListener.NONE), "numbers went wrong");
      assertThat(network.runs).as("no tile of a patient was run").hasValue(runs);
      assertThat(checks).hasValue(2);
      assertThat(segmenter.service().get(0).outOfService()).contains("numbers went wrong");
    }
  }

  @Test
  void a_golden_output_that_changed_after_loading_stops_the_next_patient() throws IOException {
    try (Segmenter segmenter = Segmenters.load(folder.model())) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE)).isInstanceOf(Completed.class);
      Path golden = folder.folder.resolve("golden-output-0.npy");
      byte[] bytes = Files.readAllBytes(golden);
      bytes[bytes.length - 1] ^= 1;
      Files.write(golden, bytes);
      assertOutOfService(
          segmenter.segment(ct(), SegmentationListener.NONE), "golden-output-0.npy was changed");
    }
  }

  private static void assertOutOfService(SegmentationOutcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            r -> {
              assertThat(r.code()).isEqualTo(RefusalCode.MODEL_OUT_OF_SERVICE);
              assertThat(r.whatToDo()).contains(reason);
            });
  }
}
