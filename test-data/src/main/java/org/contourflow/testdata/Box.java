package org.contourflow.testdata;

/** An axis-aligned box in LPS, mm: both corners belong to it. */
public record Box(Lps low, Lps high) {
  /** One of the eight corners; bit 0 chooses x, bit 1 y, bit 2 z. */
  Lps corner(int number) {
    return new Lps(
        (number & 1) == 0 ? low.x() : high.x(),
        (number & 2) == 0 ? low.y() : high.y(),
        (number & 4) == 0 ? low.z() : high.z());
  }

  /** Whether the point is in the box. */
  public boolean contains(double x, double y, double z) {
    return x >= low.x()
        && x <= high.x()
        && y >= low.y()
        && y <= high.y()
        && z >= low.z()
        && z <= high.z();
  }

  /** The smallest box around both. */
  Box around(Box other) {
    return new Box(
        new Lps(
            Math.min(low.x(), other.low.x()),
            Math.min(low.y(), other.low.y()),
            Math.min(low.z(), other.low.z())),
        new Lps(
            Math.max(high.x(), other.high.x()),
            Math.max(high.y(), other.high.y()),
            Math.max(high.z(), other.high.z())));
  }

  /** Middle of the box. */
  public Lps centre() {
    return low.plus(high).times(0.5);
  }
}
