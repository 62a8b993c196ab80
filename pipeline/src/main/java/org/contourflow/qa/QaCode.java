package org.contourflow.qa;

/** The kinds of findings. The ids are stable: people count them over months. */
public enum QaCode {
  /** A structure that every patient has was not found. */
  MISSING("QA-01", Severity.WARNING),
  /** Smaller than expected of this organ. */
  TOO_SMALL("QA-02", Severity.WARNING),
  /** Larger than expected of this organ. */
  TOO_LARGE("QA-03", Severity.WARNING),
  /** Lies on the wrong side of its partner or of the body's middle. */
  WRONG_SIDE("QA-04", Severity.ERROR),
  /** The two of a pair differ much in volume. */
  PAIR_DIFFERS("QA-05", Severity.WARNING),
  /** The two of a pair share voxels. */
  PAIR_OVERLAPS("QA-06", Severity.ERROR),
  /** Empty slices between its first and its last. */
  GAP("QA-07", Severity.WARNING),
  /** In several pieces, though the organ is one. */
  PIECES("QA-08", Severity.WARNING),
  /** Tiny islands beside the organ. */
  ISLANDS("QA-09", Severity.WARNING),
  /** Reaches the rim of the image. */
  IMAGE_BORDER("QA-10", Severity.WARNING),
  /** Reaches the first or last slice: the scan may have cut it. */
  SCAN_END("QA-11", Severity.NOTE),
  /** Partly outside the body. */
  OUTSIDE_BODY("QA-12", Severity.ERROR),
  /** The delivered contours enclose something else than the mask they were made from. */
  DELIVERED_DIFFERS("QA-13", Severity.ERROR),
  /** The model itself expects less of it than usual. */
  LOW_CONFIDENCE("QA-14", Severity.WARNING),
  /** Unlike what the model has seen: after surgery perhaps. */
  UNUSUAL("QA-15", Severity.WARNING),
  /** Found, though the place where it lies beside the other organs is not in the scan. */
  UNEXPECTED("QA-16", Severity.WARNING),
  /** Longer, shorter, wider or rougher than the reference's. */
  SHAPE("QA-17", Severity.WARNING),
  /** Not where it lies beside the other organs, or in the body. */
  POSITION("QA-18", Severity.WARNING),
  /** Its HU are not those of the organ: another tissue, or a CT without its rescale. */
  TISSUE("QA-19", Severity.WARNING),
  /** Holes in its slices. */
  HOLES("QA-20", Severity.WARNING),
  /** Its area changes suddenly from slice to slice. */
  AREA_JUMP("QA-21", Severity.WARNING),
  /** Two organs that exclude each other share voxels. */
  ORGANS_OVERLAP("QA-22", Severity.WARNING),
  /** The body has a wide flat side: the couch may be in it. */
  COUCH("QA-23", Severity.WARNING),
  /** It jumps sideways from one slice to the next. */
  NOT_CONTINUOUS("QA-24", Severity.WARNING),
  /** Teeth like a comb's across the slices, seen in the coronal or sagittal plane. */
  COMB("QA-25", Severity.WARNING),
  /** Shape, tissue and place together are unlike those of the reference patients. */
  UNLIKE("QA-26", Severity.WARNING),
  /** The CT itself is unlike those that the network was trained on. */
  CT_UNLIKE("QA-27", Severity.WARNING),
  /** The CT's numbers are not HU: its intercept was lost. */
  NOT_HU("QA-28", Severity.ERROR);

  private final String id;
  private final Severity severity;

  QaCode(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  /** E.g. {@code QA-04}. */
  public String id() {
    return id;
  }

  /** How grave a finding of this kind is. */
  public Severity severity() {
    return severity;
  }
}
