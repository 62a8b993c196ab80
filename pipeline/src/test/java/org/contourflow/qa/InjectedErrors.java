package org.contourflow.qa;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.qa.InjectedError.Case;
import org.contourflow.qa.InjectedError.Wrong;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** Counts which injected errors the review finds, and what it says of the right contours. */
final class InjectedErrors {
  private final QaLimits limits;
  private final Map<InjectedError, Tally> slight = new EnumMap<>(InjectedError.class);
  private final Map<InjectedError, Tally> gross = new EnumMap<>(InjectedError.class);
  private final Map<QaCode, Integer> alarms = new EnumMap<>(QaCode.class);
  private final List<String> alarmTexts = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();
  private final Set<String> alarmed = new HashSet<>();
  private final Set<String> alarmedStructures = new HashSet<>();
  private int notes;
  private int cases;

  InjectedErrors(QaLimits limits) {
    this.limits = limits;
  }

  /**
   * How often.
   *
   * @param found by any new warning or error of a structure that is wrong
   * @param named by one with the error's own code
   * @param noted by any of these or a new note
   */
  record Tally(int tried, int found, int named, int noted) {
    double share() {
      return tried == 0 ? Double.NaN : found / (double) tried;
    }

    Tally with(boolean isFound, boolean isNamed, boolean isNoted) {
      return new Tally(
          tried + 1,
          found + (isFound ? 1 : 0),
          named + (isNamed ? 1 : 0),
          noted + (isFound || isNoted ? 1 : 0));
    }
  }

  private static final Tally NOTHING = new Tally(0, 0, 0, 0);

  void add(OpenKbp.Patient patient) {
    Map<String, BinaryMask> masks = new TreeMap<>();
    Map<String, StructureDefinition> definitions = new LinkedHashMap<>();
    patient.structures().forEach(s -> masks.put(s.definition().name(), s.mask()));
    patient.structures().forEach(s -> definitions.put(s.definition().name(), s.definition()));
    Case right = new Case(patient.ct(), masks);
    Map<BinaryMask, Measures> known = new IdentityHashMap<>();
    List<QaFinding> before = review(right.ct(), masks, definitions, known, Optional.empty());
    cases++;
    for (QaFinding f : before) {
      if (counts(f)) {
        alarms.merge(f.code(), 1, Integer::sum);
        alarmTexts.add(patient.id() + " " + f);
        alarmed.add(patient.id());
        alarmedStructures.add(patient.id() + " " + f.structure());
      } else if (f.code() != QaCode.SCAN_END) {
        notes++;
      }
    }
    Set<String> old = keys(before.stream().filter(InjectedErrors::counts).toList());
    Set<String> oldNotes = keys(before);
    for (InjectedError error : InjectedError.values()) {
      for (String organ : right.organs()) {
        for (boolean isGross : new boolean[] {false, true}) {
          error
              .put(right, organ, isGross)
              .ifPresent(
                  wrong ->
                      judge(
                          patient.id(),
                          error,
                          organ,
                          isGross,
                          right,
                          wrong,
                          definitions,
                          known,
                          old,
                          oldNotes));
        }
      }
    }
  }

  private void judge(
      String id,
      InjectedError error,
      String organ,
      boolean isGross,
      Case right,
      Wrong wrong,
      Map<String, StructureDefinition> definitions,
      Map<BinaryMask, Measures> known,
      Set<String> old,
      Set<String> oldNotes) {
    Map<String, BinaryMask> masks = new TreeMap<>(right.masks());
    masks.putAll(wrong.changed());
    boolean own = wrong.ct().isPresent() || masks.get("External") != right.mask("External");
    CtVolume ct = wrong.ct().orElse(right.ct());
    if (wrong.firstSlice() > 0) {
      own = true;
      VoxelGrid part = from(ct.grid(), wrong.firstSlice());
      masks.replaceAll((n, m) -> from(m, part, wrong.firstSlice()));
      masks.entrySet().removeIf(e -> e.getValue().isEmpty());
      short[] hu = new short[(int) part.voxelCount()];
      ct.values().get(wrong.firstSlice() * part.rows() * part.columns(), hu);
      ct = CtVolume.wrap(part, hu);
    }
    List<QaFinding> after =
        review(ct, masks, definitions, own ? new IdentityHashMap<>() : known, wrong.ct());
    List<QaFinding> fresh =
        after.stream()
            .filter(InjectedErrors::counts)
            .filter(f -> !old.contains(f.code() + " " + f.structure()))
            .filter(f -> wrong.about().stream().anyMatch(n -> f.text().contains(n)))
            .toList();
    boolean noted =
        after.stream()
            .filter(f -> f.code() != QaCode.SCAN_END)
            .filter(f -> !oldNotes.contains(f.code() + " " + f.structure()))
            .anyMatch(f -> wrong.about().stream().anyMatch(n -> f.text().contains(n)));
    boolean named = fresh.stream().anyMatch(f -> error.own().contains(f.code()));
    (isGross ? gross : slight)
        .compute(error, (e, t) -> (t == null ? NOTHING : t).with(!fresh.isEmpty(), named, noted));
    if (fresh.isEmpty()) {
      missed.add(error + " " + (isGross ? "gross " : "slight ") + organ + " " + id);
    }
  }

