package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.OperationsSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.StoreSettings;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away under a service that is idle, that contours, that hands over, and comes
 * back. It is told meanwhile, what comes is not taken, and afterwards everything is delivered
 * though nobody starts the service anew.
 */
@Tag("long")
@Tag("peer")
class DatabaseAwayTest {
  private static final Duration COST = Duration.ofSeconds(2);

  @TempDir Path root;

  private final Map<String, Integer> received = new ConcurrentHashMap<>();
  private final Map<String, Integer> contoured = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile CountDownLatch arrives = new CountDownLatch(1);
  private volatile CountDownLatch answers = new CountDownLatch(0);
  private PostgresPeer database;
  private Daemon daemon;
  private int monitor;
  private int series;

  private Settings settings(int tps) throws Exception {
    monitor = FreePort.find();
    return new Settings(
            root.resolve("home"),
            new Settings.Inbox(null, 1, 1, 2, null),
            NetworkBed.listener(FreePort.find()),
            new AssemblySettings(1, 20, null, null),
            null,
            null,
            null,
            null,
            List.of(DicomSettings.Target.of("tps", "127.0.0.1", tps, "TPS")),
            null,
            null,
            null)
        .withStore(new StoreSettings(database.newDatabase(), Optional.empty(), Optional.empty(), 5))
        .withOperations(
            new OperationsSettings(
                null, null, new OperationsSettings.Monitor(true, monitor, null, null, null), null));
  }

  private InstanceSink.Decision take(String sopInstanceUid) throws InterruptedException {
    received.merge(sopInstanceUid, 1, Integer::sum);
    arrives.countDown();
    answers.await();
    return InstanceSink.Decision.accepted();
  }

  @Test
  void a_database_that_was_away_costs_no_case_and_nobody_starts_the_service_anew()
      throws Exception {
    try (PostgresPeer own = PostgresPeer.start();
        Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps =
            new DicomListener(
                ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
                spool,
                instance -> take(instance.sopInstanceUid()))) {
      database = own;
      tps.start();
      try (Daemon running =
          new Daemon(
              settings(tps.port()),
              Protocols.always(new FixedCost(COST, "1", contoured)),
              id -> SegmentationListener.NONE)) {
        daemon = running;
        daemon.start();
        Eventually.holds("it is ready", () -> status("/ready") == 200);
        idle();
        contouring();
        delivering();
        judge();
      }
    }
  }

  private void idle() throws Exception {
    away(() -> {});
  }

  private void contouring() throws Exception {
    int before = contoured.size();
    drop();
    Eventually.holds("it contours", () -> contoured.size() > before);
    away(() -> {});
  }

  private void delivering() throws Exception {
    arrives = new CountDownLatch(1);
    answers = new CountDownLatch(1);
    drop();
    arrives.await();
    away(answers::countDown);
  }

  private interface Meanwhile {
    void happens() throws Exception;
  }

  private void away(Meanwhile meanwhile) throws Exception {
    PhantomSeries sent = write();
    database.end();
    meanwhile.happens();
    Eventually.holds("it says that it is not ready", () -> status("/ready") == 503);
    Eventually.holds("it says why", () -> body("/health").contains("the store does not answer"));
    List<StoreReceipt> receipts = send(sent.files().subList(0, 2));
    assertThat(receipts).noneMatch(r -> r.outcome().delivered());
    assertThat(receipts)
        .allSatisfy(
            r ->
                assertThat(r.outcome())
                    .isInstanceOfAny(StoreOutcome.Refused.class, StoreOutcome.Failed.class));
    database.begin();
    Eventually.holds("it is ready again", () -> status("/ready") == 200);
    assertThat(send(sent.files())).allMatch(r -> r.outcome().delivered());
    Eventually.holds("all is delivered", () -> delivered() == series);
  }

  private PhantomSeries write() throws IOException {
    series++;
    return HostileInput.tiny().seed(series).build().writeTo(root.resolve("s" + series));
  }

  private void drop() throws IOException {
    PhantomSeries written = write();
    Files.move(written.folder(), daemon.home().inbox().resolve("s" + series));
  }

  private List<StoreReceipt> send(List<Path> files) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", daemon.listenerPort().getAsInt());
    return new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults()).send(files);
  }

  private long delivered() {
    return daemon.cases().all().stream().filter(c -> c.state() == CaseState.DELIVERED).count();
  }

  private void judge() throws Exception {
    Eventually.holds("every report is drawn", () -> daemon.queue().reportsDue() == 0);
    int lost = 0;
    for (CaseRecord record : daemon.cases().all()) {
      List<DeliveryRecord> deliveries = daemon.deliveries().of(record.caseId());
      assertThat(deliveries).hasSize(2);
      lost +=
          deliveries.stream()
              .filter(d -> d.target().equals("tps"))
              .mapToInt(DeliveryRecord::lost)
              .sum();
    }
    assertThat(received).hasSize(series);
    int sent = received.values().stream().mapToInt(n -> n).sum();
    assertThat(sent).as("twice only where the receipt was lost").isBetween(series, series + lost);
    try (var files = Files.list(daemon.home().export())) {
      assertThat(files.filter(f -> f.toString().endsWith(".dcm"))).hasSize(series);
    }
    assertThat(daemon.verifyAudit().isWhole()).isTrue();
    System.out.printf(
        "DATABASE AWAY: idle, contouring, delivering; %d series, all delivered to 2 targets; %d"
            + " receipts lost, %d twice at the TPS; contoured %d times%n",
        series, lost, sent - series, contoured.values().stream().mapToInt(n -> n).sum());
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private String body(String path) throws Exception {
    return get(path).body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
