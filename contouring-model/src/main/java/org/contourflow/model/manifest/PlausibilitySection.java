package org.contourflow.model.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.contourflow.model.manifest.ManifestException.Problem;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.HuRange;
import org.contourflow.model.manifest.Plausibility.Knot;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.manifest.Plausibility.Relation;

/** Reads and checks {@code plausibility}. */
final class PlausibilitySection {
  private static final int MOST_LABELS = 255;

  private PlausibilitySection() {}

  static Plausibility read(YamlCursor top) {
    return top.has("plausibility")
        ? top.object("plausibility", PlausibilitySection::section)
        : Plausibility.NONE;
  }

  private static Plausibility section(YamlCursor at) {
    return new Plausibility(
        at.has("region")
            ? Optional.of(at.object("region", PlausibilitySection::region))
            : Optional.empty(),
        at.objects("organs", PlausibilitySection::organ),
        at.objects("relations", PlausibilitySection::relation),
        at.objects("confidence", PlausibilitySection::curve));
  }

  private static Region region(YamlCursor at) {
    BodyPart part = at.choice("part", BodyPart.class);
    double least = at.number("least_mm", 0, 2000);
    if (!at.has("crop_mm")) {
      return new Region(part, least);
    }
    double crop = at.number("crop_mm", 20, 2000);
    if (part == BodyPart.HEAD_AND_NECK) {
      at.wrong("crop_mm", "is not for head_and_neck, whose upper end is not looked for", null);
    }
    return new Region(part, least, OptionalDouble.of(crop));
  }

  private static OrganRule organ(YamlCursor at) {
    List<Double> cc = range(at, "volume_cc", 0, 1e6);
    return new OrganRule(
        at.integer("label", 1, MOST_LABELS),
        at.choice("anchor", Anchor.class, Anchor.CENTROID),
        cc.get(0),
        cc.get(1),
        at.number("least_confidence", 0, 1, 0),
        at.has("hu") ? Optional.of(hu(at)) : Optional.empty());
  }

  private static HuRange hu(YamlCursor at) {
    List<Double> hu = range(at, "hu", -1024, 3071);
    return new HuRange(hu.get(0), hu.get(1));
  }

  private static Relation relation(YamlCursor at) {
    return new Relation(
        at.integer("label", 1, MOST_LABELS),
        at.integer("to", 1, MOST_LABELS),
        millimetres(at, "x_mm"),
        millimetres(at, "y_mm"),
        millimetres(at, "z_mm"));
  }

  private static Range millimetres(YamlCursor at, String key) {
    List<Double> mm = range(at, key, -2000, 2000);
    return new Range(mm.get(0), mm.get(1));
  }

  private static List<Double> range(YamlCursor at, String key, double least, double most) {
    List<Double> pair = at.numbers(key, 2, least, most);
    return pair.get(0) <= pair.get(1) ? pair : at.wrong(key, "must be least, most", pair);
  }

  private static Curve curve(YamlCursor at) {
    List<Knot> points =
        at.objects("points", p -> new Knot(p.number("raw", 0, 1), p.number("dice", 0, 1)));
    if (points.isEmpty()) {
      at.wrong("points", "must list at least one point", null);
    }
    for (int i = 1; i < points.size(); i++) {
      Knot a = points.get(i - 1);
      Knot b = points.get(i);
      if (b.raw() <= a.raw() || b.dice() < a.dice()) {
        at.wrong("points[" + i + "]", "must have a larger raw and no smaller dice", null);
      }
    }
    return new Curve(
        at.integer("label", 1, MOST_LABELS), points, at.number("attention_below", 0, 1));
  }

  /** Rules that tie it to the labels. */
  static void check(ModelManifest manifest, List<Problem> problems) {
    Set<Integer> labels = new HashSet<>(manifest.labels().stream().map(Label::index).toList());
    Plausibility p = manifest.plausibility();
    known(p.organs().stream().map(OrganRule::label).toList(), "organs", true, labels, problems);
    known(p.confidence().stream().map(Curve::label).toList(), "confidence", true, labels, problems);
    known(
        p.relations().stream().map(Relation::label).toList(), "relations", false, labels, problems);
    known(p.relations().stream().map(Relation::to).toList(), "relations", false, labels, problems);
  }

  private static void known(
      List<Integer> used, String key, boolean once, Set<Integer> labels, List<Problem> problems) {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < used.size(); i++) {
      String path = "plausibility." + key + "[" + i + "]";
      if (!labels.contains(used.get(i))) {
        problems.add(new Problem(path, "names a label that is not listed: " + used.get(i)));
      }
      if (!seen.add(used.get(i)) && once) {
        problems.add(new Problem(path, "names a label twice: " + used.get(i)));
      }
    }
  }
}
