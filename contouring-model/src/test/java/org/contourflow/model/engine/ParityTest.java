package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.ModelManifest.Decode;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.NpyArray;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same networks on the same CT as nnU-Net's and MONAI's own predictors had them; made by
 * export/parity/make_cases.py, whose golden outputs stand in for the frameworks.
 */
class ParityTest {
  private static final Path CASES =
      Path.of(System.getProperty("parity.cases", "src/test/resources/parity"));

  /**
   * Share of the largest logit. The framework's logits were made with float32 sums: its own half
   * precision is off by 4 to 9 % where a tile's weight is smallest. Labels are as it gives them.
   */
  private static final double LOGIT_TOLERANCE = 1e-3;

  private static final double LEAST_AGREEMENT = 0.9999;

  static Stream<RegisteredModel> cases() throws IOException {
    ModelRegistry registry = ModelRegistry.open(CASES);
    assertThat(registry.rejected()).isEmpty();
    return registry.models().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void labels_and_logits_are_the_frameworks(RegisteredModel model) throws IOException {
    CtVolume ct = NiftiReader.read(model.folder().resolve("ct.nii.gz")).toCt();
    LabelMap expected = NiftiReader.read(model.folder().resolve("labels.nii.gz")).toLabels();
    Map<Integer, float[][]> planes = new HashMap<>();
    try (TiledSegmenter segmenter = (TiledSegmenter) Segmenters.load(model)) {
      Completed completed =
          (Completed)
              segmenter.contour(
                  ct,
                  SegmentationListener.NONE,
                  next ->
                      (plane, classes) -> {
                        planes.put(
                            plane,
                            Arrays.stream(classes).map(float[]::clone).toArray(float[][]::new));
                        next.accept(plane, classes);
                      });
      assertLabels(completed.structures(), expected, model);
    }
    if (Files.exists(model.folder().resolve("logits.npy"))) {
      assertLogits(planes, model.folder());
    }
  }

  private static void assertLabels(
      List<SegmentedStructure> structures, LabelMap expected, RegisteredModel model) {
    boolean bits = model.manifest().output().decode() == Decode.THRESHOLD;
    long voxels = expected.grid().voxelCount();
    boolean[] wrong = new boolean[(int) voxels];
    long foreground = 0;
    for (int i = 0; i < structures.size(); i++) {
      int label = model.manifest().labels().get(i).index();
      var found = structures.get(i).mask().toBitSet();
      foreground += found.cardinality();
      var values = expected.values();
      for (int v = 0; v < voxels; v++) {
        int value = values.get(v) & 0xFF;
        boolean wanted = bits ? (value >> label - 1 & 1) != 0 : value == label;
        wrong[v] |= wanted != found.get(v);
      }
    }
    int different = 0;
    for (boolean w : wrong) {
      different += w ? 1 : 0;
    }
    assertThat(foreground).as("voxels of any structure").isGreaterThan(voxels / 100);
    assertThat(1 - (double) different / voxels)
        .as("share of voxels labelled as the framework does; %d differ", different)
        .isGreaterThanOrEqualTo(LEAST_AGREEMENT);
  }

  /** Each row of logits.npy: plane, row and column of the network's grid, then a value a class. */
  private static void assertLogits(Map<Integer, float[][]> planes, Path folder) throws IOException {
    NpyArray rows = NpyArray.parse("logits", Files.readAllBytes(folder.resolve("logits.npy")));
    String[] shape = Files.readString(folder.resolve("logits-shape.txt")).strip().split(" ");
    int width = Integer.parseInt(shape[2]);
    assertThat(planes).hasSize(Integer.parseInt(shape[0]));
    FloatBuffer in = rows.values().order(ByteOrder.nativeOrder()).asFloatBuffer();
    float largest = 0;
    float worst = 0;
    while (in.hasRemaining()) {
      float[][] plane = planes.get((int) in.get());
      int at = (int) in.get() * width + (int) in.get();
      for (float[] c : plane) {
        float value = in.get();
        largest = Math.max(largest, Math.abs(value));
        worst = Math.max(worst, Math.abs(value - c[at]));
      }
    }
    assertThat((double) worst / largest)
        .as("largest difference of logits")
        .isLessThan(LOGIT_TOLERANCE);
  }
}
