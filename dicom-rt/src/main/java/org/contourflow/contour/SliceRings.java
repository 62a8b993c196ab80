package org.contourflow.contour;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All rings of a slice in one list, and back into their regions. */
final class SliceRings {
  private SliceRings() {}

  /** Outer ring, its holes, next region. */
  static List<Ring> flatten(List<Region> regions) {
    List<Ring> rings = new ArrayList<>();
    for (Region region : regions) {
      rings.add(region.outer());
      rings.addAll(region.holes());
    }
    return rings;
  }

  /** The regions with their rings replaced, in the order of {@link #flatten}. */
  static List<Region> regroup(List<Region> regions, List<Ring> rings) {
    List<Region> result = new ArrayList<>(regions.size());
    int next = 0;
    for (Region region : regions) {
      int holes = region.holes().size();
      result.add(new Region(rings.get(next), rings.subList(next + 1, next + 1 + holes)));
      next += 1 + holes;
    }
    return result;
  }

  /**
   * {@code changed}, with those rings put back to {@code valid} that would otherwise cross
   * themselves or another or change their orientation. Ends because {@code valid} has no crossing.
   */
  static List<Ring> withoutCrossings(List<Ring> valid, List<Ring> changed) {
    List<Ring> result = new ArrayList<>(changed);
    for (int i = 0; i < result.size(); i++) {
      if (result.get(i).signedAreaPixels() * valid.get(i).signedAreaPixels() <= 0) {
        result.set(i, valid.get(i));
      }
    }
    Optional<CrossingFinder.Crossing> crossing = CrossingFinder.find(result);
    while (crossing.isPresent()) {
      int a = crossing.get().loop();
      int b = crossing.get().otherLoop();
      if (result.get(a) == valid.get(a) && result.get(b) == valid.get(b)) {
        throw new IllegalStateException("the rings to fall back on cross");
      }
      result.set(a, valid.get(a));
      result.set(b, valid.get(b));
      crossing = CrossingFinder.find(result);
    }
    return result;
  }
}
