package org.contourflow.demand.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.DriftAlarm;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;

/**
 * Keeps the forecast of every day and judges it when the day is over. A forecast knows what had
 * happened by an hour of the day before, whenever it is made; so a service that was not running at
 * that hour makes the same one later, and no day is left out.
 */
public final class DemandWatch {
  /** Days further back are not made up for: they teach the alarm nothing. */
  private static final int MOST_DAYS_BACK = 14;

  private static final int LEAST_HOURS = 14 * 24;

  /** So much after its end a day is judged. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final int LOOK_BACK = 60;

  private final ServiceEvents events;
  private final DayBook book;
  private final Rules rules;
  private final RunLog runLog;
  private final Clock clock;
  private volatile List<String> alarms = List.of();

  /**
   * How days are kept.
   *
   * @param zone of the clinic's wall clock
   * @param keepHour hour of the day before, 0 to 23, at which a day is forecast
   */
  public record Rules(ZoneId zone, Holidays holidays, int keepHour) {}

  public DemandWatch(ServiceEvents events, DayBook book, Rules rules, RunLog runLog, Clock clock) {
    this.events = events;
    this.book = book;
    this.rules = rules;
    this.runLog = runLog;
    this.clock = clock;
  }

  /** What drifts now, a line each; none while all is well. */
  public List<String> alarms() {
    return alarms;
  }

  /**
   * Keeps and judges what is due.
   *
   * @return whether anything was
   */
  public boolean turn() throws IOException {
    Instant now = clock.instant();
    List<LocalDate> due = due(now);
    boolean done = false;
    if (!due.isEmpty() || !over(now).isEmpty()) {
      Optional<HourlySeries> series = series(now);
      if (series.isPresent()) {
        done = keep(due, series.get(), now);
        // A day that was made up for may be over already.
        done |= judge(over(now), series.get(), now);
      }
    }
    alarms = DriftAlarm.of(judged());
    return done;
  }

  private List<KeptDay> over(Instant now) {
    return book.waiting().stream().filter(d -> d.end().plus(GRACE).isBefore(now)).toList();
  }

  private Optional<HourlySeries> series(Instant now) {
    try {
      return Optional.of(ServiceDemand.of(events, now).arrivals(rules.zone(), now));
    } catch (DataRefused e) {
      // A store without a case: nothing to forecast yet.
      return Optional.empty();
    }
  }

  private List<LocalDate> due(Instant now) {
    LocalDate today = now.atZone(rules.zone()).toLocalDate();
    LocalDate first = today.minusDays(MOST_DAYS_BACK);
    Set<LocalDate> kept = book.kept(first);
    return first
        .datesUntil(today.plusDays(2))
        .filter(day -> !kept.contains(day) && !origin(day).isAfter(now))
        .toList();
  }

  private Instant origin(LocalDate day) {
    return day.minusDays(1)
        .atTime(LocalTime.of(rules.keepHour(), 0))
        .atZone(rules.zone())
        .toInstant();
  }

  private boolean keep(List<LocalDate> due, HourlySeries series, Instant now) throws IOException {
    DemandModel model = null;
    boolean kept = false;
    for (LocalDate day : due) {
      HourlySeries known = series.before(origin(day));
      if (known.known() < LEAST_HOURS) {
        continue;
      }
      // One fit for all: of the first of them, so that none sees what came after it.
      model = model == null ? new Fitter(rules.holidays()).fit(known) : model;
      kept |= keep(model, day, series, now);
    }
    return kept;
  }

  private boolean keep(DemandModel model, LocalDate day, HourlySeries series, Instant now) {
    Instant from = origin(day);
    Instant end = day.plusDays(1).atStartOfDay(rules.zone()).toInstant();
    Forecast forecast = model.forecast(series, from, (int) Duration.between(from, end).toHours());
    Optional<KeptDay> whole = KeptDay.of(forecast, day);
    boolean kept = whole.isPresent() && book.keep(whole.get(), now);
    if (kept) {
      var total = whole.get().hours().window(0, whole.get().hours().size());
      runLog.append(
          RunLog.SYSTEM,
          EventType.DEMAND_KEPT,
          String.format(
              Locale.ROOT,
              "%s: %.1f cases are forecast, 90 %%: %d to %d",
              day,
              total.mean(),
              total.quantile(0.05),
              total.quantile(0.95)));
    }
    return kept;
  }

  private boolean judge(List<KeptDay> over, HourlySeries series, Instant now) {
    boolean done = false;
    for (KeptDay day : over) {
      List<KeptDay.Judged> before = judged();
      Optional<KeptDay.Judged> judged = day.judge(series);
      if (book.judge(day.day(), judged, now)) {
        done = true;
        tell(day, judged, before);
      }
    }
    return done;
  }

  private List<KeptDay.Judged> judged() {
    return book.last(LOOK_BACK).stream().flatMap(e -> e.judged().stream()).toList();
  }

  private void tell(KeptDay day, Optional<KeptDay.Judged> judged, List<KeptDay.Judged> before) {
    runLog.append(
        RunLog.SYSTEM,
        EventType.DEMAND_JUDGED,
        judged
            .map(
                j ->
                    String.format(
                        Locale.ROOT,
                        "%s: %d cases came, %.1f were forecast, 90 %%: %d to %d",
                        j.day(),
                        j.came(),
                        j.mean(),
                        j.low(),
                        j.high()))
            .orElse(day.day() + ": not judged, the service was stopped for hours of the day"));
    List<KeptDay.Judged> after = new ArrayList<>(before);
    judged.ifPresent(after::add);
    List<String> now = DriftAlarm.of(after);
    List<String> was = DriftAlarm.of(before);
    if (!now.isEmpty() && !kinds(now).equals(kinds(was))) {
      runLog.append(RunLog.SYSTEM, EventType.DEMAND_DRIFTED, String.join("; ", now));
    } else if (now.isEmpty() && !was.isEmpty()) {
      runLog.append(
          RunLog.SYSTEM, EventType.DEMAND_AGAIN_RIGHT, "the forecast fits what comes again");
    }
  }

  private static List<String> kinds(List<String> alarms) {
    return alarms.stream().map(a -> a.replaceFirst(":.*", "")).toList();
  }
}
