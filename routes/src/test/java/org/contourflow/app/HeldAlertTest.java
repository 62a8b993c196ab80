package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.home.Quarantine;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A series that is held is told by an alert of its own, once, also when the service starts anew.
 */
@Timeout(Eventually.HANGS)
class HeldAlertTest {
  @TempDir Path root;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private HttpServer hook;

  @BeforeEach
  void listen() throws Exception {
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/hook",
        exchange -> {
          String message =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (message.contains("\"key\":\"held:")) { // Not what else a crowded machine tells of.
            told.add(message);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
  }

  @AfterEach
  void end() {
    hook.stop(0);
  }

  private interface Work {
    void with(Daemon daemon) throws Exception;
  }

  private void run(boolean telling, Work work) throws Exception {
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
    Path file =
        Files.writeString(
            root.resolve("contourflow.yaml"),
            """
            home: home
            inbox: {stableSeconds: 1}
            assembly: {quietSeconds: 1, incompleteSeconds: 1}
            contouring: {here: false, models: [hu-anatomy]}
            """
                + (telling ? "operations: {alerts: {webhook: {url: \"" + url + "\"}}}\n" : ""));
    Settings settings = SettingsReader.read(file);
    try (Daemon daemon =
        new Daemon(
            settings,
            Protocols.always(new FixedCost(Duration.ZERO)),
            id -> SegmentationListener.NONE)) {
      daemon.start();
      work.with(daemon);
    }
  }

  /** What the channel took, and the service has written down. */
  private static boolean isRemembered(Daemon daemon, String key) throws Exception {
    Path memory = daemon.home().database().resolve("alerts-told.txt");
    return Files.exists(memory) && Files.readString(memory).contains(key);
  }

  @Test
  void each_held_series_is_told_once_without_identifiers() throws Exception {
    PhantomSeries series = HostileInput.tiny().build().writeTo(root.resolve("ct"));
    Files.delete(series.files().get(4));
    run(
        false,
        daemon -> {
          Files.move(root.resolve("ct"), daemon.home().inbox().resolve("ct"));
          Eventually.holds(
              "it is held",
              () ->
                  daemon.runLog().all().stream()
                      .anyMatch(e -> e.type() == EventType.SERIES_INCOMPLETE));
        });
    run(true, daemon -> Eventually.holds("it is told", () -> isRemembered(daemon, "held:")));
    assertThat(told)
        .singleElement()
        .asString()
        .contains("\"state\":\"raised\"", "\"key\":\"held:", "INCOMPLETE", "contourflow held")
        .doesNotContain(series.uids().series(), series.uids().study(), "case-");
    Quarantine aside =
        new Quarantine(
            root.resolve("home").resolve("quarantine"), new MemoryRunLog(), Clock.systemUTC());
    Quarantine.Reason lost = new Quarantine.Reason("SLICES_LOST", "gone", "Send it again");
    String other = aside.put(EventType.SERIES_INCOMPLETE, lost, Map.of()).id();
    run(true, daemon -> Eventually.holds("so is the other", () -> isRemembered(daemon, other)));
    assertThat(told).as("the first one not again").hasSize(2);
    assertThat(told.get(1)).contains("SLICES_LOST", other);
  }
}
