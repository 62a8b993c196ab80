package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.contourflow.app.Daemon;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cli.CommissionPhantoms.Kit;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.commission.SheetLine;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.testdata.PhantomSeries;

/** Sends the phantoms and the site's cases through a daemon and reads back what it exported. */
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

  List<SheetLine> run(GeometryPolicy policy, CommissionReference reference)
      throws IOException, InterruptedException {
    for (Kit kit : CommissionPhantoms.all(policy)) {
      Path folder = Files.createDirectories(phantoms.resolve(kit.id()));
      written.put(kit, kit.builder().build().writeTo(folder));
      drop(kit.id(), folder);
    }
    reference.dropInto(daemon.home().inbox());
    await(reference.seriesUids());
    List<SheetLine> lines = new ArrayList<>();
    Map<String, Path> exported = exported();
    CommissionAside aside = CommissionAside.of(daemon.home().quarantine());
    for (Map.Entry<Kit, PhantomSeries> each : written.entrySet()) {
      String series = each.getValue().uids().series();
      if (each.getKey().isContoured()) {
        contoured(each.getKey(), each.getValue(), exported, lines);
      } else {
        lines.add(refused(each.getKey(), series, aside, exported));
      }
    }
    lines.addAll(reference.lines(exported, this::stateOf));
    lines.add(speed(reference.limits()));
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
  private void await(List<String> references) throws InterruptedException, IOException {
    Instant end = Instant.now().plus(longest);
    while (Instant.now().isBefore(end)) {
      Thread.sleep(500);
      if (allSeen(references)
          && daemon.arrivals().seriesIn(SeriesState.OPEN).isEmpty()
          && daemon.cases().unfinished().isEmpty()) {
        return;
      }
    }
    throw Failure.refused(
        "the kit did not end within " + longest.toMinutes() + " minutes; its log says more");
  }

  /** Whether each has arrived; what is refused at the door lies in the quarantine instead. */
  private boolean allSeen(List<String> references) throws IOException {
    CommissionAside aside = CommissionAside.of(daemon.home().quarantine());
    return Stream.concat(written.values().stream().map(s -> s.uids().series()), references.stream())
        .allMatch(
            uid -> daemon.arrivals().findSeries(uid).isPresent() || !aside.codes(uid).isEmpty());
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

  /** What became of a series, for a person. */
  private String stateOf(String seriesInstanceUid) {
    List<CaseRecord> cases = daemon.cases().ofSeries(seriesInstanceUid);
    return cases.isEmpty()
        ? "no case: "
            + daemon
                .arrivals()
                .findSeries(seriesInstanceUid)
                .map(s -> s.state() + " " + s.reason())
                .orElse("it was refused at the door")
        : (cases.get(0).state() + " " + cases.get(0).detail()).strip();
  }

  private void contoured(
      Kit kit, PhantomSeries series, Map<String, Path> exported, List<SheetLine> lines)
      throws IOException {
    String uid = series.uids().series();
    List<CaseRecord> cases = daemon.cases().ofSeries(uid);
    boolean delivered = !cases.isEmpty() && cases.get(0).state() == CaseState.DELIVERED;
    lines.add(
        SheetLine.of(
            kit.id() + "/delivered",
            "Delivery",
            kit.id() + ": the case is delivered",
            "DELIVERED",
            stateOf(uid),
            delivered));
    if (!delivered || !exported.containsKey(uid)) {
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
    CommissionReadBack back =
        new CommissionReadBack(kit.id(), phantoms.resolve(kit.id()), exported.get(uid));
    back.conformance(lines);
    back.geometry(series.truth(), lines);
  }

  /** Refused as a series, or its case was refused when its values were read; never written. */
  private SheetLine refused(
      Kit kit, String series, CommissionAside aside, Map<String, Path> exported) {
    String expected = kit.refusal().orElseThrow();
    List<String> codes = new ArrayList<>(aside.codes(series));
    for (CaseRecord record : daemon.cases().ofSeries(series)) {
      codes.add(record.state() == CaseState.REFUSED ? refusal(record) : record.state().name());
    }
    boolean written = exported.containsKey(series);
    return SheetLine.of(
        kit.id() + "/refused",
        "Refusals",
        kit.id() + ": is not contoured, and says why",
        "no structure set, " + expected,
        (written ? "a structure set, " : "no structure set, ") + String.join(", ", codes),
        !written && codes.equals(List.of(expected)));
  }

  /** The code by which a case was refused, which the run log has before its colon. */
  private String refusal(CaseRecord record) {
    return daemon.runLog().eventsOf(record.caseId()).stream()
        .filter(e -> e.type() == EventType.CONTOURING_REFUSED)
        .map(e -> e.text().replaceFirst(":.*", ""))
        .findFirst()
        .orElse(record.detail());
  }

  private SheetLine speed(ReferenceLimits limits) {
    List<Double> seconds = new ArrayList<>();
    for (CaseRecord record : daemon.cases().all()) {
      if (record.state() == CaseState.DELIVERED) {
        seconds.add(Duration.between(record.createdAt(), record.updatedAt()).toMillis() / 1000.0);
      }
    }
    seconds.sort(null);
    double median = seconds.isEmpty() ? Double.NaN : seconds.get(seconds.size() / 2);
    String what = "from the case to its last receipt, cases behind each other";
    String found =
        seconds.isEmpty()
            ? "no case was delivered"
            : String.format(
                Locale.ROOT,
                "median %.0f s, longest %.0f s of %d cases",
                median,
                seconds.get(seconds.size() - 1),
                seconds.size());
    if (limits.secondsPerCase().isEmpty()) {
      return SheetLine.note("speed", "Speed", what, found);
    }
    double most = limits.secondsPerCase().getAsDouble();
    return SheetLine.of(
        "speed",
        "Speed",
        what,
        String.format(Locale.ROOT, "median of %.0f s at most", most),
        found,
        median <= most);
  }
}
