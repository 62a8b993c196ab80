package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.RunLog;
import org.contourflow.config.OperationsSettings;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.lifecycle.Retention;
import org.contourflow.monitor.AlertChannel;
import org.contourflow.monitor.Alerts;
import org.contourflow.monitor.Diagnosis;
import org.contourflow.monitor.Figures;
import org.contourflow.monitor.MailChannel;
import org.contourflow.monitor.Problem;
import org.contourflow.monitor.WaitingItems;
import org.contourflow.monitor.WebhookChannel;
import org.contourflow.routes.Loops;
import org.contourflow.routes.MonitorServer;

/**
 * What keeps the service: the chores beside the cases, as {@code operations} of the settings says.
 */
final class Operations {
  private static final Duration SYSLOG = Duration.ofSeconds(2);
  private static final Duration WATCH = Duration.ofSeconds(5);

  private final Anchoring anchoring;
  private final Housekeeper housekeeper;
  private final ServiceWatch watch;
  private final Optional<MonitorServer> monitor;

  /**
   * What the chores work on.
   *
   * @param runLog sealed with the keys
   */
  record Of(
      Settings settings,
      Home home,
      RunLog runLog,
      AuditKeys keys,
      Loops loops,
      Figures.Source figures,
      Clock clock) {}

  /**
   * Prepares the chores.
   *
   * @throws IOException naming what of the settings cannot be used
   */
  Operations(Of of) throws IOException {
    OperationsSettings settings = of.settings().operations();
    this.anchoring =
        new Anchoring(of.runLog(), of.keys(), AuditSetup.anchors(of.settings()), of.clock());
    this.housekeeper = new Housekeeper(of.loops());
    housekeeper.every(
        "audit-anchor", Duration.ofSeconds(settings.audit().anchorSeconds()), anchoring::note);
    AuditSetup.syslog(of.runLog(), of.settings(), of.home())
        .ifPresent(export -> housekeeper.every("audit-syslog", SYSLOG, export::send));
    this.watch =
        new ServiceWatch(
            of.loops(),
            of.figures(),
            of.home().root(),
            new Diagnosis(
                Duration.ofMinutes(settings.monitor().lateMinutes()),
                settings.monitor().lowDiskPercent()),
            of.runLog(),
            of.clock());
    housekeeper.every("monitor", WATCH, watch::look);
    this.monitor = monitor(settings.monitor(), of.loops());
    alerts(settings.alerts(), of);
  }

  private Optional<MonitorServer> monitor(OperationsSettings.Monitor settings, Loops loops) {
    if (!settings.enabled()) {
      return Optional.empty();
    }
    MonitorServer server = new MonitorServer(settings.bind(), settings.port(), watch);
    loops.probe("monitor-address", server::isListening);
    return Optional.of(server);
  }

  private void alerts(OperationsSettings.Alerts settings, Of of) {
    List<AlertChannel> channels = new ArrayList<>();
    if (settings.mail() != null) {
      channels.add(
          new MailChannel(settings.mail(), (SSLSocketFactory) SSLSocketFactory.getDefault()));
    }
    if (settings.webhook() != null) {
      channels.add(new WebhookChannel(settings.webhook()));
    }
    if (!channels.isEmpty()) {
      Alerts alerts =
          new Alerts(
              settings.service(),
              channels,
              settings.mostAnHour(),
              of.home().database().resolve("alerts-told.txt"),
              of.runLog(),
              of.clock());
      WaitingItems waiting = new WaitingItems(of.home().quarantine());
      housekeeper.every("alerts", WATCH, () -> tell(alerts, waiting));
    }
  }

  /** Before the first look nothing is known to be over that was told before the start. */
  private boolean tell(Alerts alerts, WaitingItems waiting) {
    if (watch.hasLooked()) {
      List<Problem> all = new ArrayList<>(watch.problems());
      all.addAll(waiting.among(alerts.raised()));
      alerts.look(all);
    }
    return true;
  }

  /** Deletes by age and by room; also where the settings say nothing of it, as protocols may. */
  void retention(OperationsSettings.Retention settings, Retention retention) {
    housekeeper.every(
        "retention",
        Duration.ofMinutes(settings.everyMinutes()),
        () -> {
          retention.run();
          return true;
        });
  }

  /** Keeps and judges the daily forecasts, and tells where they drift. */
  void demand(DemandSetup demand) {
    housekeeper.every("demand", DemandSetup.TURN, demand.watch()::turn);
    watch.alsoAsk(demand::problems);
  }

  /** Asks for what else may be wrong at each look. */
  void alsoAsk(Supplier<List<Problem>> more) {
    watch.alsoAsk(more);
  }

  /** What is wrong, and since when. */
  List<ServiceWatch.Standing> standing() {
    return watch.standing();
  }

  Housekeeper housekeeper() {
    return housekeeper;
  }

  Optional<MonitorServer> monitor() {
    return monitor;
  }

  /** What is wrong besides loops that stand, each a sentence. */
  List<String> problems() {
    return watch.problems().stream()
        .filter(problem -> !problem.key().startsWith("loop:"))
        .map(Problem::text)
        .toList();
  }

  /** Before the first event of a start. */
  void begin() {
    anchoring.tellKey();
  }

  /** After the last event of a stop. */
  void end() {
    anchoring.note();
  }
}
