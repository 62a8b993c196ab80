package org.contourflow.seg;

import java.io.IOException;

/** A segmentation that cannot be read as masks: why, and what to do; no patient identifiers. */
public final class SegmentationReadException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String whatToDo;

  public SegmentationReadException(String reason, String whatToDo) {
    super(reason);
    this.whatToDo = whatToDo;
  }

  /** The way out, a sentence. */
  public String whatToDo() {
    return whatToDo;
  }
}
