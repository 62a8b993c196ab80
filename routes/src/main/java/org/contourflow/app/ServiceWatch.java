package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.monitor.ClockWatch;
import org.contourflow.monitor.Diagnosis;
import org.contourflow.monitor.Disk;
import org.contourflow.monitor.Figures;
import org.contourflow.monitor.Problem;
import org.contourflow.monitor.ServiceMetrics;
import org.contourflow.routes.Loops;
import org.contourflow.routes.MonitorServer;

/** Looks every few seconds at loops, store, disk and clock, and keeps what it saw for who asks. */
final class ServiceWatch implements MonitorServer.Service {
  /** How long a clock that was set is told. */
  private static final Duration CLOCK_TOLD = Duration.ofMinutes(10);

  private final Loops loops;
  private final Figures.Source figures;
  private final Path home;
  private final Diagnosis diagnosis;
  private final RunLog runLog;
  private final Clock clock;
  private final ServiceMetrics metrics;
  private final ClockWatch clockWatch = new ClockWatch();
  private final long started = System.nanoTime();
  private final List<Supplier<List<Problem>>> others = new CopyOnWriteArrayList<>();
  private Problem clockStep;
  private long clockStepNanos;
  private volatile List<Standing> standing = List.of();
  private volatile boolean looked;

  /**
   * What is wrong.
   *
   * @param since when this process first saw it
   */
  record Standing(Problem problem, Instant since) {}

  /** Watches a home. */
  ServiceWatch(
      Loops loops,
      Figures.Source figures,
      Path home,
      Diagnosis diagnosis,
      RunLog runLog,
      Clock clock) {
    this.loops = loops;
    this.figures = figures;
    this.home = home;
    this.diagnosis = diagnosis;
    this.runLog = runLog;
    this.clock = clock;
    this.metrics = new ServiceMetrics(runLog);
  }

  /** What else may be wrong; asked at each look, without waiting for anything. */
  void alsoAsk(Supplier<List<Problem>> more) {
    others.add(more);
  }

  /** One look. */
  boolean look() throws IOException {
    Instant now = clock.instant();
    List<Problem> found = new ArrayList<>();
    Map<String, Boolean> turning = new TreeMap<>();
    for (Loops.State state : loops.states()) {
      turning.put(state.name(), state.good());
      if (!state.good()) {
        found.add(
            new Problem(
                "loop:" + state.name(), "the loop \"" + state.name() + "\" " + state.text()));
      }
    }
    lookAtClock(System.currentTimeMillis(), System.nanoTime()).ifPresent(found::add);
    Disk disk = Disk.of(home);
    Figures read = Figures.NONE;
    try {
      read = figures.read();
    } catch (RuntimeException e) {
      found.add(
          new Problem("store", "the store does not answer (" + e.getClass().getSimpleName() + ")"));
    }
    found.addAll(diagnosis.of(read, disk, now));
    others.forEach(other -> found.addAll(other.get()));
    standing = standing(found, now);
    metrics.takeLoops(turning);
    metrics.take(read, disk, found, now);
    looked = true;
    return true;
  }

  private List<Standing> standing(List<Problem> found, Instant now) {
    Map<String, Instant> before =
        standing.stream()
            .collect(Collectors.toMap(s -> s.problem().key(), Standing::since, (a, b) -> a));
    return found.stream().map(p -> new Standing(p, before.getOrDefault(p.key(), now))).toList();
  }

  private Optional<Problem> lookAtClock(long millis, long nanos) {
    Optional<Duration> step = clockWatch.look(millis, nanos);
    if (step.isPresent()) {
      String words =
          "the machine's clock was set "
              + (step.get().isNegative() ? "back" : "forward")
              + " by "
              + step.get().abs().toSeconds()
              + " s";
      metrics.clockStepped();
      runLog.append(RunLog.SYSTEM, EventType.CLOCK_STEPPED, words);
      clockStep = new Problem("clock", words);
      clockStepNanos = nanos;
    }
    boolean told = clockStep != null && nanos - clockStepNanos < CLOCK_TOLD.toNanos();
    return told ? Optional.of(clockStep) : Optional.empty();
  }

  /** What was wrong at the last look. */
  @Override
  public List<Problem> problems() {
    return standing.stream().map(Standing::problem).toList();
  }

  /** The same, with when it was first seen. */
  List<Standing> standing() {
    return standing;
  }

  /** Whether it has looked since the start. */
  boolean hasLooked() {
    return looked;
  }

  /** Whether it takes work: it has looked at its store, the store answers and no port is closed. */
  @Override
  public boolean isReady() {
    return looked
        && problems().stream()
            .map(Problem::key)
            .noneMatch(key -> key.equals("store") || Loops.PORTS.contains(key));
  }

  @Override
  public String metrics() {
    return metrics.scrape();
  }

  @Override
  public long uptimeSeconds() {
    return Duration.ofNanos(System.nanoTime() - started).toSeconds();
  }
}
