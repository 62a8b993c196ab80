package org.contourflow.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contourflow.series.SliceStack.Placed;

/** Different slices at one position: several volumes in one series, or true duplicates. */
final class SamePlace {
  private SamePlace() {}

  static Optional<SeriesRefusal> check(List<Placed> slices, GeometryPolicy policy) {
    List<Placed> duplicates = duplicates(slices, policy);
    if (duplicates.isEmpty()) {
      return Optional.empty();
    }
    for (VolumeTrait trait : VolumeTrait.values()) {
      Map<String, List<Placed>> volumes =
          slices.stream()
              .collect(Collectors.groupingBy(p -> p.frame().traits().getOrDefault(trait, "")));
      boolean apart =
          volumes.size() > 1
              && volumes.values().stream().allMatch(v -> duplicates(v, policy).isEmpty());
      if (apart) {
        String reason =
            Numbers.text(
                "the series holds %d volumes at the same place: %s",
                volumes.size(), trait.plural());
        return Optional.of(SliceStack.refuse(slices, RefusalCode.SEVERAL_VOLUMES, reason, slices));
      }
    }
    double z = duplicates.get(0).frame().origin().zMm();
    String reason =
        Numbers.text(
            "%s at a position taken by another, the first at z %.1f mm",
            Numbers.plural(duplicates.size(), "slice") + (duplicates.size() == 1 ? " is" : " are"),
            z);
    return Optional.of(
        SliceStack.refuse(slices, RefusalCode.DUPLICATE_POSITIONS, reason, duplicates));
  }

  /** Slices that lie where the one before them in the order lies. */
  private static List<Placed> duplicates(List<Placed> ordered, GeometryPolicy policy) {
    List<Placed> found = new ArrayList<>();
    for (int i = 1; i < ordered.size(); i++) {
      double step = ordered.get(i).positionMm() - ordered.get(i - 1).positionMm();
      if (step < policy.samePositionMm()) {
        found.add(ordered.get(i));
      }
    }
    return found;
  }
}
