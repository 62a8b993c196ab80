package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.contourflow.app.Daemon;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cli.CommissionPhantoms.Kit;
import org.contourflow.commission.KnownTruth;
import org.contourflow.commission.SheetLine;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.structure.NameCheck;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.volume.BinaryMask;

/** Sends the phantoms through a daemon and reads back what it exported. */
final class CommissionRun {
  private final Daemon daemon;
  private final Path phantoms;
  private final Duration longest;
  private final Map<Kit, PhantomSeries> written = new LinkedHashMap<>();

  CommissionRun(Daemon daemon, Path phantoms, Duration longest) {
    this.daemon = daemon;
    this.phantoms = phantoms;
    this.longest = longest;
  }

  List<SheetLine> run() throws IOException, InterruptedException {
    for (Kit kit : CommissionPhantoms.all()) {
      Path folder = Files.createDirectories(phantoms.resolve(kit.id()));
      written.put(kit, kit.builder().build().writeTo(folder));
      drop(kit.id(), folder);
    }
    await();
    List<SheetLine> lines = new ArrayList<>();
    Map<String, Path> exported = exported();
    for (Map.Entry<Kit, PhantomSeries> each : written.entrySet()) {
      if (each.getKey().isContoured()) {
        contoured(each.getKey(), each.getValue(), exported, lines);
      } else {
        lines.add(refused(each.getKey(), each.getValue()));
      }
    }
    lines.addAll(speed());
    return lines;
  }

