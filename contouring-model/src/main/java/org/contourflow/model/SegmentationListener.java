package org.contourflow.model;

/** Hears how far a segmentation is, and may stop it. Called on the segmenting thread. */
public interface SegmentationListener {
  /** Hears nothing and never stops. */
  SegmentationListener NONE = progress -> {};

  /** One more piece of work is done. Must return quickly. */
  void progressed(Progress progress);

  /** Asked before each tile and each step; true ends the run with {@code CANCELLED}. */
  default boolean isCancelled() {
    return false;
  }

  /** Whether a run that was stopped may be taken up again later, such as after a restart. */
  default boolean mayResume() {
    return true;
  }

  /**
   * How far one model is.
   *
   * @param model the model's {@link ModelIdentity#label()}
   * @param step what is done, for a person: "preparing", "tiles", "structures"
   * @param done pieces done, 0 to total
   * @param total pieces of this step
   */
  record Progress(String model, String step, int done, int total) {
    public Progress {
      if (done < 0 || done > total) {
        throw new IllegalArgumentException(done + " of " + total + " cannot be done");
      }
    }

    @Override
    public String toString() {
      return model + ": " + step + " " + done + " of " + total;
    }
  }
}
