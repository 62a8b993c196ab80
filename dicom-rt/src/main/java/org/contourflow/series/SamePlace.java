package org.contourflow.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.series.SliceStack.Placed;

/** Different slices of one volume at one position. */
final class SamePlace {
  private SamePlace() {}

  static Optional<SeriesRefusal> check(List<Placed> slices, GeometryPolicy policy) {
    double samePlaceMm = VolumesOfSeries.samePlaceMm(slices, policy);
    List<Placed> duplicates = new ArrayList<>();
    for (int i = 1; i < slices.size(); i++) {
      if (slices.get(i).positionMm() - slices.get(i - 1).positionMm() < samePlaceMm) {
        duplicates.add(slices.get(i));
      }
    }
    if (duplicates.isEmpty()) {
      return Optional.empty();
    }
    String reason =
        Numbers.text(
            "%s at a position taken by another, the first at z %.1f mm",
            Numbers.plural(duplicates.size(), "slice") + (duplicates.size() == 1 ? " is" : " are"),
            duplicates.get(0).frame().origin().zMm());
    return Optional.of(
        SliceStack.refuse(slices, RefusalCode.DUPLICATE_POSITIONS, reason, duplicates));
  }
}