  private void drop(String id, Path folder) throws IOException {
    Path inbox = Files.createDirectories(daemon.home().inbox().resolve(id));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, inbox.resolve(file.getFileName()));
      }
    }
  }

  /** Until every series has been judged and every case is at its end. */
  private void await() throws InterruptedException {
    Instant end = Instant.now().plus(longest);
    while (Instant.now().isBefore(end)) {
      Thread.sleep(500);
      boolean allSeen =
          written.values().stream()
              .allMatch(s -> daemon.arrivals().findSeries(s.uids().series()).isPresent());
      if (allSeen
          && daemon.arrivals().seriesIn(SeriesState.OPEN).isEmpty()
          && daemon.cases().unfinished().isEmpty()) {
        return;
      }
    }
    throw Failure.refused(
        "the kit did not end within " + longest.toMinutes() + " minutes; its log says more");
  }

  /** Exported structure sets by the CT series that they refer to. */
  private Map<String, Path> exported() throws IOException {
    Map<String, Path> bySeries = new TreeMap<>();
    try (Stream<Path> files = Files.walk(daemon.home().export())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".dcm")).toList()) {
        StructureSetReader.read(file)
            .referencedSeriesUids()
            .forEach(uid -> bySeries.put(uid, file));
      }
    }
    return bySeries;
  }

  private void contoured(
      Kit kit, PhantomSeries series, Map<String, Path> exported, List<SheetLine> lines)
      throws IOException {
    List<CaseRecord> cases = daemon.cases().ofSeries(series.uids().series());
    String state = cases.isEmpty() ? "no case" : cases.get(0).state() + " " + cases.get(0).detail();
    boolean delivered = !cases.isEmpty() && cases.get(0).state() == CaseState.DELIVERED;
    lines.add(
        SheetLine.of(
            kit.id() + "/delivered",
            "Delivery",
            kit.id() + ": the case is delivered",
            "DELIVERED",
            state.strip(),
            delivered));
    Path file = exported.get(series.uids().series());
    if (!delivered || file == null) {
      return;
    }
    for (DeliveryRecord hand : daemon.deliveries().of(cases.get(0).caseId())) {
      lines.add(
          SheetLine.of(
              kit.id() + "/receipt/" + hand.target(),
              "Delivery",
              kit.id() + ": receipt of " + hand.target(),
              "a receipt",
              hand.state().name(),
              hand.state() == DeliveryState.DONE));
    }
    readBack(kit, series, file, lines);
  }

  private void readBack(Kit kit, PhantomSeries series, Path file, List<SheetLine> lines)
      throws IOException {
    CtFolder.Outcome outcome = CtFolder.load(phantoms.resolve(kit.id()), Optional.empty());
    if (!(outcome instanceof CtFolder.Outcome.Found found)) {
      lines.add(
          SheetLine.of(
              kit.id() + "/ct",
              "Geometry",
              kit.id() + ": its CT",
              "readable",
              "" + outcome,
              false));
      return;
    }
    ReferencedSeries ct = found.series();
    long errors =
        StructureSetFileCheck.check(file, Optional.of(ct)).stream()
            .filter(f -> f.severity() == Severity.ERROR)
            .count();
    lines.add(
        SheetLine.of(
            kit.id() + "/conformance",
            "RTSTRUCT",
            kit.id() + ": errors of the checker against the CT",
            "0",
            Long.toString(errors),
            errors == 0));
    ReadStructureSet set = StructureSetReader.read(file);
    lines.add(names(kit, set));
    judge(kit, masks(set, ct), series.truth(), ct, lines);
  }

  private static SheetLine names(Kit kit, ReadStructureSet set) {
    List<String> wrong =
        NameCheck.check(set.rois().stream().map(ReadRoi::name).toList()).stream()
            .filter(NameCheck.Finding::error)
            .map(NameCheck.Finding::name)
            .toList();
    return SheetLine.of(
        kit.id() + "/names",
        "Naming",
        kit.id() + ": names that a planning system may refuse",
        "none",
        wrong.isEmpty() ? "none" : wrong.toString(),
        wrong.isEmpty());
  }

  private static Map<String, BinaryMask> masks(ReadStructureSet set, ReferencedSeries ct) {
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(ct.grid());
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    set.rois().forEach(roi -> masks.put(roi.name(), rasterizer.rasterize(roi).mask()));
    return masks;
  }

  /** What both have; what only the truth has is not asked of the site's models. */
  private static void judge(
      Kit kit,
      Map<String, BinaryMask> masks,
      PhantomTruth truth,
      ReferencedSeries ct,
      List<SheetLine> lines) {
    for (String name : truth.names()) {
      if (masks.containsKey(name)) {
        BitSet known = truth.mask(name);
        lines.addAll(
            KnownTruth.judge(kit.id(), name, BinaryMask.wrap(ct.grid(), known), masks.get(name)));
      }
    }
    masks.forEach(
        (name, mask) -> {
          BinaryMask other = masks.get(name.replaceFirst("_L$", "_R"));
          if (name.endsWith("_L") && other != null && !other.isEmpty() && !mask.isEmpty()) {
            lines.add(
                KnownTruth.sides(
                    kit.id(), name + " and " + name.replaceFirst("_L$", "_R"), mask, other));
          }
        });
  }

  private SheetLine refused(Kit kit, PhantomSeries series) {
    boolean noCase = daemon.cases().ofSeries(series.uids().series()).isEmpty();
    String state =
        daemon
            .arrivals()
            .findSeries(series.uids().series())
            .map(s -> s.state() + " " + s.reason())
            .orElse("not stored");
    return SheetLine.of(
        kit.id() + "/refused",
        "Refusals",
        kit.id() + ": is not contoured, and says why",
        "no case",
        noCase ? state.strip() : "a case was made",
        noCase);
  }

  private List<SheetLine> speed() {
    List<Double> seconds = new ArrayList<>();
    for (CaseRecord record : daemon.cases().all()) {
      if (record.state() == CaseState.DELIVERED) {
        seconds.add(Duration.between(record.createdAt(), record.updatedAt()).toMillis() / 1000.0);
      }
    }
    if (seconds.isEmpty()) {
      return List.of();
    }
    seconds.sort(null);
    return List.of(
        SheetLine.note(
            "speed",
            "Speed",
            "from the case to its last receipt, cases behind each other",
            String.format(
                Locale.ROOT,
                "median %.0f s, longest %.0f s of %d cases",
                seconds.get(seconds.size() / 2),
                seconds.get(seconds.size() - 1),
                seconds.size())));
  }
}
