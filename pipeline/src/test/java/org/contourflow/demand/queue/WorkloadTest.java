package org.contourflow.demand.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.contourflow.demand.Simulated;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Forecast;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final Promise BY_FOUR = new Promise(0.9, LocalTime.of(16, 0), LocalTime.of(12, 0));

  private static Forecast forecast(double anHour) {
    double[] mean = new double[72];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = i % 24 >= 8 && i % 24 < 17 ? anHour : 0;
    }
    return new Forecast(Simulated.START, Simulated.UTC, mean, new Dispersion(0, 0.04));
  }

  private static Clinic clinic(String staff) throws DataRefused {
    return new Clinic(1, Minutes.about(4), StaffPlan.parse(staff), Minutes.about(30));
  }

  @Test
  void more_staff_wait_less_and_keep_more_promises_with_the_same_arrivals() throws DataRefused {
    Workload workload = new Workload(forecast(3), Load.none(), clinic("08-17=1"), 200);
    Outcome few = workload.run(clinic("08-17=1"));
    Outcome more = workload.run(clinic("08-17=3"));
    Forecast.Day second = forecast(3).days().get(1);
    assertThat(few.cases(0, 72)).isEqualTo(more.cases(0, 72));
    assertThat(few.waitToReview(24, 48).median())
        .isGreaterThan(3 * more.waitToReview(24, 48).median());
    assertThat(few.promise(second, BY_FOUR).mean())
        .isLessThan(more.promise(second, BY_FOUR).mean());
  }

  @Test
  void staff_needed_is_the_least_number_that_keeps_the_promise() throws DataRefused {
    Clinic now = clinic("08-17=1");
    Workload workload = new Workload(forecast(3), Load.none(), now, 200);
    Workload.Needs needs = workload.staffNeeded(now, BY_FOUR, 6);
    Workload.Need first = needs.days().get(0);
    // Nobody is at work before the doors open, and never more than the day needs.
    assertThat(needs.hours().get(7).high()).isZero();
    assertThat(needs.hours().get(10).median()).isBetween(1.0, first.staff().high());
    // 12 cases by noon of half an hour each, and until four o'clock 8 hours: one person is too few.
    assertThat(first.staff().median()).isBetween(1.0, 3.0);
    assertThat(first.staff().high()).isGreaterThanOrEqualTo(first.staff().median());
    int enough = (int) first.staff().high();
    Interval kept =
        workload.run(clinic("08-17=" + enough)).promise(forecast(3).days().get(0), BY_FOUR);
    assertThat(kept.low()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void a_backlog_is_worked_off_before_what_comes_later() throws DataRefused {
    Instant night = Simulated.START.minusSeconds(3600);
    Load load = new Load(List.of(), List.of(night), Collections.nCopies(10, night));
    Workload workload = new Workload(forecast(1), load, clinic("08-17=1"), 100);
    Workload without = new Workload(forecast(1), Load.none(), clinic("08-17=1"), 100);
    assertThat(workload.run(clinic("08-17=1")).waitToReview(8, 12).mean())
        .isGreaterThan(without.run(clinic("08-17=1")).waitToReview(8, 12).mean() + 120);
  }

  @Test
  void booked_slots_come_with_their_chance_and_stand_for_the_rest_of_their_day()
      throws DataRefused {
    Load.Slot slot = new Load.Slot(Simulated.START.plusSeconds(9 * 3600), 0.8);
    List<Load.Slot> slots = Collections.nCopies(10, slot);
    Forecast forecast = forecast(2);
    double[] rest = BookedSlots.rest(forecast, slots, 0.75);
    assertThat(rest[10]).isEqualTo(0.25);
    assertThat(rest[30]).isEqualTo(1);
    Forecast none = forecast.times(new double[72]);
    Outcome outcome =
        new Workload(none, new Load(slots, List.of(), List.of()), clinic("08-17=2"), 2000)
            .run(clinic("08-17=2"));
    assertThat(outcome.cases(9, 10).mean()).isCloseTo(8, within(0.15));
  }

  @Test
  void days_that_share_a_factor_make_long_waits_longer() {
    double[] rates = new double[24];
    Arrays.fill(rates, 8, 17, 4);
    int[][] shared =
        new Forecast(Simulated.START, Simulated.UTC, rates, new Dispersion(0, 0.09)).paths(3000);
    int[][] alone =
        new Forecast(Simulated.START, Simulated.UTC, rates, new Dispersion(0.09, 0)).paths(3000);
    assertThat(Forecast.total(shared, 0, 24).quantile(0.95))
        .isGreaterThan(Forecast.total(alone, 0, 24).quantile(0.95) + 5);
  }
}
