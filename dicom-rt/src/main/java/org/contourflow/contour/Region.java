package org.contourflow.contour;

import java.util.List;

/**
 * One connected piece of a structure in one slice.
 *
 * @param outer runs clockwise on the screen (positive area)
 * @param holes inside {@code outer}, negative area each; they may touch {@code outer} and each
 *     other in single points only. An island inside a hole is a region of its own.
 */
public record Region(Ring outer, List<Ring> holes) {
  public Region {
    holes = List.copyOf(holes);
  }

  /** Area of the outer ring less the holes, square pixels. */
  public double areaPixels() {
    return outer.signedAreaPixels() + holes.stream().mapToDouble(Ring::signedAreaPixels).sum();
  }

  /** Points of all rings. */
  public int pointCount() {
    return outer.size() + holes.stream().mapToInt(Ring::size).sum();
  }
}
