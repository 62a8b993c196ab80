package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.cases.RequestStore.RequestState;
import org.contourflow.cli.RetryCommand;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the run log says of models, and that no RTSTRUCT leaves where one must not be trusted. */
class ServiceInRunLogTest {
  private CompletableFuture<Daemon> stopIn = new CompletableFuture<>();

  private static final Path NETWORKS = Path.of("../contouring-model/src/test/resources/networks");

  @TempDir Path root;
  private Path model;

  @BeforeEach
  void copyModel() throws IOException {
    model = Files.createDirectories(root.resolve("models/example/1.0.0"));
    try (Stream<Path> files = Files.list(NETWORKS.resolve("example/1.0.0"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  /** Another content of a file, released as such. */
  private void replace(String name, byte[] bytes) throws Exception {
    String before = sha256(Files.readAllBytes(model.resolve(name)));
    Files.write(model.resolve(name), bytes);
    Path manifest = model.resolve("model.yaml");
    Files.writeString(manifest, Files.readString(manifest).replace(before, sha256(bytes)));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Settings settings() {
    return new Settings(
        root.resolve("home"),
        new Settings.Inbox(null, 1, 1, 2, null),
        DicomSettings.Listener.loopback(),
        new AssemblySettings(1, 3, null, null),
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null);
  }

  private Protocols protocols() throws Exception {
    return Protocols.load(
        Protocols.rules(List.of("example")), root.resolve("models"), EngineSettings.DEFAULTS);
  }

  /** Drops one series and waits until its case is at rest; all the run log has. */
  private List<Event> contour(boolean stop) throws Exception {
    try (Protocols protocols = protocols();
        Daemon daemon = new Daemon(settings(), protocols, stop ? stopper() : quiet())) {
      daemon.start();
      stopIn.complete(daemon);
      Phantom.small().build().writeTo(root.resolve("source"));
      Files.move(root.resolve("source"), daemon.home().inbox().resolve("source"));
      awaitRest(daemon);
      try (Stream<Path> exported = Files.walk(daemon.home().export())) {
        assertThat(exported.filter(Files::isRegularFile)).isEmpty();
      }
      List<Event> told = daemon.runLog().all();
      String configuration = settings().fingerprint().substring(0, 16);
      assertThat(told).extracting(Event::configuration).containsOnly(configuration);
      return told;
    }
  }

  private static Function<String, SegmentationListener> quiet() {
    return id -> SegmentationListener.NONE;
  }

  /**
   * A person who asks for a stop once the case is in work, and has the answer before it goes on.
   */
  private Function<String, SegmentationListener> stopper() {
    stopIn = new CompletableFuture<>();
    CompletableFuture<Daemon> asked = stopIn;
    AtomicBoolean once = new AtomicBoolean();
    return id -> {
      if (once.compareAndSet(false, true)) {
        RequestStore requests = asked.join().requests();
        long request = requests.ask(Kind.STOP, id, "", "test");
        try {
          Eventually.holds(() -> requests.find(request).orElseThrow().state() == RequestState.DONE);
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
      return SegmentationListener.NONE;
    };
  }

  private static void awaitRest(Daemon daemon) throws Exception {
    Eventually.holds(() -> daemon.cases().all().stream().anyMatch(c -> isAtRest(c.state())));
  }

  private static void awaitDelivered(Daemon daemon) throws Exception {
    Eventually.holds(() -> daemon.cases().all().get(0).state() == CaseState.DELIVERED);
  }

  private static boolean isAtRest(CaseState state) {
    return state == CaseState.REFUSED || state == CaseState.FAILED || state == CaseState.DELIVERED;
  }

  private static void assertSaid(List<Event> log, EventType type, boolean ofCase, String text) {
    assertThat(log)
        .anySatisfy(
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.caseId().equals(RunLog.SYSTEM)).isNotEqualTo(ofCase);
              assertThat(e.text()).contains(text);
            });
  }

  @Test
  void a_model_that_fails_its_golden_check_contours_no_patient_and_the_run_log_says_so()
      throws Exception {
    byte[] golden = Files.readAllBytes(model.resolve("golden-output-0.npy"));
    golden[golden.length - 1] = 0x41; // the last value becomes about 8 to 32
    replace("golden-output-0.npy", golden);
    List<Event> log = contour(false);
    String why = "tiny.pt failed its golden check";
    assertSaid(log, EventType.MODEL_OUT_OF_SERVICE, false, why);
    assertSaid(log, EventType.MODEL_OUT_OF_SERVICE, true, why);
    assertSaid(log, EventType.CONTOURING_REFUSED, true, "MODEL_OUT_OF_SERVICE");
  }

  @Test
  void nan_in_the_output_fails_the_case_and_the_run_log_says_so() throws Exception {
    replace("tiny.pt", Files.readAllBytes(NETWORKS.resolve("nan-on-zero.pt")));
    List<Event> log = contour(false);
    assertSaid(log, EventType.MODEL_IN_SERVICE, false, "example 1.0.0 is in service (float32");
    assertSaid(log, EventType.STEP_FAILED, true, "NON_FINITE_OUTPUT");
    assertSaid(log, EventType.STEP_FAILED, true, "given up, a person must look");
  }

  @Test
  void a_case_that_a_person_stops_is_not_tried_again() throws Exception {
    List<Event> log = contour(true);
    assertSaid(log, EventType.CONTOURING_STOPPED, true, "a person asked for it");
    assertSaid(log, EventType.STEP_FAILED, true, "CANCELLED: stopped on request; given up");
  }

  @Test
  void a_case_stopped_in_the_same_daemon_goes_on_when_a_person_asks() throws Exception {
    try (Protocols protocols = protocols();
        Daemon daemon = new Daemon(settings(), protocols, stopper())) {
      daemon.start();
      stopIn.complete(daemon);
      Phantom.small().build().writeTo(root.resolve("source"));
      Files.move(root.resolve("source"), daemon.home().inbox().resolve("source"));
      awaitRest(daemon);
      assertThat(daemon.cases().all().get(0).state()).isEqualTo(CaseState.FAILED);
      daemon.requests().ask(Kind.RETRY, "case-000001", "", "test");
      awaitDelivered(daemon);
    }
  }

  @Test
  void a_stopped_case_is_contoured_and_exported_after_all_when_a_person_asks() throws Exception {
    contour(true);
    String config = Files.writeString(root.resolve("c.yaml"), "home: home\n").toString();
    CommandLine cli = new CommandLine(new RetryCommand());
    cli.setErr(new PrintWriter(new StringWriter()));
    assertThat(cli.execute("--config", config, "../case-000001")).isNotZero();
    assertThat(cli.execute("--config", config, "case-000001")).isZero();
    try (Protocols protocols = protocols();
        Daemon daemon = new Daemon(settings(), protocols, id -> SegmentationListener.NONE)) {
      CaseState before = daemon.cases().all().get(0).state();
      assertThat(before).isEqualTo(CaseState.FAILED);
      daemon.start();
      awaitDelivered(daemon);
      try (Stream<Path> exported = Files.walk(daemon.home().export())) {
        assertThat(exported.filter(Files::isRegularFile)).hasSize(1);
      }
      assertSaid(daemon.runLog().all(), EventType.CASE_RETRIED, true, "a person asked for it");
    }
  }
}
