package org.contourflow.protocols.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.protocols.rules.Explanation.Truth;

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
          Truth.all(explained), parts.isEmpty() ? "always" : "all of", explained);
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
      return new Explanation(Truth.any(explained), "at least one of", explained);
    }
  }

  /** The part does not hold. */
  record Not(Condition part) implements Condition {
    @Override
    public Explanation explain(SeriesHeaders series) {
      Explanation explained = part.explain(series);
      return new Explanation(explained.truth().not(), "not", List.of(explained));
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

  /**
   * The CT shows a part of the body, by HU and shape. Where that is uncertain, or the voxels cannot
   * be read, neither this nor its contrary holds.
   *
   * @param mm how much of it; empty: any
   */
  record Anatomy(BodyPart part, Optional<NumberRange> mm) implements Condition {
    @Override
    public Explanation explain(SeriesHeaders series) {
      SeenParts seen = series.parts();
      String asked =
          "anatomy "
              + key(part)
              + mm.map(range -> " " + range.describe() + " mm").orElse("")
              + ": ";
      if (seen.sites().isEmpty()) {
        return Explanation.of(
            Truth.UNKNOWN, asked + "the CT's voxels cannot be read, " + seen.problem());
      }
      if (!seen.sites().get().doubt().isEmpty()) {
        return Explanation.of(Truth.UNKNOWN, asked + seen.sites().get().doubt());
      }
      Site site = seen.sites().get().of(part);
      boolean enough = mm.isEmpty() || mm.get().contains(site.lengthMm());
      Truth truth =
          switch (site.shown()) {
            case YES -> Truth.of(enough);
            case UNCERTAIN -> Truth.UNKNOWN;
            case NO -> Truth.NO;
          };
      String measure = String.format(Locale.ROOT, ", measure %.1f", site.evidence());
      return Explanation.of(truth, asked + site.describe() + measure);
    }

    /** As it is written in a rule. */
    static String key(BodyPart part) {
      return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
