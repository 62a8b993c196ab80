package org.contourflow.qa;

import java.util.Map;
import java.util.Optional;

/**
 * Which range is usual of a structure's feature: the protocol's own where it has one, else the
 * reference's.
 *
 * @param reference empty: only the protocol's own count
 * @param own by structure and feature
 */
public record QaRanges(Optional<QaReference> reference, Map<String, Map<Feature, Range>> own) {
  /** None at all. */
  public static final QaRanges NONE = new QaRanges(Optional.empty(), Map.of());

  public QaRanges {
    own = Map.copyOf(own);
  }

  /** The range of a feature, where there is one. */
  Optional<Usual> of(String structure, Feature feature, boolean ofItsKind) {
    Range mine = own.getOrDefault(structure, Map.of()).get(feature);
    if (mine != null) {
      return Optional.of(new Usual(mine, Optional.of(mine), "the protocol"));
    }
    if (ofItsKind) {
      return reference.flatMap(
          r -> r.band(structure, feature).map(b -> new Usual(b.limits(), b.alarm(), r.id())));
    }
    return AnySite.of(structure, feature).map(r -> new Usual(r, Optional.of(r), AnySite.SOURCE));
  }

  /**
   * A range and who says so.
   *
   * @param alarm outside it a finding is more than a note; empty: never
   */
  record Usual(Range range, Optional<Range> alarm, String source) {}
}
