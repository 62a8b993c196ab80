package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.Queue;
import org.contourflow.demand.queue.StaffPlan;
import org.contourflow.demand.service.DemandDesk;
import org.contourflow.demand.service.DemandView;
import org.contourflow.demand.service.DemandWatch;
import org.contourflow.query.PersonsVerdict;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten weeks of the product's own arrivals on a stepping clock, with a known rate: a network that
 * always takes four minutes, one clinician by day, and the store, the run log and the daily
 * forecast as in the service. What is forecast is held against what came, and against who knows the
 * rate.
 */
@Tag("long")
class ServiceSimulationTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);
  private static final int WEEKS = 10;
  private static final double CONTOURING = 4;
  private static final double REVIEW = 25;
  private static final double[] WEEKDAYS = {1.2, 1.1, 1, 0.9, 0.8, 0, 0};
  private static final double AN_HOUR = 1.3;

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock(at(0, 0));
  private final RandomDataGenerator random = new RandomDataGenerator(new Well19937c(19));

  /** A moment at which something is written down. */
  private record Step(Instant at, Runnable what) {}

  private static Instant at(int day, double minute) {
    return MONDAY.plusDays(day).atStartOfDay(LONDON).plusSeconds((long) (60 * minute)).toInstant();
  }

  /** Minutes of arrival since the start; hours of the wall clock, also where the clocks change. */
  private List<Instant> arrivals() {
    List<Instant> arrivals = new ArrayList<>();
    for (int day = 0; day < 7 * WEEKS; day++) {
      double factor = random.nextGamma(1 / 0.02, 0.02);
      double mean = AN_HOUR * WEEKDAYS[day % 7] * factor;
      for (int hour = 8; mean > 0 && hour < 17; hour++) {
        for (long k = random.nextPoisson(mean); k > 0; k--) {
          Instant eight = MONDAY.plusDays(day).atTime(hour, 0).atZone(LONDON).toInstant();
          arrivals.add(eight.plusMillis((long) (3_600_000 * random.nextUniform(0, 1))));
        }
      }
    }
    arrivals.sort(Comparator.naturalOrder());
    return arrivals;
  }

  private static double[] minutes(List<Instant> times) {
    return times.stream()
        .mapToDouble(t -> Duration.between(at(0, 0), t).toMillis() / 60_000.0)
        .toArray();
  }

  private static Instant time(double minute) {
    return at(0, 0).plusMillis((long) (60_000 * minute));
  }

  private static int[] always(int n) {
    int[] servers = new int[24 * (7 * WEEKS + 7)];
    java.util.Arrays.fill(servers, n);
    return servers;
  }

  private static int[] byDay() {
    int[] servers = always(0);
    for (int h = 0; h < servers.length; h++) {
      var local = time(60.0 * h).atZone(LONDON);
      boolean works = local.getDayOfWeek().getValue() <= 5;
      servers[h] = works && local.getHour() >= 8 && local.getHour() < 17 ? 1 : 0;
    }
    return servers;
  }

  @Test
  void a_week_of_the_products_own_arrivals_is_as_it_was_forecast() throws Exception {
    try (Database database = Database.embedded(folder)) {
      List<Instant> came = arrivals();
      double[] contouring = new double[came.size()];
      java.util.Arrays.fill(contouring, CONTOURING);
      Queue.Times contoured = Queue.simulate(minutes(came), contouring, always(1));
      double[] review = new double[came.size()];
      for (int k = 0; k < review.length; k++) {
        review[k] = random.nextGamma(4, REVIEW / 4);
      }
      Queue.Times reviewed = Queue.simulate(contoured.ended(), review, byDay());
      DayBook book = new JdbcDayBook(database);
      JdbcServiceEvents events = new JdbcServiceEvents(database);
      DemandWatch watch =
          new DemandWatch(
              events,
              book,
              new DemandWatch.Rules(LONDON, Holidays.none(), 16),
              new JdbcRunLog(database, clock),
              clock);
      StaffPlan staff = StaffPlan.parse("Mon-Fri 08-17=1");
      Promise promise = new Promise(0.9, LocalTime.of(16, 0), LocalTime.of(12, 0));
      DemandDesk desk =
          new DemandDesk(
              events,
              book,
              new DemandDesk.Rules(
                  LONDON,
                  Holidays.none(),
                  new DemandDesk.Plan("Mon-Fri 08-17=1", staff, 1, Optional.empty(), promise),
                  Optional.empty()),
              watch::alarms,
              clock);
      List<Step> steps = steps(database, came, contoured, reviewed);
      int last = 7 * (WEEKS - 1);
      for (int day = 14; day < 7 * WEEKS; day++) {
        steps.add(new Step(at(day, 16 * 60 + 5), () -> turn(watch)));
        steps.add(new Step(at(day + 1, 20), () -> turn(watch)));
      }
      List<DemandView> seen = new ArrayList<>();
      steps.add(new Step(at(last, 1), () -> seen.add(view(desk))));
      steps.sort(Comparator.comparing(Step::at));
      for (Step step : steps) {
        clock.set(step.at());
        step.what().run();
      }
      tell(book, seen.get(0), came, contoured, reviewed, last);
    }
  }

  private static void turn(DemandWatch watch) {
    try {
      watch.turn();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static DemandView view(DemandDesk desk) {
    try {
      return desk.view();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Step> steps(
      Database database, List<Instant> came, Queue.Times contoured, Queue.Times reviewed) {
    JdbcCaseStore cases = new JdbcCaseStore(database, clock);
    JdbcRunLog runLog = new JdbcRunLog(database, clock);
    JdbcCaseQueries queries = new JdbcCaseQueries(database);
    List<Step> steps = new ArrayList<>();
    String[] ids = new String[came.size()];
    for (int i = 0; i < came.size(); i++) {
      int k = i;
      steps.add(
          new Step(
              came.get(k),
              () ->
                  ids[k] =
                      cases
                          .create("1.2." + k, "1.3." + k, "a".repeat(64), "p" + k % 2, "CT" + k % 3)
                          .record()
                          .caseId()));
      steps.add(
          new Step(
              time(contoured.begun()[k]).plusMillis(1),
              () -> runLog.append(ids[k], EventType.CONTOURING_STARTED, "")));
      steps.add(
          new Step(
              time(contoured.ended()[k]),
              () -> {
                runLog.append(ids[k], EventType.CONTOURED, "");
                runLog.append(ids[k], EventType.DELIVERED, "");
                cases.move(ids[k], CaseState.ACCEPTED, CaseState.DELIVERED, "");
              }));
      steps.add(
          new Step(
              time(reviewed.ended()[k]),
              () ->
                  queries.add(
                      ids[k],
                      new PersonsVerdict(
                          PersonsVerdict.Kind.ACCEPTED, "good", "vera", clock.instant()))));
    }
    return steps;
  }

  private void tell(
      DayBook book,
      DemandView view,
      List<Instant> came,
      Queue.Times contoured,
      Queue.Times reviewed,
      int last) {
    List<KeptDay.Judged> judged =
        book.last(400).stream().flatMap(e -> e.judged().stream()).toList();
    double error = 0;
    double knowing = 0;
    int working = 0;
    int within = 0;
    for (KeptDay.Judged j : judged) {
      double mean = 9 * AN_HOUR * WEEKDAYS[j.day().getDayOfWeek().getValue() - 1];
      if (mean > 0) {
        working++;
        error += Math.abs(j.came() - j.mean());
        knowing += Math.abs(j.came() - mean);
        within += j.isWithin90() ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d cases in %d weeks; %d working days judged: within 90 %%: %d, mean error %.2f a day"
            + " (who knows the rate: %.2f)%n%s%n",
        came.size(),
        WEEKS,
        working,
        within,
        error / working,
        knowing / working,
        view.work().words());
    int inside = 0;
    int waitsInside = 0;
    int days = 0;
    for (DemandView.Slot day : view.days().subList(0, 7)) {
      LocalDate date = LocalDate.parse(day.start());
      int n = 0;
      double wait = 0;
      for (int k = 0; k < came.size(); k++) {
        if (came.get(k).atZone(LONDON).toLocalDate().equals(date)) {
          n++;
          wait += reviewed.begun()[k] - contoured.ended()[k];
        }
      }
      if (n > 0) {
        days++;
        int[] q = day.cases().quantiles();
        DemandView.Range r = day.waits().toReview();
        inside += n >= q[0] && n <= q[6] ? 1 : 0;
        waitsInside += wait / n >= r.low() && wait / n <= r.high() ? 1 : 0;
        System.out.printf(
            Locale.ROOT,
            "%s forecast %.1f (%d to %d) came %d; wait to review %.0f (%.0f to %.0f) min, was %.0f;"
                + " staff %.0f (%.0f to %.0f)%n",
            date,
            day.cases().mean(),
            q[0],
            q[6],
            n,
            r.median(),
            r.low(),
            r.high(),
            wait / n,
            day.waits().staff().median(),
            day.waits().staff().low(),
            day.waits().staff().high());
      }
    }
    assertThat(days).isEqualTo(5);
    assertThat(inside).isGreaterThanOrEqualTo(4);
    assertThat(waitsInside).isGreaterThanOrEqualTo(4);
    assertThat(within).isGreaterThanOrEqualTo((int) (0.8 * working));
    assertThat(error / working).isLessThan(1.25 * knowing / working);
    assertThat(view.parts()).hasSize(5);
    assertThat(last).isPositive();
  }
}
