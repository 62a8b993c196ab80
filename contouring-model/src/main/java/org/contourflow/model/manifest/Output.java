package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;

/**
 * What comes out.
 *
 * @param index which output, if the network returns several
 * @param classes channels
 * @param posteriorSmoothingMm sigma of a Gaussian along each axis, on the network's grid and before
 *     labels are made; empty for none
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
    List<Integer> regions) {
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
}
