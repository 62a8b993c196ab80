package org.contourflow.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseStore;
import org.contourflow.intake.Quarantine.Reason;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.IncompleteSeries;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.series.SeriesRefusal;

/**
 * Watches open series until they are whole. A series is judged by its geometry once no slice has
 * arrived for a while: whole ones become cases, ones with a gap are held after a longer wait, and
 * what cannot be used goes to quarantine. A late slice opens its series again.
 */
public final class SeriesWatch {
  private final Home home;
  private final ArrivalStore arrivals;
  private final CaseStore cases;
  private final Quarantine quarantine;
  private final RunLog runLog;
  private final Clock clock;
  private final CtSeriesAssembler assembler;
  private final Duration quiet;
  private final Duration incomplete;

  /**
   * A watch.
   *
   * @param quiet without a new slice before a series is judged
   * @param incomplete without a new slice before one with a gap is held
   */
  public SeriesWatch(
      Home home,
      ArrivalStore arrivals,
      CaseStore cases,
      Quarantine quarantine,
      RunLog runLog,
      Clock clock,
      CtSeriesAssembler assembler,
      Duration quiet,
      Duration incomplete) {
    this.home = home;
    this.arrivals = arrivals;
    this.cases = cases;
    this.quarantine = quarantine;
    this.runLog = runLog;
    this.clock = clock;
    this.assembler = assembler;
    this.quiet = quiet;
    this.incomplete = incomplete;
  }

  /** Judges every open series that has been quiet; returns the cases that are to be contoured. */
  public synchronized List<String> tick() {
    List<String> created = new ArrayList<>();
    for (SeriesRecord series : arrivals.seriesIn(SeriesState.OPEN)) {
      if (hasBeenQuietFor(series, quiet)) {
        judge(series).ifPresent(created::add);
      }
    }
    return created;
  }

  /** Puts aside what a crash left between its state and its files; called once at the start. */
  public synchronized void recover() {
    for (SeriesState state : List.of(SeriesState.HELD, SeriesState.QUARANTINED)) {
      for (SeriesRecord series : arrivals.seriesIn(state)) {
        List<StoredInstance> left =
            arrivals.instancesOf(series.seriesInstanceUid()).stream()
                .filter(i -> locate(i).startsWith(home.store()))
                .toList();
        if (!left.isEmpty()) {
          Reason reason = new Reason(state.name(), series.reason(), "See the run log.");
          putAside(left, reason, EventType.SERIES_QUARANTINED, false);
        }
      }
    }
  }

