package org.contourflow.qa;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much each unusual feature speaks for an error: points that are added up. Several features
 * that are each within their borders may together be as no right contour is. A feature has points
 * the farther it lies from the median, in ways from it to the reference's 2.5th or 97.5th
 * percentile, and never fewer for lying farther. Source: chosen by AlarmChoiceTest, by errors put
 * into clinical contours (docs/decisions/0203).
 *
 * @param reference id of the reference whose percentiles it goes by
 * @param source the data
 * @param command what made it
 * @param limit more points than this are an alarm
 * @param points by {@link Feature#id}
 */
record ErrorPoints(
    String reference, String source, String command, double limit, Map<String, Sides> points) {

  /** Of values below the median, and above it. */
  record Sides(List<Step> below, List<Step> above) {}

  /**
   * From so far on so many points, until the next step.
   *
   * @param from in ways from the median to the percentile
   */
  record Step(double from, double points) {}

  private static final class Shipped {
    static final ErrorPoints HEAD_AND_NECK = read("head-neck-openkbp-4-points.json");

    static ErrorPoints read(String name) {
      try (InputStream in = ErrorPoints.class.getResourceAsStream(name)) {
        return new ObjectMapper().readValue(in, ErrorPoints.class);
      } catch (IOException e) {
        throw new UncheckedIOException("the shipped points " + name + " cannot be read", e);
      }
    }
  }

  /** Those that ship. */
  static ErrorPoints headAndNeck() {
    return Shipped.HEAD_AND_NECK;
  }

  /** Those that go by a reference. */
  static Optional<ErrorPoints> of(QaReference reference) {
    return Optional.of(headAndNeck()).filter(p -> p.reference().equals(reference.id()));
  }

  /** Points of a value. */
  double of(Feature feature, double value, QaReference.Band band) {
    Sides sides = points.get(feature.id());
    if (sides == null) {
      return 0;
    }
    Spread spread = Spread.of(feature, band);
    return at(sides.below(), spread.below(feature, value))
        + at(sides.above(), spread.above(feature, value));
  }

  private static double at(List<Step> steps, double off) {
    double points = 0;
    for (Step step : steps) {
      points = off >= step.from() ? step.points() : points;
    }
    return points;
  }
}
