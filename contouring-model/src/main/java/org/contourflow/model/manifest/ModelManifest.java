package org.contourflow.model.manifest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.model.StructureDefinition;

/**
 * Everything of {@code model.yaml}; docs/models.md explains every field. Three numbers in a row are
 * in the order of the network's own spatial axes unless a field says otherwise.
 */
public record ModelManifest(
    About about,
    Family family,
    Files files,
    int engineMemoryMb,
    Processing processing,
    List<Label> labels,
    Plausibility plausibility) {

  /** How the model is run. */
  public enum Family {
    /** A network on tiles of a resampled CT. */
    TILED_NETWORK,
    /** The HU network with its own structures (see the package {@code model.hu}). */
    HU_ANATOMY
  }

  /** Who made it, of what, for what. */
  public record About(
      String id,
      String version,
      String title,
      String licence,
      String intendedUse,
      boolean clinicalUse,
      boolean adultOnly,
      String trainingData) {}

  /**
   * What lies beside the manifest.
   *
   * @param weights a file a fold
   * @param reduced the same in a faster number format, where there is one
   * @param golden what they must give
   */
  public record Files(List<HashedFile> weights, Optional<Reduced> reduced, Golden golden) {}

  /**
   * From the CT to labels, in this order.
   *
   * @param tiling null for a family without tiles
   * @param output null for a family without tiles
   */
  public record Processing(
      Input input,
      List<PrepareStep> prepare,
      Tiling tiling,
      Ensemble ensemble,
      Output output,
      List<PostStep> postprocess) {}

  /** A file beside the manifest and the only content it may have. */
  public record HashedFile(String name, String sha256) {}

  /**
   * One run of each weights file that must come out as released.
   *
   * @param inputs .npy of float32, in the order of the network's arguments
   * @param outputs .npy of float32 or uint8, one for each weights file
   * @param tolerance float32: largest difference as a share of the largest value; uint8: share of
   *     elements that may differ
   */
  public record Golden(List<HashedFile> inputs, List<HashedFile> outputs, double tolerance) {}

  /** Number formats that a second set of weights files may compute in. */
  public enum Precision {
    BFLOAT16
  }

  /**
   * The same network in a faster number format, used in place of {@code weights} only if its golden
   * output is the released one within its own tolerance on this machine.
   *
   * @param weights one for each of the manifest's weights
   * @param tolerance largest difference as a share of the largest value
   */
  public record Reduced(Precision precision, List<HashedFile> weights, double tolerance) {}

  /**
   * One input channel.
   *
   * @param modality CT: the planning CT; no other series is at hand
   * @param paddingHu what pixels outside the scanner's field are set to, when below it
   */
  public record Channel(String name, String modality, int paddingHu) {}

  /**
   * What goes in.
   *
   * @param channels in the network's order; all of the one planning CT
   * @param axes {@code native} ([slice][row][column] as the scanner stacked them), or for each axis
   *     of the array the patient direction in which its index grows, such as {@code SPL} (a z,y,x
   *     array in LPS) or {@code RAS} (an x,y,z array in RAS)
   * @param transpose order in which the axes are taken, nnU-Net's transpose_forward
   * @param leastSpacingMm smallest spacing allowed, of slices and pixels
   * @param smallestExtentMm smallest field of view, of slice stack, rows and columns
   * @param shapeDivisor what a tile's sides must be divisible by
   */
  public record Input(
      List<Channel> channels,
      Axes axes,
      List<Integer> transpose,
      double leastSpacingMm,
      double mostSpacingMm,
      List<Double> smallestExtentMm,
      String bodyPart,
      List<Integer> shapeDivisor) {}

  /** The array's axes; {@code letters} is empty for native. */
  public record Axes(Optional<String> letters) {}

  /** A label's meaning. */
  public record Label(int index, StructureDefinition structure) {}

  /** Whether the letters name each patient axis once, such as RAS or SPL. */
  static boolean isAxes(String letters) {
    return letters.length() == 3
        && letters.matches(".*[LR].*")
        && letters.matches(".*[PA].*")
        && letters.matches(".*[SI].*");
  }

  /** The same with other rules on what is plausible. */
  public ModelManifest with(Plausibility other) {
    return new ModelManifest(about, family, files, engineMemoryMb, processing, labels, other);
  }

  /** Of {@link #files}. */
  public List<HashedFile> weights() {
    return files.weights();
  }

  /** Of {@link #files}. */
  public Optional<Reduced> reduced() {
    return files.reduced();
  }

  /** Of {@link #files}. */
  public Golden golden() {
    return files.golden();
  }

  /** Of {@link #processing}. */
  public Input input() {
    return processing.input();
  }

  /** Of {@link #processing}. */
  public List<PrepareStep> prepare() {
    return processing.prepare();
  }

  /** Of {@link #processing}; null for a family without tiles. */
  public Tiling tiling() {
    return processing.tiling();
  }

  /** Of {@link #processing}. */
  public Ensemble ensemble() {
    return processing.ensemble();
  }

  /** Of {@link #processing}; null for a family without tiles. */
  public Output output() {
    return processing.output();
  }

  /** Of {@link #processing}. */
  public List<PostStep> postprocess() {
    return processing.postprocess();
  }

  /**
   * Indexes that post-processing works on: the labels, in their order, and then what an {@code
   * include} takes its voxels from without being told itself.
   */
  public List<Integer> maskedIndexes() {
    Set<Integer> indexes = new LinkedHashSet<>(labels.stream().map(Label::index).toList());
    for (PostStep step : postprocess()) {
      if (step instanceof PostStep.Include include) {
        indexes.addAll(include.from());
      }
    }
    return List.copyOf(indexes);
  }

  /** The structures, in the order of the labels. */
  public List<StructureDefinition> structures() {
    return labels.stream().map(this::structure).toList();
  }

  private StructureDefinition structure(Label label) {
    return plausibility
        .curve(label.index())
        .map(c -> label.structure().withLeastConfidence(c.attentionBelow()))
        .orElse(label.structure());
  }
}
