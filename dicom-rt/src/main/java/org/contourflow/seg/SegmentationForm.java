package org.contourflow.seg;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** SegmentationType (0062,0001) of what is written. */
public enum SegmentationForm {
  /** A bit a voxel and segment; segments may overlap. */
  BINARY,
  /** A number a voxel; segments that overlap go into several instances. */
  LABELMAP;

  /** The form of that name, in lower case as settings write it. */
  public static Optional<SegmentationForm> named(String name) {
    return Arrays.stream(values()).filter(f -> f.key().equals(name)).findFirst();
  }

  /** As settings write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
