package org.contourflow.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Colours for structures that nobody gave one: each the one of seventeen that lies farthest from
 * all that are taken. The same colours taken in the same order give the same ones. When all have
 * been given they are given again.
 */
public final class DistinctColours {
  /**
   * Sasha Trubetskoy's simple, distinct colours that show on a CT: not its greys, navy or maroon.
   */
  private static final int[] CANDIDATES = {
    0xFF00FF, 0xE6194B, 0x3CB44B, 0xFFE119, 0x4363D8, 0xF58231, 0x911EB4, 0x42D4F4, 0xF032E6,
    0xBFEF45, 0xFABED4, 0x469990, 0xDCBEFF, 0x9A6324, 0xAAFFC3, 0x808000, 0xFFD8B1
  };

  private final List<RoiColour> taken;

  /** Beside colours that others have. */
  public DistinctColours(Collection<RoiColour> taken) {
    this.taken = new ArrayList<>(taken);
  }

  /** The next, which is taken from now on. */
  public RoiColour next() {
    long fewest =
        Arrays.stream(CANDIDATES).mapToLong(rgb -> given(colour(rgb))).min().orElseThrow();
    RoiColour best = null;
    double farthest = -1;
    for (int rgb : CANDIDATES) {
      RoiColour candidate = colour(rgb);
      if (given(candidate) > fewest) {
        continue;
      }
      double nearest =
          taken.stream()
              .mapToDouble(other -> distance(candidate, other))
              .min()
              .orElse(Double.MAX_VALUE);
      if (nearest > farthest) {
        farthest = nearest;
        best = candidate;
      }
    }
    taken.add(best);
    return best;
  }

  private static RoiColour colour(int rgb) {
    return new RoiColour(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }

  private long given(RoiColour candidate) {
    return taken.stream().filter(candidate::equals).count();
  }

  /** As far as the eye tells them apart, about: the weighted distance that Riemersma gives. */
  private static double distance(RoiColour a, RoiColour b) {
    double mean = (a.red() + b.red()) / 2.0;
    double red = a.red() - b.red();
    double green = a.green() - b.green();
    double blue = a.blue() - b.blue();
    return Math.sqrt(
        (2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue);
  }
}
