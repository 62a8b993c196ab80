package org.contourflow.qa;

import java.util.Optional;

/**
 * Which range is usual of a structure's feature: the protocol's own where it has one, else the
 * reference's.
 *
 * @param reference empty: only the protocol's own count
 * @param own the protocol's
 */
public record QaRanges(Optional<QaReference> reference, OwnLimits own) {
  private static final String PROTOCOL = "the protocol";

  /** None at all. */
  public static final QaRanges NONE = new QaRanges(Optional.empty(), OwnLimits.NONE);

  /** The range of a feature, where there is one. */
  Optional<Usual> of(String structure, Feature feature, boolean ofItsKind) {
    Optional<Range> mine = own.range(structure, feature);
    if (mine.isPresent()) {
      return Optional.of(new Usual(mine.get(), mine, PROTOCOL));
    }
    if (ofItsKind) {
      return reference.flatMap(
          r -> r.band(structure, feature).map(b -> new Usual(b.limits(), b.alarm(), r.id())));
    }
    return AnySite.of(structure, feature).map(r -> new Usual(r, Optional.of(r), AnySite.SOURCE));
  }

  /** How much of the smaller of two organs may lie in the other, where anything says so. */
  Optional<Shared> overlap(String one, String other, boolean ofItsKind) {
    return own.overlap(one, other)
        .map(share -> new Shared(share, PROTOCOL))
        .or(
            () ->
                reference
                    .filter(r -> ofItsKind)
                    .flatMap(
                        r ->
                            Optional.ofNullable(r.overlaps().get(QaReference.pair(one, other)))
                                .map(share -> new Shared(share, r.id()))));
  }

  /** A share of the smaller of two, and who says so. */
  record Shared(double most, String source) {}

  /**
   * A range and who says so.
   *
   * @param alarm outside it a finding is more than a note; empty: never
   */
  record Usual(Range range, Optional<Range> alarm, String source) {}
}
