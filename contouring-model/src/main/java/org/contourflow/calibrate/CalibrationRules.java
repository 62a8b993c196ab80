package org.contourflow.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.calibrate.CalibrationData.Marked;
import org.contourflow.calibrate.CalibrationData.Run;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.model.presence.OrganFacts;

/** The rules that follow from training contours and from the runs on held-back cases. */
final class CalibrationRules {
  /** Places may lie this much beyond those of the training contours. */
  private static final double PLACE_MARGIN_MM = 12;

  /** A pair of organs contoured in fewer training cases gives no relation. */
  private static final int LEAST_CASES = 20;

  /** Share of the least raw measure of an organ that was found, below which it is none. */
  private static final double CONFIDENCE_MARGIN = 0.8;

  /** An organ with less Dice than this was not found. */
  private static final double FOUND_DICE = 0.3;

  /** This share of the held-back cases, those of least expected Dice, would ask for attention. */
  private static final double ATTENTION_SHARE = 0.15;

  private final ModelManifest manifest;
  private final List<Run> runs;
  private final Map<String, CalibrationFit> fits;

  /** With the open model's runs on the held-back cases. */
  CalibrationRules(ModelManifest manifest, List<Run> runs) {
    this.manifest = manifest;
    this.runs = List.copyOf(runs);
    this.fits = fitted();
  }

  /** By structure; none of one that too few cases have. */
  Map<String, CalibrationFit> fits() {
    return fits;
  }

  private Map<String, CalibrationFit> fitted() {
    Map<String, CalibrationFit> out = new LinkedHashMap<>();
    for (Label label : manifest.labels()) {
      List<Marked> judged = judged(label);
      if (judged.size() >= OrganLimits.FEWEST) {
        double[] raw = judged.stream().mapToDouble(Marked::raw).toArray();
        double[] dice = judged.stream().mapToDouble(Marked::dice).toArray();
        out.put(label.structure().name(), CalibrationFit.of(raw, dice));
      }
    }
    return out;
  }

  private List<Marked> judged(Label label) {
    return runs.stream()
        .flatMap(r -> r.marked().stream())
        .filter(m -> m.label().index() == label.index() && !Double.isNaN(m.dice()))
        .toList();
  }

  /**
   * Rules on single organs.
   *
   * @param references contoured organs of the training cases, by case and name
   */
  List<OrganRule> organs(Map<String, Map<String, OrganFacts>> references) {
    List<OrganRule> out = new ArrayList<>();
    for (Label label : manifest.labels()) {
      String name = label.structure().name();
      OrganLimits limits = limits(references, label);
      List<Marked> judged = judged(label);
      double confidence =
          judged.size() < OrganLimits.FEWEST
              ? 0
              : judged.stream()
                  .filter(m -> m.dice() >= FOUND_DICE)
                  .mapToDouble(Marked::raw)
                  .min()
                  .orElse(0);
      out.add(
          new OrganRule(
              label.index(),
              CalibrationData.anchor(name),
              limits.leastCc(),
              limits.mostCc(),
              Math.floor(CONFIDENCE_MARGIN * confidence * 100) / 100,
              manifest.plausibility().organ(label.index()).flatMap(OrganRule::hu)));
    }
    return out;
  }

  private OrganLimits limits(Map<String, Map<String, OrganFacts>> references, Label label) {
    String name = label.structure().name();
    List<OrganFacts> facts =
        references.values().stream().map(m -> m.get(name)).filter(f -> f != null).toList();
    return OrganLimits.of(manifest, label, facts);
  }

  /** What too few cases did not give, a line each. */
  List<String> told(Map<String, Map<String, OrganFacts>> references) {
    List<String> out = new ArrayList<>();
    for (Label label : manifest.labels()) {
      limits(references, label).told().ifPresent(out::add);
      int judged = judged(label).size();
      if (judged < OrganLimits.FEWEST) {
        out.add(
            "%s: %d held-back case(s), fewer than %d: no confidence"
                .formatted(label.structure().name(), judged, OrganLimits.FEWEST));
      }
    }
    return out;
  }

  /**
   * Where organs lie relative to each other in the training cases; a pair that too few of them have
   * stays as the manifest has it, for places are the patient's and not the network's.
   */
  List<Relation> relations(Map<String, Map<String, OrganFacts>> references) {
    List<Relation> out = new ArrayList<>();
    List<Label> labels = manifest.labels();
    for (int i = 0; i < labels.size(); i++) {
      for (int j = i + 1; j < labels.size(); j++) {
        Label one = labels.get(j);
        Label to = labels.get(i);
        relation(references, one, to).or(() -> before(one, to)).ifPresent(out::add);
      }
    }
    return out;
  }

  private Optional<Relation> before(Label one, Label to) {
    return manifest.plausibility().relations().stream()
        .filter(r -> r.label() == one.index() && r.to() == to.index())
        .findFirst();
  }

  private static Optional<Relation> relation(
      Map<String, Map<String, OrganFacts>> references, Label one, Label to) {
    List<double[]> offsets = new ArrayList<>();
    for (Map<String, OrganFacts> facts : references.values()) {
      OrganFacts a = facts.get(one.structure().name());
      OrganFacts b = facts.get(to.structure().name());
      if (a != null && b != null) {
        offsets.add(
            new double[] {
              a.place().xMm() - b.place().xMm(),
              a.place().yMm() - b.place().yMm(),
              a.place().zMm() - b.place().zMm()
            });
      }
    }
    return offsets.size() < LEAST_CASES
        ? Optional.empty()
        : Optional.of(
            new Relation(
                one.index(), to.index(), range(offsets, 0), range(offsets, 1), range(offsets, 2)));
  }

  private static Range range(List<double[]> offsets, int axis) {
    double low = offsets.stream().mapToDouble(o -> o[axis]).min().orElseThrow();
    double high = offsets.stream().mapToDouble(o -> o[axis]).max().orElseThrow();
    return new Range(Math.floor(low - PLACE_MARGIN_MM), Math.ceil(high + PLACE_MARGIN_MM));
  }

  /** Expected Dice and the least of it that is usual, by the held-back cases. */
  List<Curve> curves() {
    List<Curve> out = new ArrayList<>();
    for (Label label : manifest.labels()) {
      CalibrationFit fit = fits.get(label.structure().name());
      if (fit == null) {
        continue;
      }
      Curve open = new Curve(label.index(), fit.points(), 0);
      double attention = attention(fit, open, judged(label));
      out.add(new Curve(label.index(), fit.points(), Math.round(attention * 1000) / 1000.0));
    }
    return out;
  }

  /**
   * A line no better than the mean tells nothing within what was seen: then only what lies beyond
   * is flagged, and by a flat line nothing.
   */
  private static double attention(CalibrationFit fit, Curve open, List<Marked> judged) {
    double least = fit.points().get(0).dice();
    if (least >= fit.points().get(fit.points().size() - 1).dice()) {
      return 0;
    }
    if (fit.meanError() >= fit.meanErrorOfMean()) {
      return least + 0.001;
    }
    double[] expected = judged.stream().mapToDouble(m -> open.at(m.raw())).sorted().toArray();
    return expected[(int) (ATTENTION_SHARE * expected.length)];
  }
}
