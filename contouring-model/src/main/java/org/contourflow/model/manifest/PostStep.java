package org.contourflow.model.manifest;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.volume.bits.Neighbours;

/** A step on the labels, in the order of the list; an empty list of labels means all. */
public sealed interface PostStep {
  /** Labels it is for. */
  List<Integer> labels();

  /** What a component's size is compared with. */
  enum ShareOf {
    /** The largest component. */
    LARGEST,
    /** All voxels of the label: InnerEye's deletion limit. */
    ALL
  }

  /**
   * Keeps the largest component of each label, or of the labels together, and those of at least
   * {@code keepShare} of it (1: the largest only), or of the whole label.
   */
  record LargestComponent(
      List<Integer> labels,
      boolean together,
      double keepShare,
      ShareOf shareOf,
      Neighbours neighbours)
      implements PostStep {}

  /** Which of two labels wins. */
  enum Winner {
    HIGHER,
    LOWER
  }

  /**
   * Two labels that share no axial slice, one towards the head: in the slices from the lowest of
   * {@code higher} to the highest of {@code lower} the loser's voxels become the winner's.
   */
  record SliceExclusion(int higher, int lower, Winner winner) implements PostStep {
    @Override
    public List<Integer> labels() {
      return List.of(higher, lower);
    }
  }

  /**
   * Bridges gaps of up to {@code mostMm} between the pieces of a long organ, along the stack's
   * normal; before {@link LargestComponent}, which would drop a piece.
   */
  record BridgeGaps(List<Integer> labels, double mostMm) implements PostStep {}

  /**
   * Adds the voxels of other labels to {@code label}, which keep them: a canal is told with its
   * cord.
   */
  record Include(int label, List<Integer> from) implements PostStep {
    @Override
    public List<Integer> labels() {
      List<Integer> all = new ArrayList<>(from);
      all.add(0, label);
      return List.copyOf(all);
    }
  }

  /** Drops components smaller than this. */
  record SmallestVolume(List<Integer> labels, double mm3) implements PostStep {}

  /** Fills holes in each slice, or in the volume. */
  record FillHoles(List<Integer> labels, boolean inVolume) implements PostStep {}

  /** Cuts what is outside the patient. */
  record ClipToBody(List<Integer> labels) implements PostStep {}
}
