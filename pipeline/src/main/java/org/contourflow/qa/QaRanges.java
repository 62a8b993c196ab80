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
      return Optional.of(new Usual(mine, "the protocol"));
    }
    // How a slice follows its neighbour, and what tissue it is, is so in any scan of the organ.
    boolean anywhere =
        feature.kind() == Feature.Kind.SLICES || feature.kind() == Feature.Kind.TISSUE;
    return reference
        .filter(r -> ofItsKind || anywhere)
        .flatMap(r -> r.limits(structure, feature).map(l -> new Usual(l, r.id())));
  }

  /** A range and who says so. */
  record Usual(Range range, String source) {}
}
