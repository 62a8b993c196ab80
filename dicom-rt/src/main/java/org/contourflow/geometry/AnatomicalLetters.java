package org.contourflow.geometry;

import java.util.ArrayList;
import java.util.List;

/** L, R, A, P, H and F for directions in the patient frame (LPS). */
public final class AnatomicalLetters {
  /** A component of an oblique direction below this is not named: about 17 degrees. */
  private static final double NAMED_FROM = 0.3;

  private AnatomicalLetters() {}

  /** Where the direction leads, its main letter first: "L", or "LP" for an oblique one. */
  public static String of(Direction d) {
    record Part(double size, String letter) {}
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(Math.abs(d.x()), d.x() > 0 ? "L" : "R"));
    parts.add(new Part(Math.abs(d.y()), d.y() > 0 ? "P" : "A"));
    parts.add(new Part(Math.abs(d.z()), d.z() > 0 ? "H" : "F"));
    parts.removeIf(p -> p.size() < NAMED_FROM);
    parts.sort((a, b) -> Double.compare(b.size(), a.size()));
    return String.join("", parts.stream().map(Part::letter).toList());
  }
}
