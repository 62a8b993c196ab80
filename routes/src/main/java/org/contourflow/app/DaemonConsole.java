package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.consent.ConsentDesk;
import org.contourflow.console.ConsoleParts;
import org.contourflow.console.ConsoleServer;
import org.contourflow.drift.DriftDesk;
import org.contourflow.home.Home;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.review.BlindStudies;
import org.contourflow.routes.Loops;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcBlindStore;
import org.contourflow.store.JdbcCaseQueries;
import org.contourflow.store.JdbcLogQueries;
import org.contourflow.store.JdbcStatistics;
import org.contourflow.store.JdbcUserStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's console: what it asks of the rest, and its server. */
final class DaemonConsole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonConsole.class);

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final Protocols protocols;
  private final Loops loops;
  private final DaemonCases cases;
  private final Operations operations;
  private final Optional<DemandSetup> demand;
  private Optional<ConsoleServer> server = Optional.empty();

  DaemonConsole(
      Settings settings,
      Home home,
      DaemonStores stores,
      Protocols protocols,
      Loops loops,
      DaemonCases cases,
      Operations operations,
      Optional<DemandSetup> demand) {
    this.settings = settings;
    this.home = home;
    this.stores = stores;
    this.protocols = protocols;
    this.loops = loops;
    this.cases = cases;
    this.operations = operations;
    this.demand = demand;
  }

  /** See {@link Daemon#serveConsole}. */
  Optional<Daemon.Served> serve() {
    if (!settings.console().enabled()) {
      return Optional.empty();
    }
    try {
      ConsoleServer starting = new ConsoleServer(settings, parts());
      Optional<String> password = starting.start();
      server = Optional.of(starting);
      return Optional.of(new Daemon.Served(starting.address(), password));
    } catch (IOException e) {
      LOG.error("{}", e.getMessage());
      stores.runLog().append(RunLog.SYSTEM, EventType.CONSOLE_NOT_SERVED, e.getMessage());
      return Optional.empty();
    }
  }

  private ConsoleParts parts() {
    Database database = stores.database();
    return new ConsoleParts(
        new ConsoleParts.Questions(
            new JdbcCaseQueries(database),
            new JdbcLogQueries(database),
            new JdbcStatistics(database),
            this::priorities,
            new DriftDesk(stores.reviews())::charts,
            demand.map(DemandSetup::desk)),
        new JdbcUserStore(database),
        stores.runLog(),
        cases,
        stores.requests(),
        home.quarantine(),
        new BlindStudies(
            home,
            stores.reviews(),
            stores.structureSets(),
            new JdbcBlindStore(database),
            stores.runLog(),
            stores.clock()),
        stores.reviews(),
        Optional.ofNullable(settings.console().consent()).map(this::consent),
        this::systemState);
  }

  private ConsentDesk consent(Path folder) {
    return new ConsentDesk(
        settings.inHome(folder), new TeachingFiles(home, stores), Clock.systemDefaultZone());
  }

  private Map<String, Priority> priorities() {
    return protocols.rules().protocols().stream()
        .collect(Collectors.toMap(Protocol::name, p -> p.details().priority()));
  }

  private ConsoleParts.SystemState systemState() {
    return new ConsoleParts.SystemState(
        Product.version().orElse("0.1.0-SNAPSHOT"),
        loops.states().stream()
            .map(s -> new ConsoleParts.Part(s.name(), s.good(), s.text()))
            .toList(),
        protocols.service().stream()
            .map(
                s ->
                    new ConsoleParts.Model(
                        s.model().label(), s.outOfService().isEmpty(), s.toString()))
            .toList(),
        operations.standing().stream()
            .map(s -> new ConsoleParts.Trouble(s.problem().text(), s.since()))
            .toList(),
        home.root().toFile().getUsableSpace());
  }

  @Override
  public void close() {
    server.ifPresent(ConsoleServer::close);
  }
}
