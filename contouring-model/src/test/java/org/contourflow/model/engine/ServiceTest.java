package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contourflow.model.Network;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.Failed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that is not exactly what was released, or does not compute right here, sees no patient.
 */
class ServiceTest {
  private static final Path CASE = Path.of("src/test/resources/networks/example/1.0.0");

  @TempDir Path registry;
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    folder = Files.createDirectories(registry.resolve("example/1.0.0"));
    try (Stream<Path> files = Files.list(CASE)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private RegisteredModel model() throws IOException {
    return ModelRegistry.open(registry).find("example").orElseThrow();
  }

  private static CtVolume ct() throws IOException {
    return NiftiReader.read(CASE.resolve("ct.nii.gz")).toCt();
  }

  private void assertOutOfService(String reason) throws IOException {
    try (Segmenter segmenter = Segmenters.load(model())) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE))
          .isInstanceOfSatisfying(
              Refused.class,
              r -> {
                assertThat(r.code()).isEqualTo(RefusalCode.MODEL_OUT_OF_SERVICE);
                assertThat(r.whatToDo()).contains(reason);
              });
    }
  }

  @Test
  void a_flipped_bit_in_the_weights_is_found() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("tiny.pt"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("tiny.pt"), bytes);
    assertOutOfService("was changed: its SHA-256");
  }

  @Test
  void numbers_other_than_the_golden_output_put_a_model_out_of_service() throws IOException {
    Path golden = folder.resolve("golden-output-0.npy");
    String before = Sha256.of(golden);
    byte[] bytes = Files.readAllBytes(golden);
    bytes[bytes.length - 1] = 0x41; // the last value becomes about 8 to 32
    Files.write(golden, bytes);
    Path manifest = folder.resolve("model.yaml");
    Files.writeString(manifest, Files.readString(manifest).replace(before, Sha256.of(golden)));
    assertOutOfService("failed its golden check");
  }

  @Test
  void a_missing_file_is_named() throws IOException {
    Files.delete(folder.resolve("tiny.pt"));
    assertOutOfService("lacks its file tiny.pt");
  }

  @Test
  void a_model_that_is_taken_out_while_it_is_loaded_contours_no_further_patient()
      throws IOException {
    RegisteredModel model = model();
    try (Segmenter segmenter = Segmenters.load(model)) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE)).isInstanceOf(Completed.class);
      Files.writeString(folder.resolve("out-of-service.txt"), "A teacher withdrew.\n");
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE))
          .isInstanceOfSatisfying(
              Refused.class,
              r -> {
                assertThat(r.code()).isEqualTo(RefusalCode.MODEL_OUT_OF_SERVICE);
                assertThat(r.whatToDo()).contains("out-of-service.txt: A teacher withdrew.");
              });
    }
    try (Segmenter anew = Segmenters.load(model)) {
      assertThat(anew.service().get(0).outOfService().orElseThrow()).contains("A teacher withdrew");
    }
  }

  @Test
  void nan_in_one_voxel_stops_the_case() throws IOException {
    Network poisoned =
        new Network() {
          @Override
          public <T> T run(List<Input> inputs, Function<Output, T> reader) {
            var shape = inputs.get(0).shape();
            int voxels = shape.get(2) * shape.get(3) * shape.get(4);
            var values =
                java.nio.ByteBuffer.allocateDirect(4 * voxels * Float.BYTES)
                    .order(java.nio.ByteOrder.nativeOrder());
            values.putFloat(12345 * Float.BYTES, Float.NaN);
            return reader.apply(
                new Output(
                    List.of(1, 4, shape.get(2), shape.get(3), shape.get(4)),
                    ElementType.FLOAT32,
                    values));
          }

          @Override
          public void close() {}
        };
    try (Segmenter segmenter =
        new TiledSegmenter(model(), List.of(poisoned), new MemoryBudget(1L << 32))) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE))
          .isInstanceOfSatisfying(
              Failed.class, f -> assertThat(f.code()).isEqualTo(FailureCode.NON_FINITE_OUTPUT));
    }
  }

  @Test
  void progress_is_told_a_tile_and_a_stop_is_heeded_between_tiles() throws IOException {
    try (Segmenter segmenter = Segmenters.load(model())) {
      AtomicInteger tiles = new AtomicInteger();
      SegmentationListener stopAfterThree =
          new SegmentationListener() {
            @Override
            public void progressed(Progress progress) {
              if (progress.step().equals("tiles")) {
                tiles.set(progress.done());
              }
            }

            @Override
            public boolean isCancelled() {
              return tiles.get() == 3;
            }
          };
      SegmentationOutcome outcome = segmenter.segment(ct(), stopAfterThree);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class, f -> assertThat(f.code()).isEqualTo(FailureCode.CANCELLED));
      assertThat(tiles.get()).isEqualTo(3);
    }
  }

  @Test
  void a_run_beyond_the_memory_limit_is_refused_before_it_begins() throws IOException {
    try (Segmenter segmenter =
        Segmenters.load(model(), MemoryEstimate.PROCESS_BYTES + (20L << 20))) {
      assertThat(segmenter.segment(ct(), SegmentationListener.NONE))
          .isInstanceOfSatisfying(
              Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.MEMORY_LIMIT));
    }
  }
}