  /**
   * A person takes a held series as it is.
   *
   * @return the case, or empty if the series is not held
   */
  public synchronized Optional<String> release(String seriesInstanceUid) {
    Optional<SeriesRecord> series =
        arrivals.findSeries(seriesInstanceUid).filter(s -> s.state() == SeriesState.HELD);
    if (series.isEmpty()) {
      return Optional.empty();
    }
    List<StoredInstance> instances = arrivals.instancesOf(seriesInstanceUid);
    SeriesAssembly assembly = assemble(instances);
    if (assembly.incomplete().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> caseId =
        accept(series.get(), assembly.incomplete().get(0).asItIs(), instances);
    caseId.ifPresent(
        id ->
            runLog.append(
                id, EventType.SERIES_RELEASED, "a person released it: " + series.get().reason()));
    return caseId;
  }

  /**
   * The series of a case as it lies on disk now.
   *
   * @return empty if its instances are no longer those the case was made from
   */
  public Optional<CtSeries> load(String seriesInstanceUid, String contentHash) {
    List<StoredInstance> instances = arrivals.instancesOf(seriesInstanceUid);
    if (!contentHash(instances).equals(contentHash)) {
      return Optional.empty();
    }
    SeriesAssembly assembly = assemble(instances);
    return Stream.concat(
            assembly.accepted().stream(),
            assembly.incomplete().stream().map(IncompleteSeries::asItIs))
        .findFirst();
  }

  private boolean hasBeenQuietFor(SeriesRecord series, Duration duration) {
    return !series.lastArrival().plus(duration).isAfter(clock.instant());
  }

  private SeriesAssembly assemble(List<StoredInstance> instances) {
    return assembler.assemble(instances.stream().map(this::locate).toList());
  }

  private Optional<String> judge(SeriesRecord series) {
    List<StoredInstance> instances = setAside(arrivals.instancesOf(series.seriesInstanceUid()));
    SeriesAssembly assembly = assemble(instances);
    if (!assembly.accepted().isEmpty()) {
      return accept(series, assembly.accepted().get(0), instances);
    }
    if (!assembly.incomplete().isEmpty()) {
      hold(series, assembly.incomplete().get(0), instances);
    } else {
      refuse(series, assembly.refused(), instances);
    }
    return Optional.empty();
  }

  /** Takes out what merely is something else (localizers, dose pages); returns the rest. */
  private List<StoredInstance> setAside(List<StoredInstance> instances) {
    List<StoredInstance> rest = new ArrayList<>(instances);
    Map<Path, StoredInstance> byFile =
        instances.stream().collect(Collectors.toMap(this::locate, Function.identity()));
    for (SeriesRefusal refusal : assemble(instances).refused()) {
      List<StoredInstance> concerned = refusal.files().stream().map(byFile::get).toList();
      if (refusal.code().isSetAside() && concerned.size() < rest.size()) {
        putAside(concerned, reason(refusal), EventType.INSTANCE_QUARANTINED, true);
        rest.removeAll(concerned);
      }
    }
    return rest;
  }

  private Optional<String> accept(
      SeriesRecord series, CtSeries accepted, List<StoredInstance> instances) {
    instances.forEach(this::backToStore);
    CaseStore.Created created = cases.create(series.seriesInstanceUid(), contentHash(instances));
    String caseId = created.record().caseId();
    if (created.created()) {
      runLog.append(caseId, EventType.CASE_CREATED, describe(accepted, instances));
      for (String other : cases.supersedeOthers(series.seriesInstanceUid(), caseId)) {
        runLog.append(other, EventType.CASE_SUPERSEDED, "more slices arrived: see " + caseId);
      }
    }
    arrivals.move(series, SeriesState.CASED, "");
    return created.created() ? Optional.of(caseId) : Optional.empty();
  }

  private static String describe(CtSeries series, List<StoredInstance> instances) {
    var grid = series.grid();
    String source =
        instances.stream().map(StoredInstance::source).distinct().collect(Collectors.joining("+"));
    return String.format(
        java.util.Locale.ROOT,
        "%d slices by %s, %.2f mm apart, %d x %d pixels of %.3f x %.3f mm, position %s",
        grid.slices(),
        source,
        grid.smallestSliceStepMm(0),
        grid.rows(),
        grid.columns(),
        grid.rowSpacingMm(),
        grid.columnSpacingMm(),
        series.patientPosition().orElse("not given"));
  }

  private void hold(SeriesRecord series, IncompleteSeries held, List<StoredInstance> instances) {
    String text = held.whatIsMissing().describe();
    if (!hasBeenQuietFor(series, incomplete)) {
      arrivals.note(series.seriesInstanceUid(), text);
      return;
    }
    if (arrivals.move(series, SeriesState.HELD, text)) {
      Reason reason =
          new Reason(
              "INCOMPLETE",
              text,
              "Send the missing slices: the series is then contoured by itself. Or take it as it"
                  + " is: contourflow release "
                  + series.seriesInstanceUid());
      putAside(instances, reason, EventType.SERIES_INCOMPLETE, false);
    }
  }

  private void refuse(
      SeriesRecord series, List<SeriesRefusal> refusals, List<StoredInstance> instances) {
    String text = refusals.stream().map(SeriesRefusal::reason).collect(Collectors.joining("; "));
    String code = refusals.stream().map(r -> r.code().name()).findFirst().orElse("NO_IMAGE");
    String whatToDo =
        refusals.stream().map(SeriesRefusal::whatToDo).distinct().collect(Collectors.joining(" "));
    if (arrivals.move(series, SeriesState.QUARANTINED, text)) {
      putAside(instances, new Reason(code, text, whatToDo), EventType.SERIES_QUARANTINED, false);
    }
  }

  private static Reason reason(SeriesRefusal refusal) {
    return new Reason(refusal.code().name(), refusal.reason(), refusal.whatToDo());
  }

  private void putAside(
      List<StoredInstance> instances, Reason reason, EventType type, boolean forget) {
    Map<Path, String> files = new LinkedHashMap<>();
    instances.forEach(i -> files.put(locate(i), locate(i).getFileName().toString()));
    Quarantine.Item item = quarantine.put(type, reason, files);
    for (StoredInstance instance : instances) {
      if (forget) {
        arrivals.remove(instance.sopInstanceUid());
      } else {
        Path place = item.folder().resolve(Path.of(instance.file()).getFileName());
        arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
      }
    }
  }

  private void backToStore(StoredInstance instance) {
    Path now = locate(instance);
    if (!now.startsWith(home.quarantine())) {
      return;
    }
    Path place = Intake.place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    try {
      SafeFiles.move(now, place);
      SafeFiles.write(
          "Resolved: the series is whole now, or was released; its files went to a case.\n"
              .getBytes(StandardCharsets.UTF_8),
          now.resolveSibling("resolved.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    arrivals.relocate(instance.sopInstanceUid(), home.relative(place));
  }

  /** Where the file lies: where its row says, or, after a crash in a move, where it was moved. */
  private Path locate(StoredInstance instance) {
    Path noted = home.absolute(instance.file());
    if (Files.exists(noted)) {
      return noted;
    }
    String name = noted.getFileName().toString();
    Path inStore = Intake.place(home, instance.seriesInstanceUid(), instance.sopInstanceUid());
    if (Files.exists(inStore)) {
      return inStore;
    }
    try (Stream<Path> items = Files.list(home.quarantine())) {
      return items.map(i -> i.resolve(name)).filter(Files::exists).findFirst().orElse(noted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentHash(List<StoredInstance> instances) {
    return DatasetHash.of(
        instances.stream()
            .map(i -> i.sopInstanceUid() + " " + i.sha256())
            .sorted()
            .collect(Collectors.joining("\n")));
  }
}
