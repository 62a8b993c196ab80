package org.contourflow.protocols.rules;

import java.util.List;

/** What a rule asks of a series. Every part is judged, also where the outcome is clear already. */
public sealed interface Condition {

  /** Judges the series. */
  Explanation explain(SeriesHeaders series);

  /** Every part holds; with no part, it holds. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public Explanation explain(SeriesHeaders series) {
      List<Explanation> explained = parts.stream().map(part -> part.explain(series)).toList();
      return new Explanation(
          explained.stream().allMatch(Explanation::holds),
          parts.isEmpty() ? "always" : "all of",
          explained);
    }
  }

  /** At least one part holds. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Explanation explain(SeriesHeaders series) {
      List<Explanation> explained = parts.stream().map(part -> part.explain(series)).toList();
      return new Explanation(
          explained.stream().anyMatch(Explanation::holds), "at least one of", explained);
    }
  }

  /** The part does not hold. */
  record Not(Condition part) implements Condition {
    @Override
    public Explanation explain(SeriesHeaders series) {
      Explanation explained = part.explain(series);
      return new Explanation(!explained.holds(), "not", List.of(explained));
    }
  }

  /**
   * An attribute of the slices passes a test.
   *
   * @param over on which slices
   */
  record Attribute(AttributePath path, SliceQuantifier over, ValueTest test) implements Condition {
    @Override
    public Explanation explain(SeriesHeaders series) {
      return AttributeJudge.explain(this, series);
    }
  }

  /** A number of the series as a whole lies in a range. */
  record Series(SeriesFact fact, NumberRange range) implements Condition {
    @Override
    public Explanation explain(SeriesHeaders series) {
      double value = fact.of(series);
      String text =
          "series " + fact.key() + " " + range.describe() + ": " + NumberRange.format(value);
      return Explanation.of(range.contains(value), text);
    }
  }
}
