package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Forecast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept comes back to the last bit, and the first word stands, on either database. */
class DayBookTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Instant AT = Instant.parse("2026-10-24T15:00:00Z");

  @TempDir Path folder;

  Database store() throws Exception {
    return Database.embedded(folder);
  }

  private static KeptDay day(LocalDate date, double mean) {
    Instant from = date.atStartOfDay(LONDON).toInstant();
    double[] means = new double[date.equals(LocalDate.of(2026, 10, 25)) ? 25 : 24];
    Arrays.fill(means, mean / 3);
    return new KeptDay(AT, new Forecast(from, LONDON, means, new Dispersion(0.01, 0.02)));
  }

  @Test
  void a_day_is_kept_and_judged_once() throws Exception {
    LocalDate sunday = LocalDate.of(2026, 10, 25);
    try (Database database = store()) {
      DayBook book = new JdbcDayBook(database);
      assertThat(book.keep(day(sunday, 1), AT)).isTrue();
      assertThat(book.keep(day(sunday, 2), AT.plusSeconds(60))).isFalse();
      assertThat(book.keep(day(sunday.plusDays(1), 3), AT)).isTrue();
      assertThat(book.kept(sunday.plusDays(1))).containsExactly(sunday.plusDays(1));
      KeptDay kept = book.waiting().get(0);
      assertThat(kept.day()).isEqualTo(sunday);
      assertThat(kept.origin()).isEqualTo(AT);
      assertThat(kept.hours().size()).isEqualTo(25);
      assertThat(kept.hours().mean(7)).isEqualTo(1.0 / 3);
      assertThat(kept.hours().dispersion()).isEqualTo(new Dispersion(0.01, 0.02));
      KeptDay.Judged judged = new KeptDay.Judged(sunday, 8.3, 3, 14, 9, 0.25);
      assertThat(book.judge(sunday, Optional.of(judged), AT)).isTrue();
      assertThat(book.judge(sunday, Optional.empty(), AT)).isFalse();
      assertThat(book.judge(sunday.plusDays(1), Optional.empty(), AT)).isTrue();
      assertThat(book.waiting()).isEmpty();
      List<DayBook.Entry> last = book.last(5);
      assertThat(last).hasSize(2);
      assertThat(last.get(0).judged()).contains(judged);
      assertThat(last.get(1).judged()).isEmpty();
      assertThat(book.last(1).get(0).kept().day()).isEqualTo(sunday.plusDays(1));
    }
  }
}
