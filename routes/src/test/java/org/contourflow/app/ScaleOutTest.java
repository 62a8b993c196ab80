package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.cases.CaseState;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.StoreSettings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers beside a service: more of them are faster, and nothing is contoured twice. */
@Tag("peer")
class ScaleOutTest {
  private static final int CASES = 12;
  private static final Duration COST = Duration.ofMillis(1500);

  @TempDir Path root;

  private Settings settings(String name, String url) {
    return new Settings(
            root.resolve(name),
            new Settings.Inbox(null, 1, 1, 2, null),
            DicomSettings.Listener.loopback(),
            new Settings.Assembly(1, 20, null, null),
            new Settings.Contouring(null, null, null, null, null, null, false),
            null,
            null,
            null,
            null,
            null,
            null,
            null)
        .withStore(new StoreSettings(url, Optional.empty(), Optional.empty(), 5));
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

  private static ContouringWorker worker(Settings settings, FixedCost network) throws IOException {
    return new ContouringWorker(
        settings, Protocols.always(network), id -> SegmentationListener.NONE);
  }

  /** Seconds from the workers' start until the last case is contoured. */
  private double seconds(int workers) throws Exception {
    Settings settings = settings("home-" + workers, PostgresPeer.shared().newDatabase());
    Map<String, Integer> runs = new ConcurrentHashMap<>();
    List<ContouringWorker> all = new ArrayList<>();
    try (Daemon daemon =
        new Daemon(
            settings,
            Protocols.always(new FixedCost(COST, "1", runs)),
            id -> SegmentationListener.NONE)) {
      daemon.start();
      drop(daemon, CASES);
      Eventually.holds("all are accepted", () -> in(daemon, CaseState.ACCEPTED) == CASES);
      for (int i = 0; i < workers; i++) {
        all.add(worker(settings, new FixedCost(COST, "1", runs)));
      }
      long start = System.nanoTime();
      all.forEach(ContouringWorker::start);
      Eventually.holds("all are contoured", () -> in(daemon, CaseState.ACCEPTED) == 0);
      double seconds = (System.nanoTime() - start) / 1e9;
      Eventually.holds("all are delivered", () -> in(daemon, CaseState.DELIVERED) == CASES);
      assertThat(runs.values().stream().mapToInt(n -> n).sum()).isEqualTo(CASES);
      return seconds;
    } finally {
      all.forEach(ContouringWorker::close);
    }
  }

  @Test
  @Tag("long")
  void more_workers_are_faster_and_nothing_is_contoured_twice() throws Exception {
    Map<Integer, Double> seconds = new TreeMap<>();
    for (int workers : new int[] {1, 2, 4}) {
      seconds.put(workers, seconds(workers));
    }
    System.out.printf(
        "SCALE OUT: %d cases of %d ms on 1, 2, 4 workers: %s s%n", CASES, COST.toMillis(), seconds);
    assertThat(seconds.get(1) / seconds.get(2)).isGreaterThan(1.6);
    assertThat(seconds.get(1) / seconds.get(4)).isGreaterThan(2.4);
  }

  @Test
  void a_worker_with_another_model_takes_nothing_and_one_without_a_shared_store_says_so()
      throws Exception {
    Settings settings = settings("home", PostgresPeer.shared().newDatabase());
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
    Settings alone = settings("alone", "");
    assertThatThrownBy(() -> worker(alone, new FixedCost(Duration.ZERO)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("store.url");
  }
}
