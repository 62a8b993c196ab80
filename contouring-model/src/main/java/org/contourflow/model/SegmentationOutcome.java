package org.contourflow.model;

import java.util.List;

/** How a segmentation ended. */
public sealed interface SegmentationOutcome {

  /**
   * All structures were looked for.
   *
   * @param structures one for every {@link Segmenter#structures()}, in that order; those not found
   *     have an empty mask and {@link Presence#ABSENT}. Of a composite, without those of a part
   *     that the CT does not show the body part of; a note says so
   * @param notes what a person should know about this run (a clipped range, an unsure split)
   */
  record Completed(List<SegmentedStructure> structures, List<String> notes)
      implements SegmentationOutcome {
    public Completed {
      structures = List.copyOf(structures);
      notes = List.copyOf(notes);
    }

    /** The structures that were found. */
    public List<SegmentedStructure> present() {
      return structures.stream().filter(s -> s.presence() != Presence.ABSENT).toList();
    }

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.completed(this);
    }
  }

  /**
   * This model must not contour this CT.
   *
   * @param where what was looked at: a manifest path, a property of the CT; no patient data
   * @param whatToDo for a physicist
   */
  record Refused(RefusalCode code, String where, String whatToDo) implements SegmentationOutcome {
    @Override
    public String toString() {
      return code + " (" + where + "): " + whatToDo;
    }

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.refused(this);
    }
  }

  /**
   * It should have worked.
   *
   * @param cause in words; no patient data
   * @param retryable whether the same run may succeed later, with nothing changed
   */
  record Failed(FailureCode code, String cause, boolean retryable) implements SegmentationOutcome {
    @Override
    public String toString() {
      return code + ": " + cause;
    }

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.failed(this);
    }
  }

  /**
   * What is made of each way a segmentation can end; a new way does not compile until all have it.
   *
   * @param <X> what the methods may throw
   */
  interface Visitor<R, X extends Exception> {
    R completed(Completed completed) throws X;

    R refused(Refused refused) throws X;

    R failed(Failed failed) throws X;
  }

  /** Hands this outcome to the visitor's method for it. */
  <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X;

  /** Why a model refuses. */
  enum RefusalCode {
    /** The model's golden check failed or was not made: no patient before it passes. */
    MODEL_OUT_OF_SERVICE,
    /** Slice or pixel spacing outside what the manifest allows. */
    SPACING_NOT_ALLOWED,
    /** Slices are not evenly spaced and the manifest asks for that. */
    SLICES_UNEVEN,
    /** Too few slices or too small an extent. */
    FIELD_OF_VIEW_TOO_SMALL,
    /** Axes too far from the patient's for this network. */
    ORIENTATION_NOT_SUPPORTED,
    /** No body in the image: air, a phantom of water only, not HU. */
    NO_BODY_FOUND,
    /** Values, or what follows from them, that no patient's CT has: the rescale was lost. */
    NOT_HOUNSFIELD,
    /** The CT does not show the part of the body that the model is for. */
    BODY_PART_NOT_SHOWN,
    /** The run would need more memory than it may have. */
    MEMORY_LIMIT
  }

  /** Why a run failed. */
  enum FailureCode {
    CANCELLED,
    /** The network returned NaN or infinity: never contoured on. */
    NON_FINITE_OUTPUT,
    /** The engine reported an error. */
    ENGINE,
    /** The machine had not the memory. */
    OUT_OF_MEMORY
  }
}
