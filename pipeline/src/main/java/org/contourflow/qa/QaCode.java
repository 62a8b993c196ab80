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
  UNUSUAL("QA-15", Severity.WARNING);

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
