package org.contourflow.model.engine;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.NpyArray;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.NiftiReader;

/** One case folder of export/parity/make_cases.py, run here and compared with its framework. */
record ParityCheck(
    String name,
    double logitError,
    long voxels,
    long foreground,
    long different,
    long ties,
    long unexplained) {

  /** Share of voxels labelled as the framework's own predictor does, as it is. */
  double agreement() {
    return 1 - (double) different / voxels;
  }

  @Override
  public String toString() {
    return "| %s | %.1e | %.4f %% | %d of %d | %d | %d |"
        .formatted(name, logitError, 100 * agreement(), different, voxels, ties, unexplained);
  }

  /** Runs the model on the case's CT; the framework's results lie beside it. */
  static ParityCheck run(RegisteredModel model) throws IOException {
    Path folder = model.folder();
    CtVolume ct = NiftiReader.read(folder.resolve("ct.nii.gz")).toCt();
    Map<Integer, float[][]> planes = new HashMap<>();
    List<SegmentedStructure> structures;
    try (TiledSegmenter segmenter = Segmenters.unguarded(model)) {
      var outcome =
          segmenter.contour(
              ct,
              SegmentationListener.NONE,
              next ->
                  (plane, classes) -> {
                    planes.put(
                        plane, Arrays.stream(classes).map(float[]::clone).toArray(float[][]::new));
                    next.accept(plane, classes);
                  });
      structures = ((Completed) outcome).structures();
    }
    LabelMap ties = NiftiReader.read(folder.resolve("ties.nii.gz")).toLabels();
    BitSet wrong = different(structures, model);
    long[] explained = new long[2];
    wrong.stream().forEach(v -> explained[ties.values().get(v)]++);
    long foreground = structures.stream().mapToLong(s -> s.mask().toBitSet().cardinality()).sum();
    return new ParityCheck(
        model.manifest().about().id(),
        logitError(planes, folder),
        ct.grid().voxelCount(),
        foreground,
        wrong.cardinality(),
        explained[1],
        explained[0]);
  }

  private static BitSet different(List<SegmentedStructure> structures, RegisteredModel model)
      throws IOException {
    LabelMap expected = NiftiReader.read(model.folder().resolve("labels.nii.gz")).toLabels();
    boolean bits = model.manifest().output().decode() == Decode.THRESHOLD;
    BitSet wrong = new BitSet();
    for (int i = 0; i < structures.size(); i++) {
      int label = model.manifest().labels().get(i).index();
      BitSet wanted = new BitSet();
      for (int v = 0; v < expected.grid().voxelCount(); v++) {
        int value = expected.values().get(v) & 0xFF;
        wanted.set(v, bits ? (value >> label - 1 & 1) != 0 : value == label);
      }
      wanted.xor(structures.get(i).mask().toBitSet());
      wrong.or(wanted);
    }
    return wrong;
  }

  /**
   * Largest difference as a share of the largest value. Each row of logits.npy: plane, row and
   * column of the network's grid, then a value a class.
   */
  private static double logitError(Map<Integer, float[][]> planes, Path folder) throws IOException {
    NpyArray rows = NpyArray.parse("logits", Files.readAllBytes(folder.resolve("logits.npy")));
    String[] shape = Files.readString(folder.resolve("logits-shape.txt")).strip().split(" ");
    if (planes.size() != Integer.parseInt(shape[0])) {
      throw new AssertionError(planes.size() + " planes, the framework has " + shape[0]);
    }
    int width = Integer.parseInt(shape[2]);
    FloatBuffer in = rows.values().order(ByteOrder.nativeOrder()).asFloatBuffer();
    double largest = 0;
    double worst = 0;
    while (in.hasRemaining()) {
      float[][] plane = planes.get((int) in.get());
      int at = (int) in.get() * width + (int) in.get();
      for (float[] c : plane) {
        float value = in.get();
        largest = Math.max(largest, Math.abs(value));
        worst = Math.max(worst, Math.abs(value - c[at]));
      }
    }
    return worst / largest;
  }
}
