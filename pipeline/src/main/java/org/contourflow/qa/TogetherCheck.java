package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is unusual of a structure in several ways, each of which is no alarm by itself: its {@link
 * ErrorPoints} added up. Where the reference is not of this kind of CT it says nothing, nor of a
 * feature for which the protocol has a range of its own.
 */
final class TogetherCheck {
  /** More than this many numbers in a sentence are not read. */
  private static final int MOST_TOLD = 3;

  private final Review review;
  private final Predicate<String> wrongByItself;

  /**
   * A check of one case.
   *
   * @param wrongByItself whether a structure is beyond a border that is of it alone
   */
  TogetherCheck(Review review, Predicate<String> wrongByItself) {
    this.review = review;
    this.wrongByItself = wrongByItself;
  }

  private record Part(Feature feature, double value, double points) {
    String told() {
      return feature.label() + " of " + feature.told(value);
    }
  }

  /** Adds a warning if there are too many points. */
  void check(String name) {
    Optional<QaReference> reference =
        review.limits().ranges().reference().filter(r -> review.isOfItsKind());
    Optional<ErrorPoints> points = reference.flatMap(ErrorPoints::of);
    if (points.isEmpty()) {
      return;
    }
    List<Part> parts = parts(name, reference.get(), points.get());
    double sum = parts.stream().mapToDouble(Part::points).sum();
    if (sum > points.get().limit()) {
      parts.sort(Comparator.comparingDouble(Part::points).reversed());
      review.add(
          new QaFinding(
              QaCode.UNLIKE,
              QaCode.UNLIKE.severity(),
              name,
              slice(name, parts),
              told(name, parts, sum, points.get())));
    }
  }

  private List<Part> parts(String name, QaReference reference, ErrorPoints points) {
    Measures measures = review.measures().get(name);
    List<Part> parts = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      OptionalDouble value = measures.get(feature);
      Optional<QaReference.Band> band = reference.band(name, feature);
      if (value.isPresent() && band.isPresent() && isOurs(name, feature)) {
        double of = points.of(feature, value.getAsDouble(), band.get());
        if (of > 0) {
          parts.add(new Part(feature, value.getAsDouble(), of));
        }
      }
    }
    return parts;
  }

  /** Whether a feature tells of this structure: not of its partner, not what the site judges. */
  private boolean isOurs(String name, Feature feature) {
    return review.limits().ranges().own().range(name, feature).isEmpty()
        && (!feature.isOfTwo()
            || review
                .other(name, feature)
                .filter(other -> review.measures().containsKey(other) && wrongByItself.test(other))
                .isEmpty());
  }

  private OptionalInt slice(String name, List<Part> parts) {
    return review.measures().get(name).slice(parts.get(0).feature());
  }

  private static String told(String name, List<Part> parts, double sum, ErrorPoints points) {
    return String.format(
        Locale.ROOT,
        "%s: what is unusual of it adds up to %.1f points of an error, %.1f are an alarm: its %s by"
            + " %s.",
        name,
        sum,
        points.limit(),
        parts.stream().limit(MOST_TOLD).map(Part::told).collect(Collectors.joining("; its ")),
        points.reference());
  }
}
