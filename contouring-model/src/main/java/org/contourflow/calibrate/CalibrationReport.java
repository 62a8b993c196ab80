package org.contourflow.calibrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.contourflow.calibrate.Calibration.Result;
import org.contourflow.calibrate.CalibrationData.Marked;
import org.contourflow.calibrate.CalibrationData.Run;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.Knot;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.model.presence.PresenceJudge;
import org.contourflow.model.presence.PresenceJudge.Candidate;
import org.contourflow.model.presence.PresenceJudge.Kind;
import org.contourflow.model.presence.PresenceJudge.Verdict;

/** A calibration as the manifest's section, and what its rules do to the cases it has seen. */
public final class CalibrationReport {
  private static final String KEY = "plausibility:";

  private final Result result;
  private final Plausibility rules;
  private final StringBuilder out = new StringBuilder();

  public CalibrationReport(Result result) {
    this.result = result;
    this.rules = result.manifest().plausibility();
  }

  /**
   * Puts the section at the end of a {@code model.yaml}, in place of one that is there; what stands
   * behind that one stays.
   */
  public void writeInto(Path manifest) throws IOException {
    StringBuilder kept = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(manifest)) {
      if (line.matches("[A-Za-z_\"'].*")) { // A key of the top level.
        inside = line.startsWith(KEY);
      }
      if (!inside) {
        kept.append(line).append('\n');
      }
    }
    Files.writeString(manifest, kept + section());
  }

  /** The section, at the manifest's top level and its last. */
  String section() {
    out.setLength(0);
    line(KEY);
    rules
        .region()
        .ifPresent(
            r ->
                line(
                    "  region: {part: %s, least_mm: %s%s}",
                    r.part(),
                    r.leastMm(),
                    r.cropMm().isPresent() ? ", crop_mm: " + r.cropMm().getAsDouble() : ""));
    line("  organs:");
    for (OrganRule o : rules.organs()) {
      line(
          "  - {label: %d, anchor: %s, volume_cc: [%s, %s], least_confidence: %s%s}",
          o.label(),
          o.anchor(),
          o.leastCc(),
          o.mostCc(),
          o.leastConfidence(),
          o.hu().map(hu -> ", hu: [%s, %s]".formatted(hu.least(), hu.most())).orElse(""));
    }
    line("  relations:");
    for (Relation r : rules.relations()) {
      line(
          "  - {label: %d, to: %d, x_mm: %s, y_mm: %s, z_mm: %s}",
          r.label(), r.to(), range(r.x()), range(r.y()), range(r.z()));
    }
    line("  confidence:");
    for (Curve c : rules.confidence()) {
      line(
          "  - {label: %d, attention_below: %s, points: [%s]}",
          c.label(), c.attentionBelow(), points(c));
    }
    return out.toString();
  }

  private static String range(Range r) {
    return String.format(Locale.ROOT, "[%.0f, %.0f]", r.leastMm(), r.mostMm());
  }

  private static String points(Curve c) {
    List<String> points = new ArrayList<>();
    for (Knot k : c.points()) {
      points.add(String.format(Locale.ROOT, "{raw: %s, dice: %s}", k.raw(), k.dice()));
    }
    return String.join(", ", points);
  }

  /** Figures of the confidence, and what the rules reject. */
  public String summary() {
    out.setLength(0);
    line("Expected Dice from the network's own measure; each case predicted by the others:");
    line(
        "%-14s %5s %8s %8s %8s %9s",
        "structure", "cases", "rank cor", "error", "of mean", "attention");
    for (Curve c : rules.confidence()) {
      String name = name(c.label());
      CalibrationFit f = result.fits().get(name);
      line(
          "%-14s %5d %8.2f %8.3f %8.3f %9s",
          name, f.cases(), f.correlation(), f.meanError(), f.meanErrorOfMean(), attention(c));
    }
    if (!result.told().isEmpty()) {
      line("");
      line("Too few cases:");
      result.told().forEach(each -> line("%s", each));
    }
    line("");
    line(
        "Held-back cases (%d), absent or uncertain though contoured there:",
        result.validation().size());
    int[] kept = judge(result.validation());
    line("%d of %d structures absent", kept[1], kept[0]);
    line("");
    line("Off target (%d CTs), with the body part's rule alone:", result.offTarget().size());
    for (Run run : result.offTarget()) {
      line(
          "%-24s %5.0f mm of %s, %s",
          run.caseId(),
          run.lengthMm(),
          part(),
          run.lengthMm() < leastMm() ? "refused" : "NOT REFUSED");
    }
    line("Off target, with the organs' rules alone:");
    int[] invented = judge(result.offTarget());
    line("%d marked, %d rejected, %d left", invented[0], invented[1], invented[0] - invented[1]);
    List<Run> unseen = result.validation().stream().filter(r -> r.lengthMm() < leastMm()).toList();
    line("Held-back cases that the body part's rule refuses: %d", unseen.size());
    return out.toString();
  }

  private String part() {
    return rules
        .region()
        .map(r -> r.part().name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .orElse("any part");
  }

  private double leastMm() {
    return rules.region().map(Plausibility.Region::leastMm).orElse(0.0);
  }

  /** Flagged and poor of flagged: "6 (4)". */
  private String attention(Curve c) {
    int flagged = 0;
    int poor = 0;
    List<Marked> all =
        result.validation().stream()
            .flatMap(r -> r.marked().stream())
            .filter(m -> m.label().index() == c.label() && !Double.isNaN(m.dice()))
            .toList();
    double[] dice = all.stream().mapToDouble(Marked::dice).sorted().toArray();
    double low = dice[dice.length / 4];
    for (Marked m : all) {
      if (c.at(m.raw()) < c.attentionBelow()) {
        flagged++;
        poor += m.dice() < low ? 1 : 0;
      }
    }
    return flagged + " (" + poor + ")";
  }

  /** Marked (and contoured, where that is known) and rejected; a line for each rejected. */
  private int[] judge(List<Run> runs) {
    int marked = 0;
    int rejected = 0;
    boolean known =
        runs.stream().flatMap(r -> r.marked().stream()).anyMatch(m -> !Double.isNaN(m.dice()));
    for (Run run : runs) {
      List<Candidate> candidates =
          run.marked().stream()
              .map(
                  m ->
                      new Candidate(
                          m.label().index(), m.label().structure().name(), m.mask(), m.raw()))
              .toList();
      Set<Integer> judged = new HashSet<>();
      for (Marked m : run.marked()) {
        if (!known || !Double.isNaN(m.dice())) {
          judged.add(m.label().index());
        }
      }
      marked += judged.size();
      for (Verdict r : new PresenceJudge(rules).judge(candidates)) {
        rejected += judged.contains(r.label()) && r.kind() == Kind.ABSENT ? 1 : 0;
        double dice =
            run.marked().stream()
                .filter(m -> m.label().index() == r.label())
                .mapToDouble(Marked::dice)
                .findFirst()
                .orElse(Double.NaN);
        line(
            "  %s%s: %s, Dice %.2f",
            judged.contains(r.label()) ? "" : "(not contoured) ", run.caseId(), r.reason(), dice);
      }
    }
    return new int[] {marked, rejected};
  }

  /** Everything the network marked, a line each. */
  public String table() {
    out.setLength(0);
    line("set,case,structure,raw,dice,volume_cc,x_mm,y_mm,z_mm,cut,head_neck_mm");
    rows("validation", result.validation());
    rows("off_target", result.offTarget());
    return out.toString();
  }

  private void rows(String set, List<Run> runs) {
    for (Run run : runs) {
      for (Marked m : run.marked()) {
        var f = m.facts();
        line(
            "%s,%s,%s,%.4f,%.4f,%.2f,%.1f,%.1f,%.1f,%s,%.0f",
            set,
            run.caseId(),
            m.label().structure().name(),
            m.raw(),
            m.dice(),
            f.volumeCc(),
            f.place().xMm(),
            f.place().yMm(),
            f.place().zMm(),
            f.cut(),
            run.lengthMm());
      }
      for (String missed : run.missed()) {
        line("%s,%s,%s,0,0,0,0,0,0,missed,%.0f", set, run.caseId(), missed, run.lengthMm());
      }
    }
  }

  private String name(int label) {
    return result.manifest().labels().stream()
        .filter(l -> l.index() == label)
        .map(Label::structure)
        .findFirst()
        .orElseThrow()
        .name();
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
