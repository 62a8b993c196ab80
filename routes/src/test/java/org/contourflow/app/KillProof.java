package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.model.SegmentationListener;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;

/**
 * The service is killed at every write that it makes to its store, just before it or just after its
 * commit, with series under way that come in by five ways, and with two targets. In the end nothing
 * is lost, short, stuck or twice, but for hand-overs whose receipt the kill took.
 *
 * <p>One half of the kills is done on H2, the other on PostgreSQL; with {@code
 * -Dcontourflow.kill.every=true} each database has both (docs/benchmarks/kill-proof.md).
 */
final class KillProof {
  private static final boolean EVERY = Boolean.getBoolean("contourflow.kill.every");
  private static final int CASES = Integer.getInteger("contourflow.kill.cases", 50);

  /** 2: at every second write only; 1 takes twice as long. */
  private static final int STEP = Integer.getInteger("contourflow.kill.step", 2);

  private static final int SLICES = 10;
  private static final long LONGEST_RUN_SECONDS = 120;

  /** Longer than any wait before a hand-over is tried again. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(20);

  private final Path root;

  /** How often the TPS was given each RTSTRUCT. */
  private final Map<String, Integer> received = new ConcurrentHashMap<>();

  private record Given(PhantomSeries series, WayIn way) {}

  private final List<Given> all = new ArrayList<>();

  /** What the sender's side still has to send. */
  private final ConcurrentLinkedQueue<Given> unacknowledged = new ConcurrentLinkedQueue<>();

  /** What was held, as how its sender ended was not known or was no good end. */
  private final Set<Given> sentAgain = new HashSet<>();

  private KilledDaemon.Place place;

  /** A proof in a folder of its own. */
  KillProof(Path root) {
    this.root = root;
  }

  /** A process that ends at a write, before it or after it. */
  private record Kill(String write, boolean before) {}

