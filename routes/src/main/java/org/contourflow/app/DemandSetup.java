package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.RunLog;
import org.contourflow.config.DemandSettings;
import org.contourflow.config.Settings;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.StaffPlan;
import org.contourflow.demand.service.DemandDesk;
import org.contourflow.demand.service.DemandWatch;
import org.contourflow.monitor.Problem;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcDayBook;
import org.contourflow.store.JdbcServiceEvents;

/** The service's own forecast, as {@code operations.demand} of the settings says. */
record DemandSetup(DemandWatch watch, DemandDesk desk) {
  /** How often it is looked whether a day is due. */
  static final Duration TURN = Duration.ofMinutes(5);

  /**
   * @return empty where it is switched off
   * @throws IOException naming what of the settings cannot be used
   */
  static Optional<DemandSetup> of(Settings settings, Database database, RunLog runLog, Clock clock)
      throws IOException {
    DemandSettings demand = settings.operations().demand();
    if (!demand.enabled()) {
      return Optional.empty();
    }
    ZoneId zone = zone(demand.zone());
    Holidays holidays = holidays(settings, demand.holidays());
    JdbcServiceEvents events = new JdbcServiceEvents(database);
    JdbcDayBook book = new JdbcDayBook(database);
    DemandWatch watch =
        new DemandWatch(
            events, book, new DemandWatch.Rules(zone, holidays, demand.keepHour()), runLog, clock);
    DemandDesk.Rules rules =
        new DemandDesk.Rules(zone, holidays, plan(demand.clinic()), booked(settings));
    return Optional.of(
        new DemandSetup(watch, new DemandDesk(events, book, rules, watch::alarms, clock)));
  }

  private static ZoneId zone(String name) throws IOException {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IOException(
          "operations.demand.zone: " + name + " is not known; write it as Europe/London", e);
    }
  }

  private static Holidays holidays(Settings settings, String name) throws IOException {
    Path file = settings.inHome(Path.of(name));
    try {
      return Holidays.named(Files.isRegularFile(file) ? file.toString() : name);
    } catch (IOException e) {
      throw new IOException("operations.demand.holidays: " + e.getMessage(), e);
    }
  }

  private static DemandDesk.Plan plan(DemandSettings.Clinic clinic) throws IOException {
    try {
      return new DemandDesk.Plan(
          clinic.staff(),
          StaffPlan.parse(clinic.staff()),
          clinic.workers(),
          Optional.ofNullable(clinic.reviewMinutes()),
          new Promise(
              clinic.promise(),
              LocalTime.parse(clinic.by()),
              LocalTime.parse(clinic.cameBefore())));
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("operations.demand.clinic: " + e.getMessage(), e);
    }
  }

  private static Optional<DemandDesk.Booked> booked(Settings settings) {
    DemandSettings.Booked booked = settings.operations().demand().booked();
    return Optional.ofNullable(booked.file())
        .map(file -> new DemandDesk.Booked(settings.inHome(file), booked.show(), booked.share()));
  }

  List<Problem> problems() {
    return watch.alarms().stream()
        .map(words -> new Problem("demand:" + words.replaceFirst(":.*", ""), words))
        .toList();
  }
}
