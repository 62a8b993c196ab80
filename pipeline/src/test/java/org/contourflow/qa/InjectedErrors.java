package org.contourflow.qa;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
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
  private final List<Patient> patients = new ArrayList<>();
  private final Map<String, Set<String>> doubtful;
  private final Set<String> soundAlarms = new TreeSet<>();
  private Tally soundGross = NOTHING;
  private Tally soundSlight = NOTHING;
  private int notes;
  private int cases;

  /**
   * Nothing yet.
   *
   * @param doubtful organs by patient that were called wrong without the review
   */
  InjectedErrors(QaLimits limits, Map<String, Set<String>> doubtful) {
    this.limits = limits;
    this.doubtful = doubtful;
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

    Tally without(Tally other) {
      return new Tally(
          tried - other.tried, found - other.found, named - other.named, noted - other.noted);
    }

    Tally with(boolean isFound, boolean isNamed, boolean isNoted) {
      return new Tally(
          tried + 1,
          found + (isFound ? 1 : 0),
          named + (isNamed ? 1 : 0),
          noted + (isFound || isNoted ? 1 : 0));
    }
  }

  /** What one patient adds; errors in one patient are no independent ones. */
  private record Patient(Tally gross, Tally slight, int alarms) {}

  private static final Tally NOTHING = new Tally(0, 0, 0, 0);

  void add(InjectedMasks.WithFaults of) {
    OpenKbp.Patient patient = of.patient();
    Map<String, SegmentedStructure> right = new TreeMap<>();
    patient.structures().forEach(s -> right.put(s.definition().name(), s));
    Map<BinaryMask, Measures> known = new IdentityHashMap<>();
    List<QaFinding> before = review(patient.ct(), right, known);
    cases++;
    for (QaFinding f : before) {
      if (counts(f)) {
        alarms.merge(f.code(), 1, Integer::sum);
        alarmTexts.add(patient.id() + " " + f);
        alarmed.add(patient.id());
        alarmedStructures.add(patient.id() + " " + f.structure());
        if (!isDoubtful(patient.id(), f.structure())) {
          soundAlarms.add(patient.id() + " " + f.structure());
        }
      } else if (f.code() != QaCode.SCAN_END) {
        notes++;
      }
    }
    Set<String> old = keys(before.stream().filter(InjectedErrors::counts).toList());
    Set<String> oldNotes = keys(before);
    Tally grossBefore = sum(gross);
    Tally slightBefore = sum(slight);
    for (InjectedMasks.Fault fault : of.faults()) {
      judge(patient.id(), fault, patient.ct(), right, known, old, oldNotes);
    }
    long called =
        before.stream().filter(InjectedErrors::counts).map(QaFinding::structure).distinct().count();
    patients.add(
        new Patient(
            sum(gross).without(grossBefore), sum(slight).without(slightBefore), (int) called));
  }

  private void judge(
      String id,
      InjectedMasks.Fault fault,
      CtVolume ct,
      Map<String, SegmentedStructure> right,
      Map<BinaryMask, Measures> known,
      Set<String> old,
      Set<String> oldNotes) {
    InjectedError error = fault.error();
    boolean isGross = fault.isGross();
    Wrong wrong = fault.wrong();
    Made made = made(ct, right, wrong);
    List<QaFinding> after =
        review(made.ct(), made.structures(), made.isAllNew() ? new IdentityHashMap<>() : known);
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
    if (wrong.about().stream().noneMatch(n -> isDoubtful(id, n))) {
      if (isGross) {
        soundGross = soundGross.with(!fresh.isEmpty(), named, noted);
      } else {
        soundSlight = soundSlight.with(!fresh.isEmpty(), named, noted);
      }
    }
    if (fresh.isEmpty()) {
      missed.add(error + " " + (isGross ? "gross " : "slight ") + fault.organ() + " " + id);
    }
  }

  private boolean isDoubtful(String id, String structure) {
    return doubtful.getOrDefault(id, Set.of()).contains(structure);
  }

  /**
   * A case with an error in it.
   *
   * @param isAllNew whether the numbers of the structures that were not changed differ too
   */
  record Made(CtVolume ct, Map<String, SegmentedStructure> structures, boolean isAllNew) {}

  static Made made(CtVolume ct, Map<String, SegmentedStructure> right, Wrong wrong) {
    Map<String, SegmentedStructure> all = new TreeMap<>(right);
    wrong.changed().forEach((n, m) -> all.put(n, with(right.get(n), m)));
    boolean isAllNew = wrong.ct().isPresent() || wrong.changed().containsKey("External");
    if (wrong.firstSlice() == 0) {
      return new Made(wrong.ct().orElse(ct), all, isAllNew);
    }
    VoxelGrid part = from(ct.grid(), wrong.firstSlice());
    all.replaceAll((n, s) -> with(s, from(s.mask(), part, wrong.firstSlice())));
    all.values().removeIf(s -> s.mask().isEmpty());
    short[] hu = new short[(int) part.voxelCount()];
    ct.values().get(wrong.firstSlice() * part.rows() * part.columns(), hu);
    return new Made(CtVolume.wrap(part, hu), all, true);
  }

  private static SegmentedStructure with(SegmentedStructure s, BinaryMask mask) {
    return SegmentedStructure.of(s.definition(), mask, s.model());
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
      CtVolume ct, Map<String, SegmentedStructure> structures, Map<BinaryMask, Measures> known) {
    Optional<BinaryMask> body =
        Optional.ofNullable(structures.get("External")).map(SegmentedStructure::mask);
    return StructureQa.review(
        List.copyOf(structures.values()),
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

  /** The same of contours that were not called wrong before. */
  double soundAlarmsACase() {
    return soundAlarms.size() / (double) cases;
  }

  /** Structures of right contours with a warning or an error, a case. */
  double falseAlarmsACase() {
    return alarmedStructures.size() / (double) cases;
  }

  /**
   * From where to where 95 % of the values lie that other patients of the same kind would give:
   * patients drawn anew, with putting back, 2000 times.
   */
  private String interval(ToDoubleFunction<List<Patient>> value) {
    Random random = new Random(1);
    double[] values = new double[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          value.applyAsDouble(
              random.ints(patients.size(), 0, patients.size()).mapToObj(patients::get).toList());
    }
    return String.format(
        Locale.ROOT,
        "%.2f to %.2f",
        ReferenceFit.percentile(values, 2.5),
        ReferenceFit.percentile(values, 97.5));
  }

  private static double share(List<Patient> of, Function<Patient, Tally> tally) {
    return of.stream().map(tally).mapToInt(Tally::found).sum()
        / (double) of.stream().map(tally).mapToInt(Tally::tried).sum();
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
    out.append(row("in contours not called wrong before", soundGross, soundSlight));
    out.append("\nGross: ").append(interval(of -> share(of, Patient::gross)));
    out.append("; slight: ").append(interval(of -> share(of, Patient::slight)));
    out.append("; structures with a false alarm a case: ")
        .append(interval(of -> of.stream().mapToInt(Patient::alarms).average().orElseThrow()))
        .append("\n");
    out.append("\n| code | false alarms a case |\n|---|---|\n");
    alarms.forEach(
        (code, n) ->
            out.append(
                String.format(
                    Locale.ROOT, "| %s %s | %.3f |%n", code.id(), code, n / (double) cases)));
    out.append(
        String.format(
            Locale.ROOT,
            "| all, %d cases, %.0f %% of them without any | %.3f |%n| structures with any | %.3f"
                + " |%n| of these not called wrong before: %s | %.3f |%n| notes | %.2f |%n",
            cases,
            100 * (1 - casesWithAlarm()),
            alarmsACase(),
            falseAlarmsACase(),
            String.join(", ", soundAlarms),
            soundAlarms.size() / (double) cases,
            notesACase()));
    out.append('\n');
    alarmTexts.forEach(text -> out.append("    ").append(text).append('\n'));
    out.append("\nNot found:\n\n");
    missed.forEach(text -> out.append("    ").append(text).append('\n'));
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
