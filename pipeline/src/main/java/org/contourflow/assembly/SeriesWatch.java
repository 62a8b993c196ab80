package org.contourflow.assembly;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.protocols.rules.SeriesHeaders;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.IncompleteSeries;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.series.SeriesRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches open series until they are whole. A series is judged by its geometry once no slice has
 * arrived for a while: whole ones become cases, one a protocol that the rules give them; ones with
 * a gap are held after a longer wait; what no rule wants and what cannot be used goes to
 * quarantine. A late slice opens its series again.
 */
public final class SeriesWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesWatch.class);
  private static final int MOST_TRIES = 3;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);

  private final SeriesFiles files;
  private final ArrivalStore arrivals;
  private final SeriesCases seriesCases;
  private final RunLog runLog;
  private final Clock clock;
  private final Judgement judgement;
  private final Map<String, Instant> nextTry = new HashMap<>();

  /**
   * How series are judged.
   *
   * @param quiet without a new slice before a series is judged
   * @param incomplete without a new slice before one with a gap is held
   * @param rules which protocols a whole series gets
   */
  public record Judgement(
      CtSeriesAssembler assembler, Duration quiet, Duration incomplete, RuleSet rules) {}

  /** A watch over what has arrived. */
  public SeriesWatch(
      Home home,
      ArrivalStore arrivals,
      CaseStore cases,
      Quarantine quarantine,
      RunLog runLog,
      Clock clock,
      Judgement judgement) {
    this.files = new SeriesFiles(home, arrivals, quarantine);
    this.arrivals = arrivals;
    this.seriesCases = new SeriesCases(files, arrivals, cases, runLog);
    this.runLog = runLog;
    this.clock = clock;
    this.judgement = judgement;
  }

  /** Judges every open series that has been quiet; returns the cases that are to be contoured. */
  public synchronized List<String> tick() {
    List<String> created = new ArrayList<>();
    for (SeriesRecord series : arrivals.seriesIn(SeriesState.OPEN)) {
      // A series judged to have a gap is read again only when it is to be held, not each second;
      // a late slice takes its reason away.
      boolean hasGap = !series.reason().isEmpty();
      if (hasBeenQuietFor(series, hasGap ? judgement.incomplete() : judgement.quiet())
          && mayTry(series)) {
        created.addAll(tried(series));
      }
    }
    return created;
  }

  private boolean mayTry(SeriesRecord series) {
    Instant next = nextTry.get(series.seriesInstanceUid());
    return next == null || !next.isAfter(clock.instant());
  }

  /**
   * One series cannot stop the others, and what fails again and again, or takes the process with
   * it, is set aside: the count is in the store before the judging begins.
   */
  private List<String> tried(SeriesRecord series) {
    String uid = series.seriesInstanceUid();
    try {
      int tries = arrivals.beginTry(uid);
      if (tries > MOST_TRIES) {
        setAsidePoison(series, MOST_TRIES, "; the process ended on it");
        return List.of();
      }
      return tried(series, tries);
    } catch (RuntimeException | Error e) {
      LOG.error("a series could neither be judged nor set aside", e);
      nextTry.put(uid, clock.instant().plus(FIRST_WAIT.multipliedBy(6)));
      return List.of();
    }
  }

  private List<String> tried(SeriesRecord series, int tries) {
    String uid = series.seriesInstanceUid();
    try {
      List<String> created = judge(series);
      arrivals.endTry(uid);
      nextTry.remove(uid);
      return created;
    } catch (RuntimeException | Error e) {
      LOG.error("a series could not be judged, try {} of {}", tries, MOST_TRIES, e);
      if (tries >= MOST_TRIES) {
        setAsidePoison(series, tries, " (" + e.getClass().getSimpleName() + ")");
      } else {
        nextTry.put(uid, clock.instant().plus(FIRST_WAIT.multipliedBy(1L << 2 * (tries - 1))));
      }
      return List.of();
    }
  }

  private void setAsidePoison(SeriesRecord series, int tries, String what) {
    String uid = series.seriesInstanceUid();
    Reason reason = SeriesReasons.poison(tries, what);
    if (arrivals.move(series, SeriesState.QUARANTINED, reason.text())) {
      putAside(series, arrivals.instancesOf(uid), reason, EventType.SERIES_QUARANTINED);
    }
    arrivals.endTry(uid);
    nextTry.remove(uid);
  }

  /** Puts aside what a crash left between its state and its files; called once at the start. */
  public synchronized void recover() {
    for (SeriesState state :
        List.of(SeriesState.HELD, SeriesState.UNMATCHED, SeriesState.QUARANTINED)) {
      for (SeriesRecord series : arrivals.seriesIn(state)) {
        try {
          recover(state, series);
        } catch (RuntimeException | Error e) {
          // One series whose files are lost or cannot be moved must not keep all from starting.
          LOG.error("a series that was {} could not be put aside", state, e);
          runLog.append(
              RunLog.SYSTEM,
              EventType.STEP_FAILED,
              "a series that was " + state + " could not be put aside; it is left as it is");
        }
      }
    }
  }

  private void recover(SeriesState state, SeriesRecord series) {
    List<StoredInstance> all = arrivals.instancesOf(series.seriesInstanceUid());
    List<StoredInstance> missing = files.missing(all);
    List<StoredInstance> left =
        all.stream().filter(i -> !missing.contains(i)).filter(files::isInStore).toList();
    if (!left.isEmpty()) {
      Reason reason = new Reason(state.name(), series.reason(), "See the run log.");
      files.putAside(left, reason, EventType.SERIES_QUARANTINED);
    }
  }

  /**
   * A person takes a held series as it is, or gives a series that no rule wants a protocol.
   *
   * @param protocol the protocol to contour it by; empty: as the rules say
   * @return the cases; empty if the series is not held or unmatched, or there is no such protocol
   */
  public synchronized List<String> release(String seriesInstanceUid, Optional<String> protocol) {
    Optional<SeriesRecord> found = arrivals.findSeries(seriesInstanceUid).filter(this::isWaiting);
    boolean known = protocol.map(judgement.rules()::protocol).map(Optional::isPresent).orElse(true);
    if (found.isEmpty() || !known) {
      return List.of();
    }
    List<StoredInstance> instances = arrivals.instancesOf(seriesInstanceUid);
    SeriesAssembly assembly = assemble(instances);
    List<CtSeries> series = assembly.asItIs();
    if (series.isEmpty()) {
      return List.of();
    }
    List<SeriesCases.Volume> volumes =
        series.stream()
            .map(
                s ->
                    volume(
                        s,
                        assembly.asItIs().size(),
                        instances,
                        protocol.map(List::of).orElseGet(() -> select(s).protocols())))
            .toList();
    List<String> created = accept(found.get(), volumes, instances);
    String how = protocol.map(name -> " to protocol " + name).orElse("");
    created.forEach(
        id ->
            runLog.append(
                id,
                EventType.SERIES_RELEASED,
                "a person released it" + how + ": " + found.get().reason()));
    return created;
  }

  private boolean isWaiting(SeriesRecord series) {
    return series.state() == SeriesState.HELD || series.state() == SeriesState.UNMATCHED;
  }

  /**
   * The series of a case as it lies on disk now.
   *
   * @return empty if its instances are no longer those the case was made from
   * @throws MissingSlicesException if files of it are gone from the disk
   */
  public Optional<CtSeries> load(String seriesInstanceUid, String contentHash)
      throws MissingSlicesException {
    List<StoredInstance> instances = arrivals.instancesOf(seriesInstanceUid);
    List<StoredInstance> missing = files.missing(instances);
    if (!missing.isEmpty()) {
      throw new MissingSlicesException(missing.size(), instances.size());
    }
    SeriesAssembly assembly = assemble(instances);
    int of = assembly.asItIs().size();
    return assembly.asItIs().stream()
        .filter(s -> contentHash(s, of, instances).equals(contentHash))
        .findFirst();
  }

  /** Of the one volume of a series as ever: by its instances, whatever slices are made of them. */
  private static String contentHash(CtSeries volume, int of, List<StoredInstance> instances) {
    return of == 1
        ? SeriesFiles.contentHash(instances)
        : SeriesFiles.contentHash(volume, instances);
  }

  private SeriesCases.Volume volume(
      CtSeries series, int of, List<StoredInstance> instances, List<String> protocols) {
    return new SeriesCases.Volume(
        series, contentHash(series, of, instances), files.of(series, instances), protocols);
  }

  private boolean hasBeenQuietFor(SeriesRecord series, Duration duration) {
    return !series.lastArrival().plus(duration).isAfter(clock.instant());
  }

  private SeriesAssembly assemble(List<StoredInstance> instances) {
    return judgement.assembler().assemble(instances.stream().map(files::locate).toList());
  }

  private Selection select(CtSeries series) {
    return judgement.rules().select(new SeriesHeaders(series));
  }

  private List<String> judge(SeriesRecord series) {
    List<StoredInstance> all = arrivals.instancesOf(series.seriesInstanceUid());
    List<StoredInstance> missing = files.missing(all);
    if (!missing.isEmpty()) {
      holdLost(series, all, missing);
      return List.of();
    }
    SeriesAssembly assembly = assemble(all);
    List<StoredInstance> instances = setAside(all, assembly);
    if (!assembly.accepted().isEmpty() && assembly.incomplete().isEmpty()) {
      return choose(series, assembly, instances);
    }
    if (!assembly.incomplete().isEmpty()) {
      hold(series, assembly.incomplete().get(0), instances);
    } else {
      List<Path> left = instances.stream().map(files::locate).toList();
      List<SeriesRefusal> why =
          assembly.refused().stream().filter(no -> left.containsAll(no.files())).toList();
      refuse(series, why, instances);
    }
    return List.of();
  }

  /** Takes out what merely is something else (localizers, dose pages); returns the rest. */
  private List<StoredInstance> setAside(List<StoredInstance> instances, SeriesAssembly assembly) {
    List<StoredInstance> rest = new ArrayList<>(instances);
    Map<Path, StoredInstance> byFile =
        instances.stream().collect(Collectors.toMap(files::locate, Function.identity()));
    for (SeriesRefusal refusal : assembly.refused()) {
      List<StoredInstance> concerned = refusal.files().stream().map(byFile::get).toList();
      if (refusal.code().isSetAside() && concerned.size() < rest.size()) {
        files.putAsideAndForget(concerned, SeriesReasons.refused(refusal));
        rest.removeAll(concerned);
      }
    }
    return rest;
  }

  /** Each volume by the rules; what is left of a series in pieces is put aside with its reason. */
  private List<String> choose(
      SeriesRecord series, SeriesAssembly assembly, List<StoredInstance> instances) {
    List<CtSeries> whole = assembly.accepted();
    List<SeriesCases.Volume> volumes = new ArrayList<>();
    Selection selection = null;
    for (CtSeries one : whole) {
      selection = select(one);
      if (!selection.protocols().isEmpty()) {
        volumes.add(volume(one, assembly.asItIs().size(), instances, selection.protocols()));
      }
    }
    if (!volumes.isEmpty()) {
      List<String> created = accept(series, volumes, instances);
      piecesOf(assembly).forEach(piece -> putPieceAside(piece, whole, instances));
      return created;
    }
    Reason reason = SeriesReasons.unmatched(selection, series.seriesInstanceUid());
    if (arrivals.move(series, SeriesState.UNMATCHED, reason.text())) {
      putAside(series, instances, reason, EventType.SERIES_UNMATCHED);
    }
    return List.of();
  }

  private static Stream<SeriesRefusal> piecesOf(SeriesAssembly assembly) {
    return assembly.refused().stream().filter(no -> !no.code().isSetAside());
  }

  private void putPieceAside(
      SeriesRefusal piece, List<CtSeries> whole, List<StoredInstance> instances) {
    List<StoredInstance> used =
        whole.stream().flatMap(one -> files.of(one, instances).stream()).toList();
    List<StoredInstance> rest =
        instances.stream()
            .filter(i -> piece.files().contains(files.locate(i)) && !used.contains(i))
            .toList();
    if (!rest.isEmpty()) {
      files.putAside(rest, SeriesReasons.refused(piece), EventType.SERIES_QUARANTINED);
    }
  }

  private List<String> accept(
      SeriesRecord series, List<SeriesCases.Volume> volumes, List<StoredInstance> instances) {
    if (volumes.stream().allMatch(v -> v.protocols().isEmpty())) {
      return List.of();
    }
    instances.forEach(files::backToStore);
    List<String> created = seriesCases.create(volumes);
    arrivals.move(series, SeriesState.CASED, "");
    return created;
  }

  private void hold(SeriesRecord series, IncompleteSeries held, List<StoredInstance> instances) {
    String text = held.whatIsMissing().describe();
    if (!hasBeenQuietFor(series, judgement.incomplete())) {
      arrivals.note(series.seriesInstanceUid(), text);
    } else if (arrivals.move(series, SeriesState.HELD, text)) {
      Reason reason = SeriesReasons.incomplete(text, series.seriesInstanceUid());
      putAside(series, instances, reason, EventType.SERIES_INCOMPLETE);
    }
  }

  /**
   * Stored slices whose files are gone: never contoured as a shorter series. Their rows go, so that
   * the same slices are taken when they are sent again; the rest is held.
   */
  private void holdLost(
      SeriesRecord series, List<StoredInstance> all, List<StoredInstance> missing) {
    Reason reason = SeriesReasons.lost(missing.size(), all.size(), series.seriesInstanceUid());
    if (arrivals.move(series, SeriesState.HELD, reason.text())) {
      missing.forEach(instance -> arrivals.remove(instance.sopInstanceUid()));
      List<StoredInstance> rest = all.stream().filter(i -> !missing.contains(i)).toList();
      putAside(series, rest, reason, EventType.SERIES_INCOMPLETE);
    }
  }

  private void refuse(
      SeriesRecord series, List<SeriesRefusal> refusals, List<StoredInstance> instances) {
    Reason reason = SeriesReasons.refused(refusals);
    if (arrivals.move(series, SeriesState.QUARANTINED, reason.text())) {
      putAside(series, instances, reason, EventType.SERIES_QUARANTINED);
    }
  }

  private void putAside(
      SeriesRecord series, List<StoredInstance> instances, Reason reason, EventType type) {
    files.putAside(instances, reason, type);
    seriesCases.withdraw(series.seriesInstanceUid(), instances, reason.text());
  }
}
