package org.contourflow.model.array;

import java.util.stream.DoubleStream;

/** Distances between neighbours along the three axes of an array, mm. */
public record Spacing3(double axis0Mm, double axis1Mm, double axis2Mm) {
  /** Along axis 0, 1 or 2. */
  public double get(int axis) {
    return switch (axis) {
      case 0 -> axis0Mm;
      case 1 -> axis1Mm;
      case 2 -> axis2Mm;
      default -> throw new IndexOutOfBoundsException(axis);
    };
  }

  /** With another spacing of one axis. */
  public Spacing3 with(int axis, double mm) {
    return new Spacing3(
        axis == 0 ? mm : axis0Mm, axis == 1 ? mm : axis1Mm, axis == 2 ? mm : axis2Mm);
  }

  private DoubleStream all() {
    return DoubleStream.of(axis0Mm, axis1Mm, axis2Mm);
  }

  /** Largest over smallest. */
  public double anisotropy() {
    return all().max().orElseThrow() / all().min().orElseThrow();
  }

  /** The axis of the largest spacing, or -1 if several share it. */
  public int coarsestAxis() {
    double most = all().max().orElseThrow();
    int found = -1;
    for (int axis = 0; axis < 3; axis++) {
      if (get(axis) == most) {
        if (found >= 0) {
          return -1;
        }
        found = axis;
      }
    }
    return found;
  }
}
