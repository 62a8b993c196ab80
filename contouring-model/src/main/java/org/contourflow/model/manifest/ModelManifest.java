package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;
import org.contourflow.model.StructureDefinition;
import org.contourflow.volume.bits.Neighbours;

/**
 * Everything of {@code model.yaml}; docs/models.md explains every field. Three numbers in a row are
 * in the order of the network's own spatial axes unless a field says otherwise.
 */
public record ModelManifest(
    About about,
    Family family,
    List<HashedFile> weights,
    Optional<Reduced> reduced,
    Golden golden,
    int engineMemoryMb,
    Input input,
    List<PrepareStep> prepare,
    Tiling tiling,
    Ensemble ensemble,
    Output output,
    List<PostStep> postprocess,
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

  /** A step before tiling, in the order of the list. */
  public sealed interface PrepareStep {}

  /** Orients now instead of at the start (some MONAI bundles orient last). */
  public record Orient(String letters) implements PrepareStep {}

  /** What the array is cropped to. */
  public enum CropTo {
    /** Bounding box of voxels that are not 0: nothing is cropped of a CT in HU. */
    NONZERO,
    /** Bounding box of voxels above a value. */
    THRESHOLD,
    /** Bounding box of the patient, without couch. */
    BODY
  }

  /** Crops to a box and a margin. */
  public record Crop(CropTo to, double thresholdHu, double marginMm) implements PrepareStep {}

  /** Maps HU to what the network was trained on. */
  public sealed interface Normalise extends PrepareStep {}

  /** Clips to [low, high], then (x - mean) / max(std, 1e-8): nnU-Net's CT scheme. */
  public record CtPercentile(double low, double high, double mean, double std)
      implements Normalise {}

  /** Level and width to -1..1, clipped: InnerEye's. */
  public record Window(double level, double width) implements Normalise {}

  /** Linear from [fromLow, fromHigh] to [toLow, toHigh]: MONAI's ScaleIntensityRange. */
  public record Range(double fromLow, double fromHigh, double toLow, double toHigh, boolean clip)
      implements Normalise {}

  /** (x - mean) / std over the voxels that are not 0, or over all; then clipped if wanted. */
  public record ZScore(boolean nonzeroOnly, Optional<Double> clipTo) implements Normalise {}

  /** Smallest to 0, largest to 1. */
  public record Rescale01() implements Normalise {}

  /** As it is. */
  public record Unchanged() implements Normalise {}

  /** From here on one array a channel, each normalised its own way: HU windows of one CT. */
  public record PerChannel(List<Normalise> schemes) implements PrepareStep {}

  /** Where the voxels of the old and the new grid lie. */
  public enum Grid {
    /** Outer edges agree: nnU-Net, scikit-image, torch interpolate(align_corners=False). */
    HALF_PIXEL,
    /** First voxel centres agree, the spacing is exact: MONAI's Spacing. */
    CORNER_CENTRE,
    /** First and last voxel centres agree: align_corners=True. */
    CORNER_ALIGNED
  }

  /** What lies beyond the array when it is resampled. */
  public enum Border {
    /** The border's value goes on. */
    EDGE,
    /** 0. */
    ZERO
  }

  /**
   * Resamples.
   *
   * @param spacingMm new spacing, or empty for a fixed shape
   * @param shape new shape, or empty for a spacing
   * @param order spline order 0, 1 or 3
   * @param orderCoarse order along the coarse axis when it is treated apart
   * @param anisotropyThreshold above this ratio of spacings the coarse axis is treated apart
   * @param skipToleranceMm a spacing off by no more than this is taken as it is
   * @param antialias whether order 1 averages over a new voxel's width where the new grid is at
   *     least twice as coarse (a wider triangle, as Pillow has it); needs order 1
   */
  public record Resample(
      Optional<List<Double>> spacingMm,
      Optional<List<Integer>> shape,
      int order,
      int orderCoarse,
      double anisotropyThreshold,
      Grid grid,
      Border border,
      double skipToleranceMm,
      boolean antialias)
      implements PrepareStep {}

  /** How tiles are placed. */
  public enum Placement {
    /** ceil((n - p) / (p * step)) + 1 of them, evenly spread: nnU-Net. */
    EVEN,
    /** At a fixed interval int(p * (1 - overlap)), the last snapped back: MONAI. */
    FIXED,
    /** The whole array at once. */
    WHOLE,
    /**
     * At a fixed interval, each tile giving only its centre: TorchIO's grid, which InnerEye runs
     * on. The array is padded to the shape divisor with the padding value, then by half the
     * overlap.
     */
    CENTRES
  }

  /** How a tile's voxels are weighted. */
  public enum Weight {
    CONSTANT,
    GAUSSIAN
  }

  /** Where the Gaussian's centre is. */
  public enum Centre {
    /** p // 2: nnU-Net. */
    FLOOR_HALF,
    /** (p - 1) / 2: MONAI. */
    MIDDLE
  }

  /** The number format of sums over tiles and folds, and of what is brought back to the CT. */
  public enum Accumulate {
    FLOAT32,
    /** Rounded wherever nnU-Net's predictor rounds. */
    HALF
  }

  /**
   * Tiles.
   *
   * @param step along each axis; EVEN: share of the patch; FIXED: 1 - overlap; CENTRES: stride as a
   *     share of the patch
   * @param sigmaShare the Gaussian's sigma as a share of the patch
   * @param largestWeight the Gaussian's at its centre; HALF's small weights depend on it
   * @param accumulate format of the sums
   * @param floor smallest weight, as a share of the largest; 0 lifts zeros to the smallest non-zero
   *     one
   * @param padValue what a too small array is padded with, after normalising
   * @param padReplicate pads with the border's value instead
   * @param skipAir tiles whose input is all below this HU are not run and are background
   */
  public record Tiling(
      List<Integer> patch,
      Placement placement,
      List<Double> step,
      Weight weight,
      double sigmaShare,
      Centre centre,
      double largestWeight,
      Accumulate accumulate,
      double floor,
      double padValue,
      boolean padReplicate,
      Optional<Double> skipAir) {}

  /** What is averaged over folds and mirrors, and over overlapping tiles. */
  public enum Average {
    LOGITS,
    PROBABILITIES
  }

  /**
   * Folds and mirrors.
   *
   * @param mirrorAxes axes flipped, in all combinations
   * @param swapLabels pairs of channels that change places when an axis along left-right is flipped
   */
  public record Ensemble(
      List<Integer> mirrorAxes, List<List<Integer>> swapLabels, Average average) {}

  /** Last layer's activation, which the TorchScript does not contain. */
  public enum Activation {
    NONE,
    SOFTMAX,
    SIGMOID
  }

  /** From posteriors to labels. */
  public enum Decode {
    /** The largest channel; channel 0 is background. */
    ARGMAX,
    /** Each channel above 0.5 is painted over the ones before, in {@link Output#regions}. */
    REGIONS,
    /** Each channel above 0.5 is a structure of its own; they may overlap. */
    THRESHOLD
  }

  /** What is brought back to the CT's grid. */
  public enum Invert {
    LOGITS,
    PROBABILITIES,
    LABELS
  }

  /**
   * What comes out.
   *
   * @param index which output, if the network returns several
   * @param classes channels
   * @param posteriorSmoothingMm sigma of a Gaussian along each axis, on the network's grid and
   *     before labels are made; empty for none
   * @param order 0 nearest or 1 linear
   * @param orderCoarse the same along the axis that resampling treated apart
   * @param regions REGIONS: the label each channel paints, in painting order
   */
  public record Output(
      int index,
      int classes,
      Activation activation,
      Decode decode,
      Invert invert,
      Optional<List<Double>> posteriorSmoothingMm,
      int order,
      int orderCoarse,
      List<Integer> regions) {}

  /** A step on the labels, in the order of the list; an empty list of labels means all. */
  public sealed interface PostStep {
    /** Labels it is for. */
    List<Integer> labels();
  }

  /** What a component's size is compared with. */
  public enum ShareOf {
    /** The largest component. */
    LARGEST,
    /** All voxels of the label: InnerEye's deletion limit. */
    ALL
  }

  /**
   * Keeps the largest component of each label, or of the labels together, and those of at least
   * {@code keepShare} of it (1: the largest only), or of the whole label.
   */
  public record LargestComponent(
      List<Integer> labels,
      boolean together,
      double keepShare,
      ShareOf shareOf,
      Neighbours neighbours)
      implements PostStep {}

  /** Which of two labels wins. */
  public enum Winner {
    HIGHER,
    LOWER
  }

  /**
   * Two labels that share no axial slice, one towards the head: in the slices from the lowest of
   * {@code higher} to the highest of {@code lower} the loser's voxels become the winner's.
   */
  public record SliceExclusion(int higher, int lower, Winner winner) implements PostStep {
    @Override
    public List<Integer> labels() {
      return List.of(higher, lower);
    }
  }

  /**
   * Bridges gaps of up to {@code mostMm} between the pieces of a long organ, along the stack's
   * normal; before {@link LargestComponent}, which would drop a piece.
   */
  public record BridgeGaps(List<Integer> labels, double mostMm) implements PostStep {}

  /**
   * Adds the voxels of other labels to {@code label}, which keep them: a canal is told with its
   * cord.
   */
  public record Include(int label, List<Integer> from) implements PostStep {
    @Override
    public List<Integer> labels() {
      List<Integer> all = new java.util.ArrayList<>(from);
      all.add(0, label);
      return List.copyOf(all);
    }
  }

  /** Drops components smaller than this. */
  public record SmallestVolume(List<Integer> labels, double mm3) implements PostStep {}

  /** Fills holes in each slice, or in the volume. */
  public record FillHoles(List<Integer> labels, boolean inVolume) implements PostStep {}

  /** Cuts what is outside the patient. */
  public record ClipToBody(List<Integer> labels) implements PostStep {}

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
    return new ModelManifest(
        about,
        family,
        weights,
        reduced,
        golden,
        engineMemoryMb,
        input,
        prepare,
        tiling,
        ensemble,
        output,
        postprocess,
        labels,
        other);
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
