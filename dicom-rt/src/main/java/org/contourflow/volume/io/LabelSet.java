package org.contourflow.volume.io;

import java.util.TreeSet;

/** Collects the labels of a volume. */
final class LabelSet {
  private static final double LARGEST = 1e6;

  private final TreeSet<Integer> found = new TreeSet<>();
  private double last;

  void add(double value) {
    if (value == last || value == 0) {
      return;
    }
    if (value != Math.rint(value) || Math.abs(value) > LARGEST) {
      throw new IllegalArgumentException(value + " is no label: labels are whole numbers");
    }
    last = value;
    found.add((int) value);
    if (found.size() > MaskImage.MOST_LABELS) {
      throw new IllegalArgumentException(
          "more than " + MaskImage.MOST_LABELS + " values: this is no label map");
    }
  }

  int[] toArray() {
    return found.stream().mapToInt(Integer::intValue).toArray();
  }
}
