package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers beside a service: more of them are faster, and nothing is contoured twice. */
@Tag("peer")
class ScaleOutTest {
  private static final int CASES = 12;
  private static final Duration COST = Duration.ofMillis(1500);

  @TempDir Path root;

  private final List<Process> processes = new ArrayList<>();
  private final List<Path> logs = new ArrayList<>();

  private static Daemon service(Settings settings) throws IOException {
    return new Daemon(
        settings, Protocols.always(new FixedCost(COST)), id -> SegmentationListener.NONE);
  }

  private Process start(Settings settings, String version) throws IOException {
    Path log = Files.createTempFile(root, "worker", ".log");
    Process process =
        WorkerProcess.start(settings.home(), settings.store().url(), COST, version, log);
    logs.add(log);
    processes.add(process);
    return process;
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    processes.clear();
    logs.clear();
  }

  private void drop(Daemon daemon, int cases) throws IOException {
    for (int i = 0; i < cases; i++) {
      HostileInput.tiny().seed(100 + i).build().writeTo(root.resolve("s" + i));
      Path source = root.resolve("s" + i);
      Files.move(source, daemon.home().inbox().resolve("s" + i));
    }
  }

  private static long in(Daemon daemon, CaseState state) {
    return daemon.cases().all().stream().filter(c -> c.state() == state).count();
  }

  private static List<Event> told(Daemon daemon, EventType type) {
    return daemon.runLog().all().stream().filter(e -> e.type() == type).toList();
  }

  /** Seconds from the first contouring's begin to the last one's end, as the run log has them. */
  private double seconds(int workers) throws Exception {
    Settings settings =
        WorkerProcess.settings(
            root.resolve("home-" + workers), PostgresPeer.shared().newDatabase());
    try (Daemon daemon = service(settings)) {
      daemon.start();
      for (int i = 0; i < workers; i++) {
        start(settings, "1");
      }
      Eventually.holds("all are ready", () -> ready() == workers);
      drop(daemon, CASES);
      Eventually.holds("all are delivered", () -> in(daemon, CaseState.DELIVERED) == CASES);
      assertThat(told(daemon, EventType.CONTOURING_STARTED)).hasSize(CASES);
      assertThat(told(daemon, EventType.CONTOURED)).hasSize(CASES);
      Instant begin = told(daemon, EventType.CONTOURING_STARTED).get(0).at();
      Instant end = told(daemon, EventType.CONTOURED).get(CASES - 1).at();
      return Duration.between(begin, end).toMillis() / 1000.0;
    } finally {
      end();
    }
  }

  /** How many of the running workers have said that they take cases. */
  private int ready() throws IOException {
    int ready = 0;
    for (Path log : logs) {
      ready += Files.readString(log).contains(WorkerProcess.READY) ? 1 : 0;
    }
    return ready;
  }

  @Test
  @Tag("long")
  void more_worker_processes_are_faster_and_nothing_is_contoured_twice() throws Exception {
    Map<Integer, Double> seconds = new TreeMap<>();
    for (int workers : new int[] {1, 2, 4}) {
      seconds.put(workers, seconds(workers));
    }
    System.out.printf(
        "SCALE OUT: %d cases of %d ms on 1, 2, 4 worker processes: %s s%n",
        CASES, COST.toMillis(), seconds);
    assertThat(seconds.get(1) / seconds.get(2)).isGreaterThan(1.5);
    assertThat(seconds.get(1) / seconds.get(4)).isGreaterThan(2);
  }

  @Test
  @Tag("long")
  void what_a_killed_worker_was_at_is_contoured_by_another_and_delivered_once() throws Exception {
    Settings settings =
        WorkerProcess.settings(root.resolve("home"), PostgresPeer.shared().newDatabase());
    int cases = 4;
    try (Daemon daemon = service(settings)) {
      daemon.start();
      drop(daemon, cases);
      Process killed = start(settings, "1");
      Eventually.holds("it contours", () -> !told(daemon, EventType.CONTOURING_STARTED).isEmpty());
      killed.destroyForcibly().waitFor();
      start(settings, "1");
      Eventually.holds("all are delivered", () -> in(daemon, CaseState.DELIVERED) == cases);
      assertThat(told(daemon, EventType.CONTOURING_STARTED)).hasSize(cases + 1);
      assertThat(told(daemon, EventType.CONTOURED)).hasSize(cases);
      for (CaseRecord record : daemon.cases().all()) {
        assertThat(daemon.deliveries().of(record.caseId()))
            .allMatch(d -> d.attempts() == 1 && d.lost() == 0);
      }
    }
  }

  @Test
  @Tag("long")
  void a_second_service_on_one_store_is_refused_and_the_first_goes_on() throws Exception {
    Settings settings =
        WorkerProcess.settings(root.resolve("home"), PostgresPeer.shared().newDatabase());
    try (Daemon daemon = service(settings)) {
      daemon.start();
      assertThatThrownBy(() -> service(settings).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another service works on the store")
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("contourflow worker");
      drop(daemon, 1);
      Eventually.holds("it is accepted", () -> in(daemon, CaseState.ACCEPTED) == 1);
    }
    service(settings).close();
  }

  @Test
  void a_worker_with_another_model_takes_nothing_and_one_without_a_shared_store_says_so()
      throws Exception {
    Settings settings =
        WorkerProcess.settings(root.resolve("home"), PostgresPeer.shared().newDatabase());
    Map<String, Integer> runs = new ConcurrentHashMap<>();
    Map<String, Integer> others = new ConcurrentHashMap<>();
    try (Daemon daemon =
            new Daemon(
                settings,
                Protocols.always(new FixedCost(Duration.ZERO)),
                id -> SegmentationListener.NONE);
        ContouringWorker other = worker(settings, new FixedCost(Duration.ZERO, "2", others));
        ContouringWorker same = worker(settings, new FixedCost(Duration.ZERO, "1", runs))) {
      daemon.start();
      other.start();
      drop(daemon, 1);
      Eventually.holds("it is accepted", () -> in(daemon, CaseState.ACCEPTED) == 1);
      same.start();
      Eventually.holds("it is delivered", () -> in(daemon, CaseState.DELIVERED) == 1);
    }
    assertThat(others).isEmpty();
    assertThat(runs).hasSize(1);
    Settings alone = WorkerProcess.settings(root.resolve("alone"), "");
    assertThatThrownBy(() -> worker(alone, new FixedCost(Duration.ZERO)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("store.url");
  }

  private static ContouringWorker worker(Settings settings, FixedCost network) throws IOException {
    return new ContouringWorker(
        settings, Protocols.always(network), id -> SegmentationListener.NONE);
  }
}
