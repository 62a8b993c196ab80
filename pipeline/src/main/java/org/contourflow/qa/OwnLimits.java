package org.contourflow.qa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Limits that a protocol sets itself, in place of the usual ones.
 *
 * @param ranges by structure and feature
 * @param sideMarginsMm by structure: nearer to its partner or to the body's middle than this it is
 *     on neither side
 * @param emptySlices by structure: so many empty slices it may have between its first and its last
 * @param overlaps share of the smaller of two structures that may lie in the other, by {@link
 *     #pair}
 */
public record OwnLimits(
    Map<String, Map<Feature, Range>> ranges,
    Map<String, Double> sideMarginsMm,
    Map<String, Integer> emptySlices,
    Map<String, Double> overlaps) {
  /** None. */
  public static final OwnLimits NONE = ranges(Map.of());

  public OwnLimits {
    ranges = Map.copyOf(ranges);
    sideMarginsMm = Map.copyOf(sideMarginsMm);
    emptySlices = Map.copyOf(emptySlices);
    overlaps = Map.copyOf(overlaps);
  }

  /** Of features alone. */
  public static OwnLimits ranges(Map<String, Map<Feature, Range>> ranges) {
    return new OwnLimits(ranges, Map.of(), Map.of(), Map.of());
  }

  /** The key of two structures, whichever is named first. */
  public static String pair(String one, String other) {
    return QaReference.pair(one, other);
  }

  /** Every structure that is named, in alphabetical order. */
  public SortedSet<String> structures() {
    SortedSet<String> names = new TreeSet<>(ranges.keySet());
    names.addAll(sideMarginsMm.keySet());
    names.addAll(emptySlices.keySet());
    overlaps.keySet().forEach(pair -> names.addAll(List.of(pair.split(" "))));
    return names;
  }

  Optional<Range> range(String structure, Feature feature) {
    return Optional.ofNullable(ranges.getOrDefault(structure, Map.of()).get(feature));
  }

  Optional<Double> overlap(String one, String other) {
    return Optional.ofNullable(overlaps.get(pair(one, other)));
  }
}
