package org.contourflow.demand.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A forecast a day is kept, judged and watched, whatever the service was doing at the hour. */
class DemandWatchTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  /** A Monday; the clocks go forward on the 29th. */
  private static final Instant START = Instant.parse("2026-02-02T00:00:00Z");

  /** A book in memory. */
  private static final class Book implements DayBook {
    private final Map<LocalDate, Entry> entries = new TreeMap<>();
    private final Set<LocalDate> judged = new java.util.HashSet<>();

    @Override
    public boolean keep(KeptDay day, Instant madeAt) {
      return entries.putIfAbsent(day.day(), new Entry(day, madeAt, Optional.empty())) == null;
    }

    @Override
    public Set<LocalDate> kept(LocalDate from) {
      return entries.keySet().stream().filter(d -> !d.isBefore(from)).collect(Collectors.toSet());
    }

    @Override
    public List<KeptDay> waiting() {
      return entries.values().stream()
          .map(Entry::kept)
          .filter(k -> !judged.contains(k.day()))
          .toList();
    }

    @Override
    public boolean judge(LocalDate day, Optional<KeptDay.Judged> what, Instant at) {
      Entry old = entries.get(day);
      entries.put(day, new Entry(old.kept(), old.madeAt(), what));
      return judged.add(day);
    }

    @Override
    public List<Entry> last(int days) {
      List<Entry> all = List.copyOf(entries.values());
      return all.subList(Math.max(0, all.size() - days), all.size());
    }
  }

  private final List<ServiceCase> cases = new ArrayList<>();
  private final List<ServiceEvents.Stop> stops = new ArrayList<>();
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final SettableClock clock = new SettableClock(START);
  private final ServiceEvents events =
      new ServiceEvents() {
        @Override
        public List<ServiceCase> cases(Instant since) {
          return cases.stream().filter(c -> !c.arrived().isBefore(since)).toList();
        }

        @Override
        public List<Stop> stops() {
          return stops;
        }
      };

  private DemandWatch watch(DayBook book) {
    return new DemandWatch(
        events, book, new DemandWatch.Rules(LONDON, Holidays.none(), 16), runLog, clock);
  }

  static ServiceCase caseAt(Instant arrived) {
    return new ServiceCase(
        "head-neck",
        "Vendor CT1",
        arrived,
        new ServiceCase.Contouring(Optional.empty(), Optional.empty()),
        new ServiceCase.Review(Optional.empty(), Optional.empty(), OptionalDouble.empty()),
        false);
  }

  /** Working days from {@code from} on: so many an hour from 8 to 17. */
  private void arrive(int from, int days, double anHour, long seed) {
    RandomDataGenerator random = new RandomDataGenerator(new Well19937c(seed));
    for (int day = from; day < from + days; day++) {
      Instant midnight =
          START.atZone(LONDON).toLocalDate().plusDays(day).atStartOfDay(LONDON).toInstant();
      if (day % 7 < 5) {
        for (int hour = 8; hour < 17; hour++) {
          for (long k = random.nextPoisson(anHour); k > 0; k--) {
            cases.add(caseAt(midnight.plusSeconds(hour * 3600L + 60 * k)));
          }
        }
      }
    }
  }

  private Instant day(int number, int hour) {
    return START
        .atZone(LONDON)
        .toLocalDate()
        .plusDays(number)
        .atTime(hour, 5)
        .atZone(LONDON)
        .toInstant();
  }

  private long told(EventType type) {
    return runLog.all().stream().map(Event::type).filter(type::equals).count();
  }

  @Test
  void a_service_that_was_down_at_the_hour_keeps_what_it_would_have_kept() throws IOException {
    arrive(0, 62, 1.2, 1);
    Book onTime = new Book();
    for (int day = 44; day < 58; day++) {
      clock.set(day(day, 16));
      watch(onTime).turn();
    }
    Book late = new Book();
    for (int day = 44; day < 58; day += 4) {
      // A new object each time: what a restart knows.
      clock.set(day(day, 9));
      watch(late).turn();
    }
    assertThat(late.entries.keySet())
        .containsExactlyElementsOf(
            onTime.entries.keySet().stream().limit(late.entries.size()).toList());
    late.entries.forEach(
        (date, entry) -> {
          assertThat(entry.kept().origin()).isEqualTo(onTime.entries.get(date).kept().origin());
          double mean = entry.kept().hours().window(0, entry.kept().hours().size()).mean();
          KeptDay other = onTime.entries.get(date).kept();
          assertThat(mean)
              .isBetween(
                  0.8 * other.hours().window(0, other.hours().size()).mean() - 0.1,
                  1.25 * other.hours().window(0, other.hours().size()).mean() + 0.1);
        });
    // The day the clocks go forward has 23 hours.
    assertThat(onTime.entries.get(LocalDate.of(2026, 3, 29)).kept().hours().size()).isEqualTo(23);
  }

  @Test
  void a_day_is_kept_and_judged_once_however_often_it_is_looked() throws IOException {
    arrive(0, 40, 1.2, 2);
    Book book = new Book();
    clock.set(day(30, 15));
    watch(book).turn();
    assertThat(book.entries).doesNotContainKey(LocalDate.of(2026, 3, 5));
    clock.set(day(30, 16));
    assertThat(watch(book).turn()).isTrue();
    assertThat(book.entries).containsKey(LocalDate.of(2026, 3, 5));
    long kept = told(EventType.DEMAND_KEPT);
    assertThat(watch(book).turn()).isFalse();
    clock.set(day(32, 1));
    watch(book).turn();
    watch(book).turn();
    KeptDay.Judged judged = book.entries.get(LocalDate.of(2026, 3, 5)).judged().orElseThrow();
    long came =
        cases.stream()
            .filter(c -> c.arrived().atZone(LONDON).toLocalDate().equals(judged.day()))
            .count();
    assertThat(judged.came()).isEqualTo((int) came);
    assertThat(told(EventType.DEMAND_KEPT)).isEqualTo(kept + 1);
    assertThat(told(EventType.DEMAND_JUDGED)).isEqualTo(book.judged.size());
  }

  @Test
  @Tag("long")
  void what_no_longer_fits_rings_once_and_is_told_when_it_is_over() throws IOException {
    arrive(0, 60, 1.5, 3);
    Book book = new Book();
    for (int day = 25; day < 60; day++) {
      clock.set(day(day, 17));
      watch(book).turn();
    }
    assertThat(watch(book).alarms()).isEmpty();
    assertThat(told(EventType.DEMAND_DRIFTED)).isZero();
    // A second scanner: it is followed in time, and until then it rings.
    arrive(60, 60, 3.6, 4);
    boolean rang = false;
    for (int day = 60; day < 120; day++) {
      clock.set(day(day, 17));
      DemandWatch watch = watch(book);
      watch.turn();
      rang |= watch.alarms().stream().anyMatch(a -> a.contains("drifted"));
    }
    assertThat(rang).isTrue();
    assertThat(told(EventType.DEMAND_DRIFTED)).isBetween(1L, 3L);
    assertThat(told(EventType.DEMAND_AGAIN_RIGHT)).isEqualTo(1);
  }

  @Test
  void hours_in_which_the_service_was_stopped_are_not_zeros_and_such_a_day_is_not_judged()
      throws IOException {
    arrive(0, 40, 1.2, 5);
    stops.add(new ServiceEvents.Stop(day(31, 9), day(31, 13)));
    cases.removeIf(c -> c.arrived().isAfter(day(31, 9)) && c.arrived().isBefore(day(31, 13)));
    HourlySeries series = ServiceDemand.of(events, day(33, 0)).arrivals(LONDON, day(33, 0));
    int nine = series.indexOf(day(31, 9));
    assertThat(series.isKnown(nine)).isTrue();
    assertThat(series.isKnown(nine + 1)).isFalse();
    assertThat(series.isKnown(nine + 3)).isFalse();
    assertThat(series.isKnown(nine + 4)).isTrue();
    Book book = new Book();
    clock.set(day(30, 16));
    watch(book).turn();
    clock.set(day(33, 0));
    watch(book).turn();
    assertThat(book.judged).contains(LocalDate.of(2026, 3, 5));
    assertThat(book.entries.get(LocalDate.of(2026, 3, 5)).judged()).isEmpty();
    assertThat(runLog.all()).extracting(Event::text).anyMatch(t -> t.contains("was stopped"));
  }

  @Test
  void a_young_store_keeps_nothing_and_is_no_failure() throws IOException {
    Book book = new Book();
    clock.set(day(3, 17));
    assertThat(watch(book).turn()).isFalse();
    arrive(0, 3, 1.2, 6);
    assertThat(watch(book).turn()).isFalse();
    assertThat(runLog.all()).isEmpty();
  }
}