  /**
   * Proves it; fails as an assertion does.
   *
   * @param storeUrl empty: the embedded store
   * @param half 0 or 1: before which of the writes the service ends, and after which
   * @return the table of what became of the series
   */
  String prove(String name, String storeUrl, int half) throws Exception {
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool)) {
      place = KilledDaemon.Place.of(root, storeUrl, tps.port());
      List<Kill> kills = kills(writes(), half);
      int reached = 0;
      for (int i = 0; i < kills.size(); i++) {
        reached += killed(kills.get(i), CASES * (i + 1) / kills.size()) ? 1 : 0;
      }
      try (Daemon last =
          new Daemon(
              place.settings(),
              Protocols.always(new FixedCost(Duration.ofMillis(50))),
              id -> SegmentationListener.NONE)) {
        last.start();
        awaits("all is acknowledged", last, this::sendAgain);
        awaits("no case is under way", last, () -> atRest(last));
        int givenUp = takeUpAgain(last);
        awaits("every case is delivered", last, () -> delivered(last) == all.size());
        awaits("every report is drawn", last, () -> last.queue().reportsDue() == 0);
        String what = name + ": " + kills.size() + " kills, " + reached + " of them at the write";
        return new Judgement(last).table(what, givenUp);
      }
    }
  }

  /**
   * However long it takes, as long as the service does something: each step is an event, but for
   * the wait before a hand-over is tried again.
   */
  private void awaits(String what, Daemon daemon, Callable<Boolean> condition) throws Exception {
    try {
      Eventually.holdsWhile(what, condition, LONGEST_WAIT, daemon.runLog()::count);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + whatIsLeft(daemon), e);
    }
  }

  private String whatIsLeft(Daemon daemon) throws IOException {
    StringBuilder left = new StringBuilder();
    for (Given given : all) {
      String uid = given.series().uids().series();
      List<CaseRecord> cases = daemon.cases().ofSeries(uid);
      if (cases.isEmpty() || cases.stream().anyMatch(c -> c.state() != CaseState.DELIVERED)) {
        left.append("\n")
            .append(given.way())
            .append(unacknowledged.contains(given) ? " not acknowledged: " : ": ")
            .append(daemon.arrivals().findSeries(uid))
            .append(" with ")
            .append(daemon.arrivals().instancesOf(uid).size())
            .append(" slices");
        cases.forEach(
            c -> left.append("\n  ").append(c).append(daemon.deliveries().of(c.caseId())));
      }
    }
    return left + "\nin the inbox: " + files("inbox", "") + ", incoming: " + files("incoming", "");
  }

  private DicomListener tps(Spool spool) throws IOException {
    DicomListener tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> {
              received.merge(instance.sopInstanceUid(), 1, Integer::sum);
              return InstanceSink.Decision.accepted();
            });
    tps.start();
    return tps;
  }

  /** The writes of a service through which a series of each way goes undisturbed. */
  private List<String> writes() throws Exception {
    Path list = root.resolve("writes.txt");
    giveFiles(WayIn.values().length);
    Process daemon = KilledDaemon.start(place, "record", list, root.resolve("daemon.log"));
    try {
      Eventually.holds("all is acknowledged", this::sendAgain);
      Eventually.holdsWhile(
          "all is done",
          () -> files("cases", "report.html") >= all.size(),
          LONGEST_WAIT,
          () -> files("cases", ""));
    } finally {
      daemon.destroyForcibly().waitFor();
    }
    return Files.readAllLines(list);
  }

  private List<Kill> kills(List<String> writes, int half) {
    List<Kill> kills = new ArrayList<>();
    for (int i = 0; i < writes.size(); i += STEP) {
      if (EVERY || (i / STEP) % 2 == half) {
        kills.add(new Kill(writes.get(i), true));
      }
      if (EVERY || (i / STEP) % 2 != half) {
        kills.add(new Kill(writes.get(i), false));
      }
    }
    return kills;
  }

  /** Has a service take up what there is, and more up to a number of series, and ends it. */
  private boolean killed(Kill kill, int upTo) throws Exception {
    Path write = Files.writeString(root.resolve("write.txt"), kill.write());
    giveFiles(upTo);
    Process daemon =
        KilledDaemon.start(
            place, kill.before() ? "before" : "after", write, root.resolve("daemon.log"));
    sendWhile(daemon);
    boolean ended = daemon.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
    daemon.destroyForcibly().waitFor();
    return ended && daemon.exitValue() == KilledDaemon.AT_THE_WRITE;
  }

  /** New series, up to a number in all; those that come by the inbox lie there at once. */
  private void giveFiles(int upTo) throws Exception {
    while (all.size() < Math.min(upTo, CASES)) {
      int number = all.size();
      PhantomSeries series =
          HostileInput.tiny().seed(1000 + number).build().writeTo(root.resolve("s-" + number));
      Given given = new Given(series, WayIn.values()[number % WayIn.values().length]);
      all.add(given);
      if (given.way().isAcknowledged()) {
        unacknowledged.add(given);
      } else {
        given.way().give(series, place);
      }
    }
  }

  /** As scanners do: again and again until each slice was acknowledged. */
  private void sendWhile(Process daemon) throws InterruptedException {
    ExecutorService senders = Executors.newFixedThreadPool(2);
    for (Given given : List.copyOf(unacknowledged)) {
      senders.submit(
          () -> {
            while (daemon.isAlive() && !sent(given)) {
              Thread.sleep(50);
            }
            return null;
          });
    }
    senders.shutdown();
    senders.awaitTermination(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
    senders.shutdownNow();
  }

  private boolean sent(Given given) throws Exception {
    boolean taken = given.way().give(given.series(), place);
    if (taken) {
      unacknowledged.remove(given);
    }
    return taken;
  }

  private boolean sendAgain() throws Exception {
    for (Given given : List.copyOf(unacknowledged)) {
      sent(given);
    }
    return unacknowledged.isEmpty();
  }

  private boolean atRest(Daemon daemon) throws Exception {
    for (Given given : all) {
      boolean held =
          given.way().isAcknowledged()
              && daemon
                  .arrivals()
                  .findSeries(given.series().uids().series())
                  .filter(s -> s.state() == SeriesState.HELD)
                  .isPresent();
      // Its association broke off after the last answer: as a person would, once.
      if (held && sentAgain.add(given)) {
        sent(given);
      }
    }
    List<CaseRecord> cases = daemon.cases().all();
    return cases.stream().map(CaseRecord::seriesInstanceUid).distinct().count() == all.size()
        && cases.stream().noneMatch(c -> c.state().isUnfinished());
  }

  /** A case on which the process ended five times is given up and waits for a person. */
  private static int takeUpAgain(Daemon daemon) {
    List<CaseRecord> failed =
        daemon.cases().all().stream().filter(c -> c.state() == CaseState.FAILED).toList();
    assertThat(failed).allMatch(c -> c.detail().equals("the process ended on it"));
    failed.forEach(c -> daemon.requests().ask(Kind.RETRY, c.caseId(), "", "test"));
    return failed.size();
  }

  private static long delivered(Daemon daemon) {
    return daemon.cases().all().stream().filter(c -> c.state() == CaseState.DELIVERED).count();
  }

  /** How many files there are of a name, or an ending, as others see them. */
  private long files(String folder, String ending) throws IOException {
    Path below = place.home().resolve(folder);
    if (!Files.isDirectory(below)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .count();
    }
  }

  /** Counts at the end what became of each series. */
  private final class Judgement {
    private final Daemon daemon;
    private final Map<WayIn, Integer> ways = new LinkedHashMap<>();
    private int receiptsLost;
    private int twice;
    private int cut;

    Judgement(Daemon daemon) {
      this.daemon = daemon;
    }

    String table(String what, int givenUp) throws IOException {
      for (Given given : all) {
        ways.merge(given.way(), 1, Integer::sum);
        judge(given);
      }
      assertThat(files("export", ".dcm")).isEqualTo(all.size() + cut);
      assertThat(received).hasSize(all.size() + cut);
      assertThat(daemon.verifyAudit().isWhole()).isTrue();
      return String.join(
          System.lineSeparator(),
          "KILL PROOF " + what,
          "  series           " + all.size() + " " + ways,
          "  delivered        " + delivered(daemon) + " to each of 2 targets",
          "  lost             0",
          "  short            0 (" + cut + " of a cut transfer, superseded by the whole one)",
          "  stuck            0 (" + givenUp + " given up at the fifth kill on them, and retried)",
          "  held             " + sentAgain.size() + " as their sender broke off, and sent again",
          "  receipts lost    " + receiptsLost,
          "  twice at the TPS " + twice,
          "  events           " + daemon.runLog().all().size());
    }

    private void judge(Given given) throws IOException {
      String uid = given.series().uids().series();
      List<CaseRecord> cases = daemon.cases().ofSeries(uid);
      // Of a transfer that was cut, what had come may be a shorter case until it is sent again.
      assertThat(cases)
          .as("one case of what came whole by %s", given.way())
          .hasSizeBetween(1, given.way().isAcknowledged() ? SLICES : 1);
      cut += cases.size() - 1;
      CaseRecord record = cases.get(cases.size() - 1);
      assertThat(record.state()).isEqualTo(CaseState.DELIVERED);
      assertThat(daemon.arrivals().instancesOf(uid)).as("slices").hasSize(SLICES);
      Path rtstruct = daemon.caseFolder(record.caseId()).resolve("rtstruct.dcm");
      assertThat(contours(rtstruct)).as("contours, one a slice").isEqualTo(SLICES);
      handedOver(record, rtstruct);
    }

    private void handedOver(CaseRecord record, Path rtstruct) throws IOException {
      String sop = DicomFiles.readHeader(rtstruct).dataset().text(DicomTag.SOPInstanceUID);
      List<DeliveryRecord> deliveries = daemon.deliveries().of(record.caseId());
      assertThat(deliveries).hasSize(2);
      int lostAtTps = 0;
      for (DeliveryRecord delivery : deliveries) {
        receiptsLost += delivery.lost();
        lostAtTps += delivery.target().equals("tps") ? delivery.lost() : 0;
      }
      assertThat(received.get(sop)).isBetween(1, 1 + lostAtTps);
      twice += received.get(sop) - 1;
    }

    private long contours(Path rtstruct) throws IOException {
      return StructureSetReader.read(rtstruct).rois().get(0).contours().size();
    }
  }
}
