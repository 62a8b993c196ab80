package org.contourflow.demand.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.demand.Simulated;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.LocalHours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueTest {
  @ParameterizedTest(name = "{0} servers, {1} an hour")
  @CsvSource({"3, 5, 0.7022, 42.13", "4, 6, 0.5094, 15.28", "2, 3, 0.6429, 38.57"})
  void waits_are_those_of_erlang_c_within_two_percent(
      int servers, double perHour, double waiting, double minutes) {
    int n = 4_000_000;
    RandomDataGenerator random = new RandomDataGenerator(new Well19937c(5));
    Minutes half = Minutes.exponential(30);
    double[] arrivals = new double[n];
    double[] service = new double[n];
    double t = 0;
    for (int k = 0; k < n; k++) {
      t += -Math.log(1 - random.getRandomGenerator().nextDouble()) * 60 / perHour;
      arrivals[k] = t;
      service[k] = half.draw(random);
    }
    int[] always = new int[(int) (t / 60) + 100];
    Arrays.fill(always, servers);
    Queue.Times times = Queue.simulate(arrivals, service, always);
    double sum = 0;
    int waited = 0;
    for (int k = 0; k < n; k++) {
      sum += times.begun()[k] - arrivals[k];
      waited += times.begun()[k] > arrivals[k] + 1e-9 ? 1 : 0;
    }
    assertThat(waited / (double) n).isCloseTo(waiting, within(0.02 * waiting));
    assertThat(sum / n).isCloseTo(minutes, within(0.02 * minutes));
  }

  @Test
  void who_is_being_served_at_closing_time_is_finished_and_the_next_waits_for_the_morning() {
    int[] servers = new int[48];
    servers[8] = 1;
    servers[9] = 1;
    servers[32] = 1;
    Queue.Times times =
        Queue.simulate(new double[] {500, 595, 596}, new double[] {10, 30, 5}, servers);
    assertThat(times.begun()).containsExactly(500, 595, 32 * 60);
    assertThat(times.ended()).containsExactly(510, 625, 32 * 60 + 5);
  }

  @Test
  void fewer_staff_than_are_busy_begin_nobody_until_enough_are_done() {
    int[] servers = {2, 1, 1};
    Queue.Times times = Queue.simulate(new double[] {0, 0, 10}, new double[] {90, 100, 5}, servers);
    assertThat(times.begun()).containsExactly(0, 0, 100);
  }

  @Test
  void a_case_whose_turn_never_comes_is_not_lost_but_infinite() {
    Queue.Times times =
        Queue.simulate(new double[] {0, 1}, new double[] {50, 50}, new int[] {1, 0});
    assertThat(times.begun()).containsExactly(0, 50);
    assertThat(Queue.simulate(new double[] {70}, new double[] {5}, new int[] {1, 0}).begun()[0])
        .isInfinite();
  }

  @Test
  void a_plan_is_read_as_a_person_writes_it() throws DataRefused {
    StaffPlan plan = StaffPlan.parse("Mon-Fri 08-17=3, Sat 09:00-12:00=1");
    int[] week = plan.during(new LocalHours(Simulated.UTC, Simulated.START, 168));
    assertThat(week[7]).isZero();
    assertThat(week[8]).isEqualTo(3);
    assertThat(week[16]).isEqualTo(3);
    assertThat(week[17]).isZero();
    assertThat(week[5 * 24 + 9]).isEqualTo(1);
    assertThat(week[6 * 24 + 9]).isZero();
    assertThat(plan.with(5).during(new LocalHours(Simulated.UTC, Simulated.START, 24))[8])
        .isEqualTo(5);
    assertThatThrownBy(() -> StaffPlan.parse("Mo 8-17=3")).hasMessageContaining("Mon-Fri 08-17=3");
    assertThatThrownBy(() -> StaffPlan.parse("17-08=3")).isInstanceOf(DataRefused.class);
  }
}
