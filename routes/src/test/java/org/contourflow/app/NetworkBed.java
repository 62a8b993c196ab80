package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.assembly.SeriesCatalogue;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.Event;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.routes.Loops;
import org.contourflow.routes.SetsFetch;
import org.contourflow.routes.StoreCatalog;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcFetchStore;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.testdata.Eventually;

/**
 * The network's half of a daemon on a home: listener, STOW-RS, queries, targets. Series are judged
 * when a test asks; nothing is contoured.
 */
public final class NetworkBed implements AutoCloseable {
  final Home home;
  final ArrivalStore arrivals;
  public final MemoryRunLog runLog = new MemoryRunLog();
  public final NetworkNodes network;
  private final Loops loops;
  private final Database database;
  private final SeriesWatch watch;
  private final CamelContext camel = new DefaultCamelContext();

  private NetworkBed(Settings settings) throws Exception {
    home = Home.open(settings);
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    Intake intake =
        new Intake(
            home, arrivals, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
    watch =
        new SeriesWatch(
            home,
            arrivals,
            new JdbcCaseStore(database, Clock.systemUTC()),
            quarantine,
            runLog,
            Clock.systemUTC(),
            new SeriesWatch.Judgement(
                new SeriesCatalogue(new CtSeriesAssembler()),
                Duration.ZERO,
                Duration.ZERO,
                RuleReader::builtIn));
    loops = new Loops(runLog);
    network = new NetworkNodes(settings, home, camel);
    network.addRoutes(
        intake,
        new StoreCatalog(home, arrivals, new JdbcStructureSetStore(database, Clock.systemUTC())),
        new JdbcFetchStore(database, Clock.systemUTC()),
        new SetsFetch(runLog),
        runLog,
        loops);
    network.takeUp(intake);
    camel.start();
  }

  public static NetworkBed start(Settings settings) throws Exception {
    return new NetworkBed(settings);
  }

  public static Settings settings(
      Path home,
      DicomSettings.Listener listener,
      List<DicomSettings.Target> targets,
      DicomWebSettings.Server stow,
      List<DicomWebSettings.Target> webTargets,
      List<DicomSettings.Query> queries) {
    return new Settings(
        home, null, listener, null, null, null, null, null, targets, stow, webTargets, queries);
  }

  /** The listener on a port that must be known before it starts. */
  public static DicomSettings.Listener listener(int port) {
    return new DicomSettings.Listener(
        null, null, port, "127.0.0.1", null, null, null, null, 0, null, null, null);
  }

  /** Judges what has arrived, as the daemon's timer does; the cases that come of it. */
  List<String> judge() {
    return watch.tick();
  }

  public int stored(String seriesInstanceUid) {
    return arrivals.instancesOf(seriesInstanceUid).size();
  }

  public List<String> log() {
    return runLog.all().stream().map(Event::text).toList();
  }

  @Override
  public void close() throws IOException {
    camel.stop();
    database.close();
  }

  /** Returns once a query was asked so many times more, this one not counted. */
  public void awaitPolls(String query, int more) throws Exception {
    Eventually.counts(more + 1, query + " was asked", () -> loops.turns("query-" + query));
  }
}
