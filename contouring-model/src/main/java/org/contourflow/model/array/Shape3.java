package org.contourflow.model.array;

import java.util.List;

/** Lengths of the three axes of an array, slowest first. */
public record Shape3(int axis0, int axis1, int axis2) {
  public Shape3 {
    if (axis0 < 1 || axis1 < 1 || axis2 < 1) {
      throw new IllegalArgumentException("an array has at least one element along each axis");
    }
  }

  /** From a list of three. */
  public static Shape3 of(List<Integer> lengths) {
    return new Shape3(lengths.get(0), lengths.get(1), lengths.get(2));
  }

  /** Length of axis 0, 1 or 2. */
  public int get(int axis) {
    return switch (axis) {
      case 0 -> axis0;
      case 1 -> axis1;
      case 2 -> axis2;
      default -> throw new IndexOutOfBoundsException(axis);
    };
  }

  /** With another length of one axis. */
  public Shape3 with(int axis, int length) {
    return new Shape3(
        axis == 0 ? length : axis0, axis == 1 ? length : axis1, axis == 2 ? length : axis2);
  }

  /** Number of elements. */
  public long volume() {
    return (long) axis0 * axis1 * axis2;
  }

  /** Elements of one plane across axis 0. */
  public int plane() {
    return Math.multiplyExact(axis1, axis2);
  }
}
