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
    int places = slices.size() - duplicates.size();
    return Optional.of(
        duplicates.size() >= places
            ? stacks(slices, duplicates, places)
            : SliceStack.refuse(
                slices, RefusalCode.DUPLICATE_POSITIONS, some(duplicates), duplicates));
  }

  private static String some(List<Placed> duplicates) {
    return Numbers.text(
        "%s at a position taken by another, the first at z %.1f mm",
        Numbers.plural(duplicates.size(), "slice") + (duplicates.size() == 1 ? " is" : " are"),
        duplicates.get(0).frame().origin().zMm());
  }

  /**
   * As many as there are places, or more: no slice too many, but volumes that nothing tells apart.
   */
  private static SeriesRefusal stacks(List<Placed> slices, List<Placed> duplicates, int places) {
    String reason =
        Numbers.text(
            "%s at %s: these are several volumes at the same place (4D phases, reconstructions),"
                + " and nothing tells them apart: time point, phase, acquisition, kernel,"
                + " thickness, kind of image, voltage, description, times and instance numbers are"
                + " alike, or are not there",
            Numbers.plural(slices.size(), "slice"), Numbers.plural(places, "position"));
    SeriesRefusal plain =
        SliceStack.refuse(slices, RefusalCode.DUPLICATE_POSITIONS, reason, duplicates);
    return new SeriesRefusal(
        plain.code(),
        plain.seriesInstanceUid(),
        plain.reason(),
        "Export the phase or reconstruction to plan on as a series of its own, with its"
            + " attributes.",
        plain.files(),
        plain.culprits());
  }
}
