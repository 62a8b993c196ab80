package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.assembly.SeriesCatalogue;
import org.contourflow.assembly.SeriesKnowledge;
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
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.console.ConsoleParts;
import org.contourflow.console.ConsoleServer;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.delivery.FolderTarget;
import org.contourflow.drift.ChartRules;
import org.contourflow.drift.DriftCharts;
import org.contourflow.drift.DriftMetric;
import org.contourflow.drift.DriftWatch;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.SteadyClock;
import org.contourflow.intake.DiskReserve;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Reconciliation;
import org.contourflow.intake.Senders;
import org.contourflow.intake.StructureSetShelf;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.ServiceState;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.Facts;
import org.contourflow.review.AskForSets;
import org.contourflow.review.ReviewDesk;
import org.contourflow.review.ReviewStore;
import org.contourflow.routes.CaseListeners;
import org.contourflow.routes.CaseRoutes;
import org.contourflow.routes.Control;
import org.contourflow.routes.InboxRoute;
import org.contourflow.routes.Loops;
import org.contourflow.routes.SetsFetch;
import org.contourflow.routes.StoreCatalog;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseQueries;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.JdbcFactStore;
import org.contourflow.store.JdbcFetchStore;
import org.contourflow.store.JdbcFigures;
import org.contourflow.store.JdbcLateSetStore;
import org.contourflow.store.JdbcLogQueries;
import org.contourflow.store.JdbcProtocolVersions;
import org.contourflow.store.JdbcRequestStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.JdbcSenderStore;
import org.contourflow.store.JdbcStatistics;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.store.JdbcUserStore;
import org.contourflow.store.Leases;
import org.contourflow.workflow.ArrivedClinicalSets;
import org.contourflow.workflow.CaseContexts;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.CaseWorker;
import org.contourflow.workflow.ClinicalSets;
import org.contourflow.workflow.DeliveredOnDisk;
import org.contourflow.workflow.Deliveries;
import org.contourflow.workflow.LateSets;
import org.contourflow.workflow.StructuresOfCase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running product: store, routes and listener on one home. */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  /** Of the one daemon that a store has; workers have other names. */
  private static final String NAME = "daemon";

  private static final Duration VERSIONS = Duration.ofSeconds(10);
  private static final long MEGABYTE = 1_000_000;
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final Duration RULES = Duration.ofSeconds(2);
  private static final Duration ASK_FOR_SETS = Duration.ofMinutes(1);
  private static final Duration REVIEWS = Duration.ofSeconds(2);
  private static final Duration LONGEST_LAST_STEP = Duration.ofSeconds(30);
  private static final Duration SENDERS = Duration.ofSeconds(2);
  private static final Duration FACTS = Duration.ofSeconds(1);

  private final Settings settings;
  private final Home home;
  private final Database database;
  private final RunLog runLog;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final ArrivalStore arrivals;
  private final SenderStore senderStore;
  private final DeliveryStore deliveries;
  private final SeriesWatch watch;
  private final Facts facts;
  private Optional<ConsoleServer> console = Optional.empty();
  private final CaseWorker worker;
  private final Protocols protocols;
  private final CaseListeners listeners;
  private final Intake intake;
  private final CamelContext camel = new DefaultCamelContext();
  private final NetworkNodes network;
  private final Loops loops;
  private final Operations operations;
  private final Optional<DemandSetup> demand;
  private final StructureSetStore structureSets;
  private final StructureSetShelf shelf;
  private final SetsFetch setsFetch;

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
    Clock clock = new SteadyClock();
    this.settings = settings;
    this.protocols = protocols;
    this.home = Home.open(settings);
    this.database = Database.open(settings.store(), home.database());
    home.closeToOthers(home.database());
    AuditKeys keys = AuditSetup.keys(settings);
    this.runLog = new JdbcRunLog(database, clock, keys);
    this.loops = new Loops(runLog);
    this.operations =
        new Operations(
            new Operations.Of(
                settings, home, runLog, keys, loops, new JdbcFigures(database, clock), clock));
    this.demand = DemandSetup.of(settings, database, runLog, clock);
    this.facts =
        new Facts(new JdbcLogQueries(database), new JdbcFactStore(database), this::structuresOf);
    this.network = new NetworkNodes(settings, home, camel);
    this.cases = new JdbcCaseStore(database, clock);
    cases.numbersBehind(CaseFolder.highestNumber(home.cases()));
    this.arrivals = new JdbcArrivalStore(database, clock);
    Leases leases = new Leases(NAME, Duration.ofSeconds(settings.store().leaseSeconds()), clock);
    this.queue = new JdbcCaseQueue(database, leases);
    this.deliveries = new JdbcDeliveryStore(database, leases);
    this.senderStore = new JdbcSenderStore(database, clock);
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
    SeriesCatalogue catalogue = catalogue();
    this.watch = watch(catalogue, quarantine, clock, protocols::rules);
    this.structureSets = new JdbcStructureSetStore(database, clock);
    this.shelf = new StructureSetShelf(home, structureSets, runLog, clock);
    this.intake =
        new Intake(
                home,
                arrivals,
                quarantine,
                runLog,
                new Intake.Policy(
                    settings.inbox().maxZipBytes(), settings.assembly().missingUids()),
                new DiskReserve(
                    home.incoming(), settings.listener().reserveMegabytes() * MEGABYTE, runLog),
                catalogue)
            .keepingStructureSets(shelf)
            .noting(new Senders(senderStore));
    this.setsFetch = new SetsFetch(runLog);
    this.listeners = new CaseListeners(runLog, clock, PROGRESS_INTERVAL, listeners);
    this.worker =
        new CaseWorker(
            new CaseContexts(home, watch, runLog, clock, this.listeners),
            cases,
            queue,
            protocols::rules,
            new StepsInForce(
                protocols, settings.structureSet(), clinicalSets(), Product.of(settings)),
            settings.contouring().mostAtOnce(),
            new Deliveries(
                deliveries, targets(), new FileNameTemplate(settings.export().fileName()), runLog));
    wire(quarantine, clock);
  }

  /** Of those that have arrived, once the PACS were asked for more. */
  private ClinicalSets clinicalSets() {
    ClinicalSets arrived = new ArrivedClinicalSets(home, structureSets);
    return series -> {
      setsFetch.await(series.studyInstanceUid());
      return arrived.newestOn(series);
    };
  }

  private SeriesCatalogue catalogue() {
    Settings.Assembly assembly = settings.assembly();
    return new SeriesCatalogue(
        new CtSeriesAssembler(
            assembly.geometryPolicy().policy(), assembly.missingUids(), assembly.severalVolumes()));
  }

  private SeriesWatch watch(
      SeriesCatalogue catalogue, Quarantine quarantine, Clock clock, Supplier<RuleSet> rules) {
    return new SeriesWatch(
        home,
        arrivals,
        cases,
        quarantine,
        runLog,
        clock,
        new SeriesWatch.Judgement(
            catalogue,
            Duration.ofSeconds(settings.assembly().quietSeconds()),
            Duration.ofSeconds(settings.assembly().incompleteSeconds()),
            rules,
            SeriesKnowledge.of(senderStore, network.counts(), settings.assembly())));
  }

  private List<DeliveryTarget> targets() throws IOException {
    List<DeliveryTarget> targets = new ArrayList<>();
    if (settings.export().enabled()) {
      targets.add(
          new FolderTarget(
              Settings.Export.DESTINATION,
              home.export(),
              settings.export().okMarker(),
              settings.export().patientIdentifiers()));
    }
    targets.addAll(network.targets());
    return targets;
  }

  private void wire(Quarantine quarantine, Clock clock) {
    InboxFolders folders =
        new InboxFolders(
            home.inbox(),
            quarantine,
            Duration.ofSeconds(settings.inbox().emptyFolderSeconds()),
            clock);
    try {
      InboxRoute inbox = new InboxRoute(home.inbox(), settings.inbox(), intake, folders, loops);
      camel.addRoutes(inbox);
      Control control = new Control(requests(), cases, watch, worker, listeners);
      camel.addRoutes(
          new CaseRoutes(
              () -> inbox.isSettled() ? watch.tick() : List.of(),
              worker,
              control,
              loops,
              settings.store().renewal(),
              settings.contouring().here()));
      network.addRoutes(
          intake,
          new StoreCatalog(home, arrivals, structureSets),
          new JdbcFetchStore(database, clock),
          setsFetch,
          runLog,
          loops);
      camel.addService(new Watchdog(loops, runLog, home.root(), operations::problems));
      operations.retention(
          settings.operations().retention(),
          LifecycleSetup.of(settings, home, database, runLog, clock, protocols::rules).retention());
      Housekeeper housekeeper = operations.housekeeper();
      housekeeper.every("facts", FACTS, () -> facts.follow() >= 0);
      RulesReload.of(settings, protocols, runLog)
          .ifPresent(reload -> housekeeper.every("rules", RULES, reload::turn));
      housekeeper.every("review", REVIEWS, reviewDesk()::turn);
      askForSets(clock)
          .ifPresent(ask -> housekeeper.every("ask-for-sets", ASK_FOR_SETS, ask::turn));
      housekeeper.every("late-sets", REVIEWS, lateSets(clock)::turn);
      housekeeper.every("senders", SENDERS, () -> intake.senders().tellEnds());
      housekeeper.every("versions", VERSIONS, this::publishVersions);
      demand.ifPresent(d -> operations.demand(d));
      camel.addService(housekeeper);
      if (operations.monitor().isPresent()) {
        camel.addService(operations.monitor().get());
      }
    } catch (Exception e) {
      throw new IllegalStateException("the routes are built in; they cannot be wrong", e);
    }
  }

  private LateSets lateSets(Clock clock) {
    return new LateSets(
        home,
        new JdbcLateSetStore(database, clock),
        deliveredOnDisk(),
        protocols::rules,
        runLog,
        clock);
  }

  /** As often as the first of the PACS that are asked for structure sets says. */
  private Optional<AskForSets> askForSets(Clock clock) {
    return settings.queries().stream()
        .filter(q -> q.purpose() == DicomSettings.Query.Purpose.STRUCTURE_SETS)
        .findFirst()
        .map(
            q ->
                new AskForSets(
                    new JdbcReviewStore(database)::studiesWithoutReview,
                    setsFetch::sets,
                    Duration.ofSeconds(q.intervalSeconds()),
                    Duration.ofDays(q.windowDays()),
                    clock));
  }

  private DeliveredOnDisk deliveredOnDisk() {
    return new DeliveredOnDisk(home, watch, protocols::aliases);
  }

  private ReviewDesk reviewDesk() {
    ReviewStore reviews = new JdbcReviewStore(database);
    return new ReviewDesk(
        home,
        structureSets,
        cases,
        reviews,
        deliveredOnDisk(),
        runLog,
        new DriftWatch(reviews, runLog));
  }

  /**
   * Takes up what an earlier run left and begins to watch and listen.
   *
   * @throws IOException if a port cannot be had or a node's settings cannot be used
   */
  public void start() throws IOException {
    operations.begin();
    intake.senders().begin();
    tellWhatIsOpen();
    new Reconciliation(home, arrivals, intake, runLog).run();
    shelf.takeUp();
    watch.recover();
    queue.takeBack();
    publishVersions();
    network.takeUp(intake);
    camel.getShutdownStrategy().setTimeout(LONGEST_LAST_STEP.toSeconds());
    startRoutes();
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

  private List<CaseStructure> structuresOf(String caseId) {
    try {
      return StructuresOfCase.in(new CaseFolder(caseFolder(caseId)));
    } catch (IOException e) {
      LOG.warn("the structures of {} cannot be read", caseId);
      return List.of();
    }
  }

  /**
   * Serves the console, if the settings say so. A console that cannot be served stops nothing else:
   * it is told.
   *
   * @return where it is, and the first admin's one-time password where there was no user yet
   */
  public Optional<Served> serveConsole() {
    if (!settings.console().enabled()) {
      return Optional.empty();
    }
    try {
      ConsoleServer server = new ConsoleServer(settings, consoleParts());
      Optional<String> password = server.start();
      console = Optional.of(server);
      return Optional.of(new Served(server.address(), password));
    } catch (IOException e) {
      LOG.error("{}", e.getMessage());
      runLog.append(RunLog.SYSTEM, EventType.CONSOLE_NOT_SERVED, e.getMessage());
      return Optional.empty();
    }
  }

  /** Where the console is, and what its first admin logs in with. */
  public record Served(String address, Optional<String> oneTimePassword) {}

  private DriftCharts drift() {
    return new DriftCharts(
        new JdbcReviewStore(database).all(), List.of(DriftMetric.values()), ChartRules.USUAL);
  }

  private Map<String, Priority> priorities() {
    return protocols.rules().protocols().stream()
        .collect(Collectors.toMap(Protocol::name, p -> p.details().priority()));
  }

  private ConsoleParts consoleParts() {
    return new ConsoleParts(
        new ConsoleParts.Questions(
            new JdbcCaseQueries(database),
            new JdbcLogQueries(database),
            new JdbcStatistics(database),
            this::priorities,
            this::drift,
            demand.map(DemandSetup::desk)),
        new JdbcUserStore(database),
        runLog,
        new DaemonCases(cases, watch, this::caseFolder),
        requests(),
        home.quarantine(),
        this::systemState);
  }

  private ConsoleParts.SystemState systemState() {
    return new ConsoleParts.SystemState(
        Product.version().orElse("0.1.0-SNAPSHOT"),
        loops.states().stream()
            .map(s -> new ConsoleParts.Part(s.name(), s.good(), s.words()))
            .toList(),
        protocols.service().stream()
            .map(
                s ->
                    new ConsoleParts.Model(
                        s.model().label(), s.outOfService().isEmpty(), s.toString()))
            .toList(),
        Map.of(),
        home.root().toFile().getUsableSpace());
  }

  /** Workers take only what they contour as this service does, also after its rules changed. */
  private boolean publishVersions() {
    JdbcProtocolVersions published = new JdbcProtocolVersions(database);
    Map<String, String> here = VersionsHere.of(protocols);
    if (!published.published().equals(here)) {
      published.publish(here);
    }
    return true;
  }

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
    return cases;
  }

  /** The cases as a queue. */
  public CaseQueue queue() {
    return queue;
  }

  /** What people ask for. */
  public RequestStore requests() {
    return new JdbcRequestStore(database, Clock.systemUTC());
  }

  /** What has arrived. */
  public ArrivalStore arrivals() {
    return arrivals;
  }

  /** What was handed over. */
  public DeliveryStore deliveries() {
    return deliveries;
  }

  /** Releases a held series; see {@link SeriesWatch#release}. */
  public boolean release(String seriesInstanceUid) {
    return !watch.release(seriesInstanceUid, Optional.empty()).isEmpty();
  }

  /** The folder of a case. */
  public Path caseFolder(String caseId) {
    return worker.folder(caseId).root();
  }

  /**
   * Stops taking work, gives a contouring back at its next tile, lets another step end, closes the
   * store.
   */
  @Override
  public void close() {
    console.ifPresent(ConsoleServer::close);
    listeners.giveBack();
    setsFetch.close();
    camel.stop();
    runLog.append(RunLog.SYSTEM, EventType.SYSTEM_STOPPED, "stopped");
    operations.end();
    database.close();
  }
}
