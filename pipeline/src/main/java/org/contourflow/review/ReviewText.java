package org.contourflow.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.contourflow.metrics.Centroid;

/** A review in lines for a terminal. */
public final class ReviewText {
  private ReviewText() {}

  /** A line a structure, then what was unclear or lost, and the limits. */
  public static List<String> lines(ReviewedSet set, PersonsWord word) {
    List<String> lines = new ArrayList<>();
    for (ReviewedStructure s : set.structures()) {
      lines.add(line(s, word.of(s.name())));
      s.losses().forEach(loss -> lines.add("    read with loss, " + loss));
    }
    set.unclear().forEach(line -> lines.add("name unclear: " + line));
    set.problems().forEach(line -> lines.add("could not be read: " + line));
    lines.add(set.summary());
    lines.add("verdicts by rule: " + set.rules().text());
    return lines;
  }

  private static String line(ReviewedStructure s, PersonsWord.OfStructure word) {
    String back =
        s.cameBackAs().filter(n -> !n.equals(s.name())).map(n -> " (" + n + ")").orElse("");
    StringBuilder text =
        new StringBuilder(String.format("%-18s %-10s", s.name() + back, s.verdict().word()));
    word.verdict().ifPresent(v -> text.append(" [the person: ").append(v.word()).append(']'));
    s.measured().ifPresent(m -> text.append(figures(s.verdict(), m)));
    if (s.kind() != EditKind.NONE) {
      text.append("  ").append(s.kind().word());
    }
    return text.toString();
  }

  private static String figures(Verdict verdict, Measured m) {
    if (verdict == Verdict.REMOVED || verdict == Verdict.ADDED) {
      return String.format(
          Locale.ROOT, " %.1f -> %.1f cc", m.score().volumeCc(), m.score().referenceCc());
    }
    if (m.untouched()) {
      return String.format(Locale.ROOT, " untouched, %.1f cc", m.score().volumeCc());
    }
    Centroid.Shift shift = m.shift();
    return String.format(
        Locale.ROOT,
        " Dice %.3f  surface Dice 1/2/3 mm %.3f/%.3f/%.3f  HD95 %.1f mm  mean %.2f mm"
            + "  added path %.0f mm (%.0f %%)  %.1f -> %.1f cc  moved %s %s %s mm  %d slices",
        m.score().dice(),
        m.score().surfaceDice1Mm(),
        m.score().surfaceDice2Mm(),
        m.score().surfaceDice3Mm(),
        m.score().hausdorff95Mm(),
        m.score().meanDistanceMm(),
        m.score().addedPathLengthMm(),
        100 * m.addedPathShare(),
        m.score().volumeCc(),
        m.score().referenceCc(),
        way(shift.toLeftMm(), "L", "R"),
        way(shift.toPosteriorMm(), "P", "A"),
        way(shift.toHeadMm(), "H", "F"),
        m.slices().size());
  }

  private static String way(double mm, String positive, String negative) {
    return String.format(Locale.ROOT, "%s%.1f", mm < 0 ? negative : positive, Math.abs(mm));
  }
}
