package org.contourflow.demand.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.contourflow.demand.data.Columns;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.model.ModelWords;
import org.contourflow.demand.queue.BookedSlots;
import org.contourflow.demand.queue.Clinic;
import org.contourflow.demand.queue.Load;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.StaffPlan;
import org.contourflow.demand.queue.Workload;

/**
 * Today, tomorrow and the fortnight of the service, made once an hour and only when somebody asks.
 */
public final class DemandDesk {
  private static final int DAYS = 14;
  private static final int PATHS = 300;
  private static final Duration FITTED_FOR = Duration.ofHours(24);

  private final ServiceEvents events;
  private final DayBook book;
  private final Rules rules;
  private final Supplier<List<String>> alarms;
  private final Clock clock;
  private DemandModel model;
  private Instant fittedAt = Instant.MIN;
  private Made made;

  /**
   * How the clinic works.
   *
   * @param staffText as it was written
   * @param reviewMinutes where the store has measured none
   */
  public record Plan(
      String staffText,
      StaffPlan staff,
      int workers,
      Optional<Double> reviewMinutes,
      Promise promise) {}

  /**
   * Slots of a file.
   *
   * @param show where the file has no chance of its own
   * @param share of all cases that is booked
   */
  public record Booked(Path file, double show, double share) {}

  /** What the settings say. */
  public record Rules(ZoneId zone, Holidays holidays, Plan plan, Optional<Booked> booked) {}

  /** A view, and what it was made from. */
  private record Made(Instant hour, DemandView view, Optional<Workload> workload, Clinic clinic) {}

  /**
   * @param alarms that ring now
   */
  public DemandDesk(
      ServiceEvents events, DayBook book, Rules rules, Supplier<List<String>> alarms, Clock clock) {
    this.events = events;
    this.book = book;
    this.rules = rules;
    this.alarms = alarms;
    this.clock = clock;
  }

  /** The view of this hour. */
  public synchronized DemandView view() throws IOException {
    return made().view();
  }

  /**
   * The days with other staff, opening hours or workers, and the same arrivals and work.
   *
   * @return empty where work times are not known yet
   * @throws DataRefused if the plan is not understood
   */
  public synchronized List<DemandView.Slot> whatIf(String staff, int workers) throws IOException {
    Made now = made();
    if (now.workload().isEmpty()) {
      return List.of();
    }
    Clinic other =
        new Clinic(
            workers, now.clinic().contouring(), StaffPlan.parse(staff), now.clinic().review());
    ViewParts parts = new ViewParts(now.workload().get(), other, rules.plan().promise());
    return now.view().days().stream().map(parts::day).toList();
  }

  private Made made() throws IOException {
    Instant now = clock.instant();
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    if (made == null || !made.hour().equals(hour)) {
      made = make(now, hour);
    }
    return made;
  }

  private Made make(Instant now, Instant hour) throws IOException {
    ServiceDemand service = ServiceDemand.of(events, now);
    DemandView.Work queues =
        new DemandView.Work(
            service.toContour(now).size(),
            service.toReview(now).size(),
            rules.plan().staffText(),
            rules.plan().workers(),
            promiseInWords(),
            List.of());
    try {
      HourlySeries series = service.arrivals(rules.zone(), now);
      fit(series, now);
      return make(service, series, queues, hour);
    } catch (DataRefused e) {
      DemandView.About about =
          new DemandView.About(
              rules.zone().getId(), now, e.getMessage(), 0, List.of(), alarms.get());
      DemandView.Past past = new DemandView.Past(List.of(), List.of());
      return new Made(
          hour,
          new DemandView(about, List.of(), List.of(), List.of(), past, queues),
          Optional.empty(),
          null);
    }
  }

  private void fit(HourlySeries series, Instant now) throws DataRefused {
    if (model == null || fittedAt.plus(FITTED_FOR).isBefore(now)) {
      model = new Fitter(rules.holidays()).fit(series);
      fittedAt = now;
    }
  }

  private Made make(
      ServiceDemand service, HourlySeries series, DemandView.Work queues, Instant hour)
      throws IOException {
    Instant origin = series.end();
    List<String> notes = new ArrayList<>(ModelWords.of(model));
    List<Load.Slot> slots = slots(notes);
    Forecast all = model.forecast(series, origin, hours(origin));
    double share = rules.booked().map(Booked::share).orElse(0.0);
    Forecast rest = all.times(BookedSlots.rest(all, slots, share));
    WorkTimes times =
        WorkTimes.of(service, rules.plan().staff(), rules.zone(), rules.plan().reviewMinutes());
    Optional<Clinic> clinic =
        times
            .contouring()
            .flatMap(
                c ->
                    times
                        .review()
                        .map(r -> new Clinic(rules.plan().workers(), c, rules.plan().staff(), r)));
    Load load = new Load(slots, service.toContour(origin), service.toReview(origin));
    Optional<Workload> workload = clinic.map(c -> new Workload(rest, load, c, PATHS));
    ViewFans fans = new ViewFans(rest, slots);
    List<DemandView.Slot> hours = fans.hours();
    List<DemandView.Slot> days = fans.days();
    if (workload.isPresent()) {
      ViewParts parts = new ViewParts(workload.get(), clinic.get(), rules.plan().promise());
      hours = hours.stream().map(parts::hour).toList();
      days = days.stream().map(parts::day).toList();
    }
    DemandView view =
        new DemandView(
            new DemandView.About(
                rules.zone().getId(), origin, "", cameToday(series), notes, alarms.get()),
            hours,
            days,
            new ViewGroups(service, rules.zone(), rules.holidays()).at(origin),
            ViewPast.of(book, series),
            new DemandView.Work(
                queues.toContour(),
                queues.toReview(),
                queues.staff(),
                queues.workers(),
                queues.promise(),
                times.words()));
    return new Made(hour, view, workload, clinic.orElse(null));
  }

  private int hours(Instant origin) {
    Instant end =
        origin
            .atZone(rules.zone())
            .toLocalDate()
            .plusDays(DAYS + 1L)
            .atStartOfDay(rules.zone())
            .toInstant();
    return (int) Duration.between(origin, end).toHours();
  }

  private int cameToday(HourlySeries series) {
    Instant midnight =
        series.end().atZone(rules.zone()).toLocalDate().atStartOfDay(rules.zone()).toInstant();
    int came = 0;
    for (int i = series.indexOf(midnight); i < series.size(); i++) {
      came += Math.max(0, series.at(i));
    }
    return came;
  }

  /** A file that cannot be read leaves the forecast as it is without it, and is told. */
  private List<Load.Slot> slots(List<String> notes) {
    if (rules.booked().isEmpty()) {
      return List.of();
    }
    Booked booked = rules.booked().get();
    try {
      List<Load.Slot> slots =
          BookedSlots.read(booked.file(), new Columns(Map.of()), rules.zone(), booked.show());
      notes.add(slots.size() + " booked slots are in " + booked.file().getFileName());
      return slots;
    } catch (IOException e) {
      notes.add("booked slots are left out: " + e.getMessage());
      return List.of();
    }
  }

  private String promiseInWords() {
    Promise promise = rules.plan().promise();
    return String.format(
        java.util.Locale.ROOT,
        "%.0f %% of a day's cases that came before %s are reviewed by %s",
        100 * promise.share(),
        promise.cameBefore(),
        promise.by());
  }
}
