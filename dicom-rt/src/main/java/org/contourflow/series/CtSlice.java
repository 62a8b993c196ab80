package org.contourflow.series;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * One slice of an accepted series; slice i of the series' grid is element i of its list.
 *
 * @param frame index of the frame in the file, from 0
 * @param multiFrame whether a reference to it must give a frame number
 */
public record CtSlice(
    Path file,
    int frame,
    boolean multiFrame,
    String sopClassUid,
    String sopInstanceUid,
    OptionalInt instanceNumber) {

  /** ReferencedFrameNumber (from 1) for a reference to this slice; empty for a single frame. */
  public OptionalInt referencedFrameNumber() {
    return multiFrame ? OptionalInt.of(frame + 1) : OptionalInt.empty();
  }
}
