package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.RequestStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.SteadyClock;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.ServiceState;
import org.contourflow.routes.CaseRoutes;
import org.contourflow.routes.Control;
import org.contourflow.routes.InboxRoute;
import org.contourflow.routes.Loops;
import org.contourflow.routes.StoreCatalog;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcFetchStore;
import org.contourflow.store.JdbcFigures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running product: store, routes and listener on one home. */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Duration LONGEST_LAST_STEP = Duration.ofSeconds(30);

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final RunLog runLog;
  private final Upkeep upkeep;
  private final DaemonConsole console;
  private final CaseWork work;
  private final Protocols protocols;
  private final IntakeSetup arriving;
  private final CamelContext camel = new DefaultCamelContext();
  private final NetworkNodes network;
  private final Loops loops;
  private final Operations operations;
  private final Optional<DemandSetup> demand;

  /**
   * Opens the home and its store; {@link #start} begins to work.
   *
   * @param protocols which series are contoured, and how; closed by its owner
   * @param listeners gives the listener to a case's contouring
   * @throws IOException if the home cannot be written, or another process works on it
   */
  public Daemon(
      Settings settings, Protocols protocols, Function<String, SegmentationListener> listeners)
      throws IOException {
    this.settings = settings;
    this.protocols = protocols;
    this.home = Home.open(settings);
    AuditKeys keys = AuditSetup.keys(settings);
    this.stores = new DaemonStores(settings, home, keys, new SteadyClock());
    Clock clock = stores.clock();
    Database database = stores.database();
    this.runLog = stores.runLog();
    this.loops = new Loops(runLog);
    this.operations =
        new Operations(
            new Operations.Of(
                settings, home, runLog, keys, loops, new JdbcFigures(database, clock), clock));
    this.demand = DemandSetup.of(settings, database, runLog, clock);
    this.upkeep = new Upkeep(settings, home, stores, protocols);
    this.network = new NetworkNodes(settings, home, camel);
    this.arriving = new IntakeSetup(settings, home, stores, protocols, network);
    this.work = new CaseWork(settings, home, stores, protocols, network, arriving, listeners);
    this.console =
        new DaemonConsole(
            settings,
            home,
            stores,
            protocols,
            loops,
            new DaemonCases(stores.cases(), arriving.watch(), this::caseFolder),
            operations,
            demand);
    wire(clock);
  }

  private void wire(Clock clock) {
    try {
      InboxRoute inbox =
          new InboxRoute(
              home.inbox(),
              settings.inbox(),
              arriving.intake(),
              arriving.folders(),
              arriving.looks(),
              loops);
      camel.addRoutes(inbox);
      Control control =
          new Control(
              requests(), stores.cases(), arriving.watch(), work.worker(), work.listeners());
      camel.addRoutes(
          new CaseRoutes(
              () -> inbox.isSettled() ? arriving.judge() : List.of(),
              work.worker(),
              work.outdated(),
              control,
              loops,
              settings.store().renewal(),
              settings.contouring().here()));
      network.addRoutes(
          arriving.intake(),
          new StoreCatalog(home, stores.arrivals(), stores.structureSets()),
          new JdbcFetchStore(stores.database(), clock),
          work.setsFetch(),
          runLog,
          loops);
      camel.addService(new Watchdog(loops, runLog, home.root(), operations::problems));
      upkeep.addTo(operations, arriving, work.setsFetch());
      demand.ifPresent(operations::demand);
      camel.addService(operations.housekeeper());
      if (operations.monitor().isPresent()) {
        camel.addService(operations.monitor().get());
      }
    } catch (Exception e) {
      throw new IllegalStateException("the routes are built in; they cannot be wrong", e);
    }
  }

  /** As {@link #start(BooleanSupplier)}, to its end. */
  public void start() throws IOException {
    start(() -> false);
  }

  /** A part of the start. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Takes up what an earlier run left and begins to watch and listen.
   *
   * @param ending whether the process is to end: the start then goes no step further, and {@link
   *     #close} may follow at once
   * @throws IOException if a port cannot be had or a node's settings cannot be used
   */
  public void start(BooleanSupplier ending) throws IOException {
    operations.begin();
    arriving.intake().senders().begin();
    List<Step> steps =
        List.of(
            this::tellWhatIsOpen,
            upkeep::endErasures,
            () -> arriving.takeUp(ending),
            stores.queue()::takeBack,
            arriving::clearHalfWritten,
            upkeep::publishVersions,
            () -> network.takeUp(arriving.intake()),
            this::startRoutes,
            this::tellStarted);
    for (Step step : steps) {
      if (ending.getAsBoolean()) {
        return;
      }
      step.run();
    }
  }

  private void tellStarted() {
    String open = network.describeOpenPorts();
    runLog.append(
        RunLog.SYSTEM,
        EventType.SYSTEM_STARTED,
        "watching the inbox"
            + (open.isEmpty() ? "" : "; " + open)
            + "; settings "
            + settings.fingerprint());
    for (ServiceState state : protocols.service()) {
      runLog.append(
          RunLog.SYSTEM,
          state.outOfService().isEmpty()
              ? EventType.MODEL_IN_SERVICE
              : EventType.MODEL_OUT_OF_SERVICE,
          state.toString());
    }
  }

  /**
   * Serves the console, if the settings say so. A console that cannot be served stops nothing else:
   * it is told.
   *
   * @return where it is, and the first admin's one-time password where there was no user yet
   */
  public Optional<Served> serveConsole() {
    return console.serve();
  }

  /** Where the console is, and what its first admin logs in with. */
  public record Served(String address, Optional<String> oneTimePassword) {}

  private void tellWhatIsOpen() throws IOException {
    for (String open : network.openness()) {
      LOG.warn("insecure: true was set for {}", open);
      runLog.append(
          RunLog.SYSTEM, EventType.OPEN_TO_THE_NETWORK, "insecure: true was set for " + open);
    }
    for (String readable : home.readableByOthers()) {
      LOG.warn("{}", readable);
      runLog.append(RunLog.SYSTEM, EventType.HOME_READABLE, readable);
    }
  }

  private void startRoutes() throws IOException {
    camel.getShutdownStrategy().setTimeout(LONGEST_LAST_STEP.toSeconds());
    try {
      camel.start();
    } catch (RuntimeException e) {
      throw new IOException(why(e), e);
    }
  }

  /** What the node itself said, without Camel's wrapping. */
  private static String why(Throwable e) {
    Throwable own = e;
    while (own.getCause() != null
        && !(own instanceof IOException || own instanceof IllegalArgumentException)) {
      own = own.getCause();
    }
    return own.getMessage();
  }

  /** The listener's port, if it listens. */
  public OptionalInt listenerPort() {
    return network.listenerPort();
  }

  /** How often a loop has turned; see {@link Loops}. */
  long turns(String loop) {
    return loops.turns(loop);
  }

  /** The folders. */
  public Home home() {
    return home;
  }

  /** The run log. */
  public RunLog runLog() {
    return runLog;
  }

  /** Verifies the run log. */
  public AuditTrail.Verdict verifyAudit() throws IOException {
    return AuditSetup.verify(runLog, settings);
  }

  /** The cases. */
  public CaseStore cases() {
    return stores.cases();
  }

  /** The cases as a queue. */
  public CaseQueue queue() {
    return stores.queue();
  }

  /** What people ask for. */
  public RequestStore requests() {
    return stores.requests();
  }

  /** What has arrived. */
  public ArrivalStore arrivals() {
    return stores.arrivals();
  }

  /** What was handed over. */
  public DeliveryStore deliveries() {
    return stores.deliveries();
  }

  /** Releases a held series; see {@link SeriesWatch#release}. */
  public boolean release(String seriesInstanceUid) {
    return !arriving.watch().release(seriesInstanceUid, Optional.empty()).isEmpty();
  }

  /** The folder of a case. */
  public Path caseFolder(String caseId) {
    return work.worker().folder(caseId).root();
  }

  /**
   * Stops taking work, gives a contouring back at its next tile, lets another step end, closes the
   * store.
   */
  @Override
  public void close() {
    console.close();
    work.end();
    camel.stop();
    runLog.append(RunLog.SYSTEM, EventType.SYSTEM_STOPPED, "stopped");
    operations.end();
    stores.close();
  }
}
