package org.contourflow.model.manifest;

import java.util.List;

/**
 * Folds and mirrors.
 *
 * @param mirrorAxes axes flipped, in all combinations
 * @param swapLabels pairs of channels that change places when an axis along left-right is flipped
 */
public record Ensemble(List<Integer> mirrorAxes, List<List<Integer>> swapLabels, Average average) {
  /** What is averaged over folds and mirrors, and over overlapping tiles. */
  public enum Average {
    LOGITS,
    PROBABILITIES
  }
}
