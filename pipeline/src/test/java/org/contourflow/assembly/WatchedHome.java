package org.contourflow.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.CaseStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.DiskReserve;
import org.contourflow.intake.Intake;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;

/** A home with its store, intake and watch, which can be closed and opened again. */
public final class WatchedHome implements AutoCloseable {
  public final MemoryRunLog runLog = new MemoryRunLog();
  public final Home home;
  public RuleSet rules = RuleReader.builtIn();
  CtSeriesAssembler assembler = new CtSeriesAssembler();
  private final HeaderSource headers;
  public SeriesCatalogue catalogue;
  ArrivalStore arrivals;
  public CaseStore cases;
  Intake intake;
  public SeriesWatch watch;
  public Database database;

  public WatchedHome(Path root) throws IOException {
    this(root, HeaderSource.FILES);
  }

  /** With headers that are read in another way. */
  public WatchedHome(Path root, HeaderSource headers) throws IOException {
    this.headers = headers;
    home = Home.open(Settings.defaults().withHome(root));
    open();
  }

  private void open() throws IOException {
    Clock clock = Clock.systemUTC();
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, clock);
    cases = new JdbcCaseStore(database, clock);
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, clock);
    catalogue = new SeriesCatalogue(assembler, headers);
    intake = intake(home, arrivals, quarantine, runLog, catalogue);
    watch = watch(home, arrivals, cases, quarantine, runLog, catalogue, () -> rules);
  }

  /** Takes slices of any size, however full the disk is. */
  static Intake intake(
      Home home,
      ArrivalStore arrivals,
      Quarantine quarantine,
      RunLog runLog,
      SeriesCatalogue catalogue) {
    return new Intake(
        home,
        arrivals,
        quarantine,
        runLog,
        new Intake.Policy(50_000_000, MissingUids.REFUSE),
        new DiskReserve(home.incoming(), 0, runLog),
        catalogue);
  }

  /** Judges at once. */
  static SeriesWatch watch(
      Home home,
      ArrivalStore arrivals,
      CaseStore cases,
      Quarantine quarantine,
      RunLog runLog,
      SeriesCatalogue catalogue,
      Supplier<RuleSet> rules) {
    return new SeriesWatch(
        home,
        arrivals,
        cases,
        quarantine,
        runLog,
        Clock.systemUTC(),
        new SeriesWatch.Judgement(catalogue, Duration.ZERO, Duration.ZERO, rules));
  }

  /** As a restart with these rules. */
  public void restart(RuleSet newRules) throws IOException {
    database.close();
    rules = newRules;
    open();
    watch.recover();
  }

  public void restart() throws IOException {
    restart(rules);
  }

  public void takeAll(Path folder) throws IOException {
    for (Path file : filesBelow(folder)) {
      intake.takeFile(file);
    }
  }

  public List<String> textsOf(EventType type) {
    return runLog.all().stream().filter(e -> e.type() == type).map(Event::text).toList();
  }

  /** What is kept aside, reasons apart. */
  public List<Path> inQuarantine() throws IOException {
    return filesBelow(home.quarantine()).stream()
        .filter(p -> !p.endsWith("reason.txt") && !p.endsWith("resolved.txt"))
        .toList();
  }

  public static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
