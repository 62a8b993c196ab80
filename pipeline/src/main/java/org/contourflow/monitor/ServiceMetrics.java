package org.contourflow.monitor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.contourflow.audit.RunLog;

/** The service in metrics, in Prometheus' text form. No label names a patient, a case or a file. */
public final class ServiceMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final EventTimes events;
  private final MultiGauge cases = multi("contourflow.cases", "cases in each state");
  private final MultiGauge series = multi("contourflow.series", "series in each state");
  private final MultiGauge deliveries =
      multi("contourflow.deliveries", "hand-overs of each target in each state");
  private final MultiGauge attempts =
      multi("contourflow.deliveries.attempts", "tries of the hand-over that failed most often");
  private final MultiGauge loops =
      multi("contourflow.loop.turns", "1: the loop turns, 0: it stands");
  private final AtomicReference<Double> oldest = new AtomicReference<>(0.0);
  private final AtomicReference<Disk> disk = new AtomicReference<>(new Disk(0, 0));
  private final AtomicReference<Double> problems = new AtomicReference<>(0.0);

  /** Metrics of a service whose events are in a run log. */
  public ServiceMetrics(RunLog log) {
    this.events = new EventTimes(log, registry);
    gauge("contourflow.queue.age.seconds", "age of the oldest unfinished case", oldest);
    gauge("contourflow.problems", "how many problems stand now", problems);
    Gauge.builder("contourflow.disk.free.bytes", disk, d -> d.get().free())
        .description("free disk of the home")
        .register(registry);
    Gauge.builder("contourflow.disk.total.bytes", disk, d -> d.get().total())
        .description("disk of the home")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private MultiGauge multi(String name, String what) {
    return MultiGauge.builder(name).description(what).register(registry);
  }

  private void gauge(String name, String what, AtomicReference<Double> value) {
    Gauge.builder(name, value, AtomicReference::get).description(what).register(registry);
  }

  /** Takes what was read. */
  public void take(Figures figures, Disk now, List<Problem> wrong, Instant at) {
    events.follow();
    cases.register(rows("state", figures.cases()), true);
    series.register(rows("state", figures.series()), true);
    List<Row<?>> states = new ArrayList<>();
    List<Row<?>> tries = new ArrayList<>();
    for (Figures.Target target : figures.targets()) {
      Tags name = Tags.of("target", target.name());
      states.add(Row.of(name.and("state", "waiting"), target.waiting()));
      states.add(Row.of(name.and("state", "done"), target.done()));
      states.add(Row.of(name.and("state", "given-up"), target.givenUp()));
      tries.add(Row.of(name, target.mostAttempts()));
    }
    deliveries.register(states, true);
    attempts.register(tries, true);
    oldest.set(
        figures
            .oldestUnfinished()
            .map(from -> Math.max(0, Duration.between(from, at).toMillis() / 1000.0))
            .orElse(0.0));
    disk.set(now);
    problems.set((double) wrong.size());
  }

  /** Takes which loops turn. */
  public void takeLoops(Map<String, Boolean> turning) {
    List<Row<?>> rows = new ArrayList<>();
    turning.forEach((name, good) -> rows.add(Row.of(Tags.of("loop", name), good ? 1 : 0)));
    loops.register(rows, true);
  }

  /** A clock step, for the counter. */
  public void clockStepped() {
    registry.counter("contourflow.clock.steps").increment();
  }

  private static List<Row<?>> rows(String label, Map<String, Long> counts) {
    List<Row<?>> rows = new ArrayList<>();
    counts.forEach((name, count) -> rows.add(Row.of(Tags.of(label, name), count)));
    return rows;
  }

  /** All of it, as Prometheus reads it (text format 0.0.4). */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
