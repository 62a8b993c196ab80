package org.contourflow.dicom;

import java.io.IOException;
import java.io.Serial;

/**
 * A file or stream that could not be read as DICOM, with the reason. Names the file and never any
 * value of the data set, so that its message may be logged. Trouble of the disk itself (no such
 * file, no rights) stays a plain {@link IOException}.
 */
public final class DicomReadException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /** Why it could not be read. */
  public enum Reason {
    /** No byte at all. */
    EMPTY,
    /** Neither a Part 10 file nor a bare data set. */
    NOT_DICOM,
    /** Ends in the middle of an element. */
    TRUNCATED,
    /** Sequences nested deeper than any real object. */
    HOSTILE_NESTING,
    /** A value, or the whole once inflated, larger than {@link DicomFiles#LARGEST_VALUE_BYTES}. */
    TOO_LARGE,
    /** DICOM by its first bytes, but not parsed further on. */
    MALFORMED
  }

  private final Reason reason;
  private final String source;
  private final String detail;
  private final String seriesInstanceUid;

  public DicomReadException(Reason reason, String source, String detail, Throwable cause) {
    this(reason, source, detail, "", cause);
  }

  private DicomReadException(
      Reason reason, String source, String detail, String seriesInstanceUid, Throwable cause) {
    super(source + ": " + detail, cause);
    this.reason = reason;
    this.source = source;
    this.detail = detail;
    this.seriesInstanceUid = seriesInstanceUid;
  }

  /** The same, of a file that was read as far as its SeriesInstanceUID. */
  DicomReadException ofSeries(String uid) {
    DicomReadException known =
        new DicomReadException(reason, source, detail, uid, getCause() == null ? this : getCause());
    known.setStackTrace(getStackTrace());
    return known;
  }

  /** Why it could not be read. */
  public Reason reason() {
    return reason;
  }

  /** The file or stream. */
  public String source() {
    return source;
  }

  /**
   * The series that a file belongs to which broke off behind its SeriesInstanceUID; "": not known.
   */
  public String seriesInstanceUid() {
    return seriesInstanceUid;
  }

  /** The message without the source in front. */
  public String detail() {
    return detail;
  }
}
