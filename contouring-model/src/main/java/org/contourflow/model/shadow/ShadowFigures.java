package org.contourflow.model.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.contourflow.metrics.Dice;
import org.contourflow.metrics.SurfaceComparison;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;

/** How far a candidate is from the champion: a line a structure, no patient, no case. */
final class ShadowFigures {
  private static final String HEAD =
      "time,candidate,seconds,structure,champion,candidate_presence,champion_cc,candidate_cc,"
          + "dice_between,surface_dice_3mm_between\n";

  private final Path file;

  ShadowFigures(Path file) {
    this.file = file;
  }

  synchronized void add(
      Completed champion, SegmentationOutcome other, ModelIdentity candidate, double seconds)
      throws IOException {
    String start =
        String.format(
            Locale.ROOT,
            "%s,%s,%.1f",
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            candidate.label(),
            seconds);
    StringBuilder lines = new StringBuilder(Files.exists(file) ? "" : HEAD);
    if (other instanceof Completed completed) {
      Map<String, SegmentedStructure> found = new LinkedHashMap<>();
      completed.structures().forEach(s -> found.put(s.definition().name(), s));
      for (SegmentedStructure one : champion.structures()) {
        lines.append(start).append(',').append(line(one, found.get(one.definition().name())));
      }
    } else {
      String code = other.toString().split("[ (:]")[0];
      lines.append(start).append(",all,COMPLETED,").append(code).append(",,,,\n");
    }
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String line(SegmentedStructure one, SegmentedStructure other) {
    String name = one.definition().name();
    if (other == null) {
      return String.format(Locale.ROOT, "%s,%s,NOT_KNOWN,%.1f,,,%n", name, one.presence(), cc(one));
    }
    double thickness = one.mask().grid().rowSpacingMm();
    boolean both = !one.mask().isEmpty() && !other.mask().isEmpty();
    boolean neither = one.mask().isEmpty() && other.mask().isEmpty();
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%.1f,%.1f,%.4f,%.4f%n",
        name,
        one.presence(),
        other.presence(),
        cc(one),
        cc(other),
        neither ? 1 : Dice.of(one.mask(), other.mask()),
        both
            ? SurfaceComparison.of(one.mask(), other.mask(), thickness).surfaceDice(3)
            : neither ? 1 : 0);
  }

  private static double cc(SegmentedStructure structure) {
    return structure.mask().volumeMm3(1) / 1000;
  }
}
