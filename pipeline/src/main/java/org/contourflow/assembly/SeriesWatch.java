package org.contourflow.assembly;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.contourflow.series.CtSeries;
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
  private final StoredSeries stored;
  private final JudgingTimes times;
  private final SeriesJudge judge;
  private final RunLog runLog;
  private final Clock clock;
  private final Judgement judgement;
  private final Map<String, Instant> nextTry = new HashMap<>();

  /**
   * How series are judged.
   *
   * @param catalogue reads the series and keeps what was read
   * @param quiet without a new slice before a series is judged
   * @param incomplete without a new slice before one with a gap is held
   * @param rules those in force: which protocols a whole series gets
   * @param known what is known of a series beside its slices
   */
  public record Judgement(
      SeriesCatalogue catalogue,
      Duration quiet,
      Duration incomplete,
      Supplier<RuleSet> rules,
      SeriesKnowledge known) {
    /** By its geometry and quiet time alone, as where nothing comes over a network. */
    public Judgement(
        SeriesCatalogue catalogue, Duration quiet, Duration incomplete, Supplier<RuleSet> rules) {
      this(catalogue, quiet, incomplete, rules, SeriesKnowledge.none(incomplete));
    }
  }

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
    this.stored = new StoredSeries(files, arrivals, judgement.catalogue());
    this.times = new JudgingTimes(clock, judgement.quiet(), judgement.incomplete());
    this.judge =
        new SeriesJudge(
            stored,
            arrivals,
            new SeriesCases(files, arrivals, cases, runLog, judgement.catalogue()),
            times,
            judgement);
    this.runLog = runLog;
    this.clock = clock;
    this.judgement = judgement;
  }

  /** Judges every open series that has been quiet; returns the cases that are to be contoured. */
  public synchronized List<String> tick() {
    List<String> created = new ArrayList<>();
    for (SeriesRecord series : arrivals.seriesIn(SeriesState.OPEN)) {
      if (times.isDue(series)
          && mayTry(series)
          && !judgement.known().mayLieInInbox(series, arrivals)) {
        created.addAll(tried(series));
      }
    }
    for (SeriesRecord series : arrivals.seriesIn(SeriesState.HELD)) {
      if (times.isToBeAsked(series) && judgement.known().mayGoOn(series) && mayTry(series)) {
        created.addAll(tried(series));
      }
    }
    return created;
  }

  private boolean mayTry(SeriesRecord series) {
    Instant next = nextTry.get(series.seriesInstanceUid());
    if (judgement.known().lacksRow(series.seriesInstanceUid())) {
      return false;
    }
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
      List<String> created = judge.judge(series);
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
      judge.putAside(series, arrivals.instancesOf(uid), reason, EventType.SERIES_QUARANTINED);
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
   * @return the cases; empty if the series is not held or unmatched, a slice of it has no row yet,
   *     or there is no such protocol
   */
  public synchronized List<String> release(String seriesInstanceUid, Optional<String> protocol) {
    Optional<SeriesRecord> found = arrivals.findSeries(seriesInstanceUid).filter(this::isWaiting);
    boolean known =
        protocol.map(judgement.rules().get()::protocol).map(Optional::isPresent).orElse(true);
    if (found.isEmpty() || !known) {
      return List.of();
    }
    List<String> created = judge.acceptAsItIs(found.get(), protocol);
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
    boolean waits = series.state() == SeriesState.HELD || series.state() == SeriesState.UNMATCHED;
    return waits && !judgement.known().lacksRow(series.seriesInstanceUid());
  }

  /**
   * The series of a case as it lies on disk now.
   *
   * @return empty if its instances are no longer those the case was made from
   * @throws MissingSlicesException if files of it are gone from the disk
   * @throws ChangedSlicesException if files of it do not hold what arrived
   */
  public Optional<CtSeries> load(String seriesInstanceUid, String contentHash) throws IOException {
    return stored.load(seriesInstanceUid, contentHash);
  }
}
