package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.lifecycle.Erasure;
import org.contourflow.lifecycle.LifeStore;
import org.contourflow.lifecycle.Retention;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcLifeStore;
import org.contourflow.store.JdbcRunLog;

/** Deletion by age and by room, and the erasing of a patient, on the home and store of settings. */
public record LifecycleSetup(Retention retention, Erasure erasure) {
  /** On a store that is open. */
  public static LifecycleSetup of(Settings settings, Database database) throws IOException {
    Clock clock = Clock.systemUTC();
    RunLog runLog = new JdbcRunLog(database, clock, AuditSetup.keys(settings));
    return of(settings, Home.open(settings), database, runLog, clock);
  }

  static LifecycleSetup of(
      Settings settings, Home home, Database database, RunLog runLog, Clock clock) {
    LifeStore store = new JdbcLifeStore(database);
    ArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    Retention retention =
        new Retention(home, store, arrivals, settings.operations().retention(), runLog, clock);
    return new LifecycleSetup(retention, new Erasure(home, store, arrivals, retention, runLog));
  }
}