  private static VoxelGrid from(VoxelGrid g, int first) {
    return new VoxelGrid(
        g.sliceOrigins().subList(first, g.slices()),
        g.orientation(),
        g.rowSpacingMm(),
        g.columnSpacingMm(),
        g.rows(),
        g.columns());
  }

  private static BinaryMask from(BinaryMask mask, VoxelGrid part, int first) {
    int plane = part.rows() * part.columns();
    BitSet bits = mask.toBitSet().get(first * plane, (first + part.slices()) * plane);
    return BinaryMask.wrap(part, bits);
  }

  private List<QaFinding> review(
      CtVolume ct,
      Map<String, BinaryMask> masks,
      Map<String, StructureDefinition> definitions,
      Map<BinaryMask, Measures> known,
      Optional<CtVolume> other) {
    List<SegmentedStructure> all = new ArrayList<>();
    masks.forEach(
        (n, m) -> all.add(SegmentedStructure.of(definitions.get(n), m, OpenKbp.CLINICIAN)));
    Optional<BinaryMask> body = Optional.ofNullable(masks.get("External"));
    return StructureQa.review(
        all,
        limits,
        s ->
            known.computeIfAbsent(
                s.mask(),
                m -> {
                  RoiType type = s.definition().interpretedType();
                  return MaskMeasurer.of(m, type, Optional.of(ct), body, OpenKbp.SINGLE_SLICE_MM);
                }));
  }

  private static boolean counts(QaFinding f) {
    return f.severity() != Severity.NOTE;
  }

  private static Set<String> keys(List<QaFinding> findings) {
    return findings.stream().map(f -> f.code() + " " + f.structure()).collect(Collectors.toSet());
  }

  double slightShare() {
    return sum(slight).share();
  }

  double grossShare() {
    return sum(gross).share();
  }

  /** Findings of the right contours, a case. */
  double alarmsACase() {
    return alarms.values().stream().mapToInt(i -> i).sum() / (double) cases;
  }

  double alarmsACase(QaCode code) {
    return alarms.getOrDefault(code, 0) / (double) cases;
  }

  /** Share of the cases with a finding of the right contours. */
  double casesWithAlarm() {
    return alarmed.size() / (double) cases;
  }

  List<String> alarmTexts() {
    return alarmTexts;
  }

  List<String> missed() {
    return missed;
  }

  private static Tally sum(Map<InjectedError, Tally> all) {
    return all.values().stream()
        .reduce(
            NOTHING,
            (a, b) ->
                new Tally(
                    a.tried() + b.tried(),
                    a.found() + b.found(),
                    a.named() + b.named(),
                    a.noted() + b.noted()));
  }

  /** Structures of right contours with a warning or an error, a case. */
  double falseAlarmsACase() {
    return alarmedStructures.size() / (double) cases;
  }

  double notesACase() {
    return notes / (double) cases;
  }

  /** As Markdown. */
  String table() {
    StringBuilder out = new StringBuilder();
    out.append("| error, gross \\| slight | gross | slight | with notes, gross | slight |\n");
    out.append("|---|---|---|---|---|\n");
    for (InjectedError e : InjectedError.values()) {
      Tally g = gross.getOrDefault(e, NOTHING);
      Tally s = slight.getOrDefault(e, NOTHING);
      out.append(
          row(
              e.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + ": "
                  + e.words().replace("|", "\\|"),
              g,
              s));
    }
    out.append(row("**all**", sum(gross), sum(slight)));
    out.append("\n| code | false alarms a case |\n|---|---|\n");
    alarms.forEach(
        (code, n) ->
            out.append(
                String.format(
                    Locale.ROOT, "| %s %s | %.3f |%n", code.id(), code, n / (double) cases)));
    out.append(
        String.format(
            Locale.ROOT,
            "| all, %d cases, %.0f %% of them without any | %.3f |%n"
                + "| structures with any | %.3f |%n| notes | %.2f |%n",
            cases,
            100 * (1 - casesWithAlarm()),
            alarmsACase(),
            falseAlarmsACase(),
            notesACase()));
    out.append('\n');
    alarmTexts.forEach(text -> out.append("    ").append(text).append('\n'));
    return out.toString();
  }

  private static String row(String name, Tally g, Tally s) {
    return "| "
        + name
        + " | "
        + share(g.found(), g)
        + " | "
        + share(s.found(), s)
        + " | "
        + share(g.noted(), g)
        + " | "
        + share(s.noted(), s)
        + " |\n";
  }

  private static String share(int n, Tally t) {
    return t.tried() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f (%d/%d)", n / (double) t.tried(), n, t.tried());
  }
}
