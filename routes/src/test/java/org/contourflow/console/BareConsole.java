package org.contourflow.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.audit.RunLog;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.Settings;
import org.contourflow.drift.ChartRules;
import org.contourflow.drift.DriftCharts;
import org.contourflow.drift.DriftMetric;
import org.contourflow.home.Home;
import org.contourflow.review.BlindStudies;
import org.contourflow.series.CtSeries;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcBlindStore;
import org.contourflow.store.JdbcCaseQueries;
import org.contourflow.store.JdbcLogQueries;
import org.contourflow.store.JdbcRequestStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.JdbcStatistics;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.store.JdbcUserStore;

/** A console on an empty store, without a daemon. */
final class BareConsole implements AutoCloseable {
  private final Database database;
  private final RunLog runLog;
  private final ConsoleServer server;
  private final String oneTimePassword;

  BareConsole(Path folder, ConsoleSettings settings) throws Exception {
    this(
        folder,
        settings,
        new DriftCharts(List.of(), List.of(DriftMetric.values()), ChartRules.USUAL));
  }

  BareConsole(Path folder, ConsoleSettings settings, DriftCharts drift) throws Exception {
    database = Database.embedded(folder.resolve("store"));
    runLog = new JdbcRunLog(database, Clock.systemUTC());
    ConsoleParts.Questions questions =
        new ConsoleParts.Questions(
            new JdbcCaseQueries(database),
            new JdbcLogQueries(database),
            new JdbcStatistics(database),
            Map::of,
            () -> drift,
            Optional.empty());
    ConsoleParts parts =
        new ConsoleParts(
            questions,
            new JdbcUserStore(database),
            runLog,
            new NoFiles(folder),
            new JdbcRequestStore(database, Clock.systemUTC()),
            folder.resolve("quarantine"),
            new BlindStudies(
                new Home(folder, folder.resolve("inbox"), folder.resolve("export")),
                new JdbcReviewStore(database),
                new JdbcStructureSetStore(database, Clock.systemUTC()),
                new JdbcBlindStore(database),
                runLog,
                Clock.systemUTC()),
            new JdbcReviewStore(database),
            Optional.empty(),
            () -> new ConsoleParts.SystemState("test", List.of(), List.of(), List.of(), 1));
    server = new ConsoleServer(Settings.defaults().withConsole(settings), parts);
    oneTimePassword = server.start().orElseThrow();
  }

  private record NoFiles(Path root) implements CaseFiles {
    @Override
    public Optional<CtSeries> series(String caseId) throws IOException {
      return Optional.empty();
    }

    @Override
    public Path folder(String caseId) {
      return root.resolve(caseId);
    }
  }

  String address() {
    return server.address();
  }

  RunLog runLog() {
    return runLog;
  }

  /** Of the user admin. */
  String oneTimePassword() {
    return oneTimePassword;
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
