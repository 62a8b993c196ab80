package org.contourflow.model;

import java.util.List;
import java.util.Optional;
import org.contourflow.volume.CtVolume;

/**
 * Contours a CT: one network, or several behind one face ({@link CompositeSegmenter}). Thread-safe;
 * a call is bounded in memory and holds nothing of the patient when it has returned.
 */
public interface Segmenter extends AutoCloseable {
  /** Which model this is; of a composite, all of them in one name. */
  ModelIdentity identity();

  /** Every structure this may return, in the order in which it returns them. */
  List<StructureDefinition> structures();

  /**
   * Contours every structure on the CT's own grid. Left and right are the patient's, in any
   * position. Never throws for bad input, a stopped run or the engine's failure: the outcome says
   * so.
   */
  SegmentationOutcome segment(CtVolume ct, SegmentationListener listener);

  /**
   * As {@link #segment(CtVolume, SegmentationListener)}, with what other models found in the same
   * CT: the outcome is the same, the work is less.
   */
  default SegmentationOutcome segment(
      CtVolume ct, SharedFindings shared, SegmentationListener listener) {
    return segment(ct, listener);
  }

  /**
   * Under which name this leaves and looks for what it finds in a CT before its own structures;
   * empty: it shares nothing.
   */
  default Optional<String> shares() {
    return Optional.empty();
  }

  /** Whether the model may contour patients; of a composite, each of its models. */
  default List<ServiceState> service() {
    return List.of(new ServiceState(identity(), "no network", Optional.empty()));
  }

  /** Releases native memory; the segmenter is of no use afterwards. */
  @Override
  default void close() {}
}
