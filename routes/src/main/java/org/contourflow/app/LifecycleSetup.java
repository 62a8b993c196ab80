package org.contourflow.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.lifecycle.Erasure;
import org.contourflow.lifecycle.LifeStore;
import org.contourflow.lifecycle.Retention;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcLifeStore;
import org.contourflow.store.JdbcRunLog;

/** Deletion by age and by room, and the erasing of a patient, on the home and store of settings. */
public record LifecycleSetup(Retention retention, Erasure erasure) {
  /** On a store that is open. */
  public static LifecycleSetup of(Settings settings, Database database) throws IOException {
    Clock clock = Clock.systemUTC();
    RunLog runLog =
        new JdbcRunLog(database, clock, AuditSetup.keys(settings), settings.fingerprint());
    AtomicReference<RuleSet> rules = new AtomicReference<>();
    return of(
        settings,
        Home.open(settings),
        database,
        runLog,
        clock,
        () -> rules.updateAndGet(read -> read == null ? rules(settings) : read));
  }

  /** Protocols say how long cases are kept: nothing is deleted by a file that cannot be used. */
  private static RuleSet rules(Settings settings) {
    try {
      return Protocols.rules(settings);
    } catch (RuleException e) {
      throw new UncheckedIOException(
          new IOException(
              "the rules file cannot be used, nothing is deleted: "
                  + String.join("; ", e.problems()),
              e));
    }
  }

  static LifecycleSetup of(
      Settings settings,
      Home home,
      Database database,
      RunLog runLog,
      Clock clock,
      Supplier<RuleSet> rules) {
    LifeStore store = new JdbcLifeStore(database);
    ArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    Retention retention =
        new Retention(
            home,
            store,
            arrivals,
            settings.operations().retention(),
            runLog,
            clock,
            protocol ->
                rules
                    .get()
                    .protocol(protocol)
                    .map(p -> p.details().retentionDays())
                    .orElse(OptionalInt.empty()));
    return new LifecycleSetup(retention, new Erasure(home, store, arrivals, retention, runLog));
  }
}
