package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.assembly.SeriesCatalogue;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseStore;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.model.SegmentationListener;
import org.contourflow.routes.CaseListeners;
import org.contourflow.routes.Loops;
import org.contourflow.routes.WorkerRoutes;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.JdbcProtocolVersions;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.store.Leases;
import org.contourflow.store.StoreClock;
import org.contourflow.workflow.ArrivedClinicalSets;
import org.contourflow.workflow.CaseContexts;
import org.contourflow.workflow.CaseWorker;
import org.contourflow.workflow.Deliveries;

/**
 * A process that contours cases of a service beside it, on this machine or another: it has the
 * service's store, a PostgreSQL, and the service's home, a shared folder. It receives and delivers
 * nothing.
 */
public final class ContouringWorker implements AutoCloseable {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final Duration LONGEST_LAST_STEP = Duration.ofSeconds(30);

  private final Database database;
  private final CaseListeners listeners;
  private final CaseWorker worker;
  private final CamelContext camel = new DefaultCamelContext();

  /**
   * Opens the store and the home; {@link #start} begins to work.
   *
   * @param protocols closed by its owner
   * @param others gives a further listener to a case's contouring
   * @throws IOException if the store is not shared, or it or the home cannot be opened
   */
  public ContouringWorker(
      Settings settings, Protocols protocols, Function<String, SegmentationListener> others)
      throws IOException {
    if (settings.store().isEmbedded()) {
      throw new IOException(
          "a worker needs the store of its service: give both the same store.url of a PostgreSQL");
    }
    Home home = Home.open(settings);
    this.database = Database.open(settings.store(), home.database());
    Clock clock = StoreClock.of(database, Clock.systemUTC());
    RunLog runLog =
        new JdbcRunLog(database, clock, AuditSetup.keys(settings), settings.fingerprint());
    this.listeners = new CaseListeners(runLog, clock, PROGRESS_INTERVAL, others);
    Leases leases = new Leases(name(), Duration.ofSeconds(settings.store().leaseSeconds()), clock);
    CaseStore cases = new JdbcCaseStore(database, clock);
    this.worker =
        new CaseWorker(
            new CaseContexts(
                home,
                watch(settings, home, cases, runLog, clock, protocols),
                runLog,
                clock,
                listeners),
            cases,
            new JdbcCaseQueue(database, leases),
            protocols::rules,
            new StepsInForce(
                protocols,
                settings.structureSet(),
                new ArrivedClinicalSets(home, new JdbcStructureSetStore(database, clock)),
                Product.of(settings)),
            settings.contouring().mostAtOnce(),
            new Deliveries(
                new JdbcDeliveryStore(database, leases),
                List.of(),
                new FileNameTemplate(settings.export().fileName()),
                runLog));
    wire(settings, worker, VersionsHere.of(protocols), new Loops(runLog));
  }

  /** Unique: a worker started anew waits for its dead one's leases, as every other does. */
  private static String name() {
    return "worker-"
        + Machine.host()
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + System.nanoTime();
  }

  private SeriesWatch watch(
      Settings settings,
      Home home,
      CaseStore cases,
      RunLog runLog,
      Clock clock,
      Protocols protocols) {
    AssemblySettings assembly = settings.assembly();
    return new SeriesWatch(
        home,
        new JdbcArrivalStore(database, clock),
        cases,
        new Quarantine(home.quarantine(), runLog, clock),
        runLog,
        clock,
        new SeriesWatch.Judgement(
            new SeriesCatalogue(
                new CtSeriesAssembler(
                    assembly.geometryPolicy().policy(),
                    assembly.missingUids(),
                    assembly.severalVolumes())),
            Duration.ofSeconds(assembly.quietSeconds()),
            Duration.ofSeconds(assembly.incompleteSeconds()),
            protocols::rules));
  }

  private void wire(
      Settings settings, CaseWorker worker, Map<String, String> versions, Loops loops) {
    try {
      camel.addRoutes(
          new WorkerRoutes(
              worker,
              listeners,
              new JdbcProtocolVersions(database),
              versions,
              settings.store().renewal(),
              loops));
    } catch (Exception e) {
      throw new IllegalStateException("the routes are built in; they cannot be wrong", e);
    }
  }

  /** Begins to take cases. */
  public void start() {
    camel.getShutdownStrategy().setTimeout(LONGEST_LAST_STEP.toSeconds());
    camel.start();
  }

  /** Gives a contouring back at its next tile, and ends. */
  @Override
  public void close() {
    worker.end();
    listeners.giveBack();
    camel.stop();
    database.close();
  }
}
