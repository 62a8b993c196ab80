package org.contourflow.report;

import java.util.List;
import java.util.OptionalDouble;
import org.contourflow.structure.RoiColour;

/**
 * A structure as the report shows it.
 *
 * @param rings the delivered contours; none if it was not found
 * @param volumeCc volume in cubic centimetres; absent if not measured
 * @param confidence of the model, 0 to 1, where it gives one
 */
public record ReportStructure(
    String name,
    RoiColour colour,
    List<SliceRing> rings,
    OptionalDouble volumeCc,
    OptionalDouble confidence) {
  public ReportStructure {
    rings = List.copyOf(rings);
  }

  /** Whether anything of it was delivered. */
  public boolean isPresent() {
    return !rings.isEmpty();
  }

  /** Lowest slice index with a contour; -1 if absent. */
  public int firstSlice() {
    return rings.stream().mapToInt(SliceRing::slice).min().orElse(-1);
  }

  /** Highest slice index with a contour; -1 if absent. */
  public int lastSlice() {
    return rings.stream().mapToInt(SliceRing::slice).max().orElse(-1);
  }

  List<SliceRing> on(int slice) {
    return rings.stream().filter(r -> r.slice() == slice).toList();
  }
}
