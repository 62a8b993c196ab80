package org.contourflow.demand.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What short and dirty files get. */
class CountsReaderTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;

  private CountsReader.Reading read(ZoneId zone, String text) throws IOException {
    return read(zone, text, Map.of());
  }

  private CountsReader.Reading read(ZoneId zone, String text, Map<String, String> roles)
      throws IOException {
    Path file = Files.writeString(folder.resolve("counts.csv"), text);
    return new CountsReader(zone, Clock.fixed(NOW, zone)).counts(file, new Columns(roles));
  }

  private static int[] counts(HourlySeries series) {
    int[] counts = new int[series.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = series.at(i);
    }
    return counts;
  }

  @Test
  void hours_without_a_row_are_missing_and_told_not_zero() throws IOException {
    var read =
        read(LONDON, "time,count\n2026-01-05 00:00,3\n2026-01-05 01:00,4\n2026-01-05 04:00,5\n");
    assertThat(counts(read.series())).containsExactly(3, 4, -1, -1, 5);
    assertThat(read.notes())
        .containsExactly(
            "hours without a row, taken as missing: 2, the first"
                + " 2026-01-05T02:00Z[Europe/London]");
  }

  @Test
  void a_repeated_row_counts_once_and_a_contradiction_is_missing() throws IOException {
    var read =
        read(
            LONDON,
            "time,count\n2026-01-05 00:00,3\n2026-01-05 00:00,3\n2026-01-05 01:00,4\n"
                + "2026-01-05 01:00,7\n2026-01-05 02:00,1\n");
    assertThat(counts(read.series())).containsExactly(3, -1, 1);
    assertThat(read.notes())
        .containsExactly(
            "rows that say the same twice, counted once: 1, line 3",
            "hours with two different counts, taken as missing: 1, line 5");
  }

  @Test
  void negative_empty_and_worded_counts_are_missing_and_told() throws IOException {
    var read =
        read(
            LONDON,
            "time,count\n2026-01-05 00:00,-3\n2026-01-05 01:00,\n2026-01-05 02:00,many\n"
                + "2026-01-05 03:00,2.5\n2026-01-05 04:00,5.0\n2026-01-05 05:00,NA\n");
    assertThat(counts(read.series())).containsExactly(-1, -1, -1, -1, 5, -1);
    assertThat(read.notes()).hasSize(4).anyMatch(n -> n.startsWith("negative counts"));
  }

  @Test
  void a_future_date_is_left_out_and_one_of_long_ago_too() throws IOException {
    StringBuilder text = new StringBuilder("time,count\n1900-01-01 00:00,5\n");
    for (int d = 1; d <= 10; d++) {
      for (int h = 0; h < 24; h++) {
        text.append("2026-02-%02d %02d:00,%d\n".formatted(d, h, h));
      }
    }
    var read = read(LONDON, text + "2062-02-05 03:00,9\n");
    assertThat(read.series().size()).isEqualTo(240);
    assertThat(read.notes())
        .containsExactly(
            "rows after the present, left out: 1, line 243",
            "hours years before the others, left out: 1, 1900-01-01T00:00Z[Europe/London]");
  }

  @Test
  void a_file_whose_dates_were_shifted_into_the_future_is_read() throws IOException {
    var read = read(LONDON, "time,count\n2031-02-01 00:00,5\n2031-02-01 01:00,6\n");
    assertThat(counts(read.series())).containsExactly(5, 6);
    assertThat(read.notes()).anyMatch(n -> n.startsWith("most rows lie after the present"));
  }

  @Test
  void the_skipped_hour_is_no_hour_and_the_repeated_one_is_two() throws IOException {
    StringBuilder spring = new StringBuilder("time,count\n");
    StringBuilder autumn = new StringBuilder("time,count\n");
    for (int h = 0; h < 24; h++) {
      spring.append("2026-03-29 %02d:00,%d\n".formatted(h, h));
      autumn.append("2026-10-25 %02d:00,%d\n".formatted(h, h));
      if (h == 1) {
        autumn.append("2026-10-25 01:00,17\n");
      }
    }
    var read = read(LONDON, spring.toString());
    assertThat(read.series().size()).isEqualTo(23);
    assertThat(read.series().at(1)).isEqualTo(2);
    assertThat(read.notes())
        .containsExactly("times in an hour that the clocks skip, row left out: 1, line 3");
    HourlySeries long25 = read(LONDON, autumn.toString()).series();
    assertThat(long25.size()).isEqualTo(25);
    assertThat(counts(long25)).startsWith(0, 1, 17, 2);
    assertThat(LocalHours.of(long25).hour(2)).isEqualTo(1);
  }

  @Test
  void times_with_an_offset_are_instants_whatever_the_zone() throws IOException {
    String text = "time,count\n2026-07-01T00:00:00+02:00,1\n2026-06-30T23:00:00Z,2\n";
    assertThat(read(LONDON, text).series().start()).isEqualTo("2026-06-30T22:00:00Z");
    assertThat(counts(read(LONDON, text).series())).containsExactly(1, 2);
  }

  @Test
  void a_zone_of_half_hours_has_full_local_hours() throws IOException {
    HourlySeries series =
        read(ZoneId.of("Asia/Kolkata"), "time,count\n2026-07-01 08:00,1\n2026-07-01 09:00,2\n")
            .series();
    assertThat(counts(series)).containsExactly(1, 2);
    assertThat(LocalHours.of(series).hour(0)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "25/01/2026 00:00,3\n25/01/2026 01:00,4",
        "01/25/2026 00:00,3\n01/25/2026 01:00,4",
        "25.01.2026 00:00,3\n25.01.2026 01:00,4",
        "2026-01-25T00:00:00,3\n2026-01-25T01:00:00,4",
        "2026-01-25,3\n2026-01-25 1:00,4",
        "2026/01/25 00:00:00.000,3\n2026/01/25 01:00:00.000,4",
        "01/25/2026 12:00 AM,3\n01/25/2026 1:00 AM,4",
        "1/25/26 12:00:00 am,3\n1/25/26 1:00:00 am,4",
        "25-Jan-2026 00:00,3\n25-Jan-2026 01:00,4",
        "25 January 2026 00:00,3\n25 January 2026 1:00,4",
        "202601250000,3\n202601250100,4",
        "20260125 000000,3\n20260125 010000,4"
      })
  void times_are_read_as_hospitals_write_them(String rows) throws IOException {
    HourlySeries series = read(LONDON, "time,count\n" + rows + "\n").series();
    assertThat(series.start()).isEqualTo("2026-01-25T00:00:00Z");
    assertThat(counts(series)).containsExactly(3, 4);
  }

  @Test
  void noon_is_not_midnight() throws IOException {
    var read = read(LONDON, "time,count\n1/25/2026 12:00 PM,3\n1/25/2026 1:00 PM,4\n");
    assertThat(read.series().start()).isEqualTo("2026-01-25T12:00:00Z");
    assertThat(counts(read.series())).containsExactly(3, 4);
  }

  @ParameterizedTest
  @CsvSource({"1956-03-02,dates", "'\"Doe, Jane\"',names", "4711081512,number"})
  void counts_that_are_a_persons_are_refused(String value, String why) {
    assertThatThrownBy(
            () ->
                read(
                    LONDON,
                    "time,count\n2026-01-05 00:00," + value + "\n2026-01-05 01:00," + value + "\n"))
        .isInstanceOf(DataRefused.class)
        .hasMessageContaining("column count is refused")
        .hasMessageContaining(why)
        .hasMessageNotContaining(value.replace("\"", ""));
  }

  @Test
  void thousands_are_read_as_a_spreadsheet_writes_them() throws IOException {
    assertThat(
            counts(
                read(LONDON, "time;count\n2026-01-05 00:00;1,234\n2026-01-05 01:00;12\n").series()))
        .containsExactly(1234, 12);
  }

  @Test
  void a_date_that_may_be_march_or_april_is_refused() {
    assertThatThrownBy(() -> read(LONDON, "time,count\n03/04/2026 00:00,3\n04/04/2026 00:00,3\n"))
        .isInstanceOf(DataRefused.class)
        .hasMessageContaining("day or month")
        .hasMessageContaining("2026-11-28");
  }

  @Test
  void quarters_of_an_hour_are_summed_and_an_hour_with_one_missing_is_missing() throws IOException {
    StringBuilder text = new StringBuilder("time,count\n");
    for (int q = 0; q < 12; q++) {
      if (q != 6) {
        text.append("2026-01-05 %02d:%02d,1\n".formatted(q / 4, q % 4 * 15));
      }
    }
    assertThat(counts(read(LONDON, text.toString()).series())).containsExactly(4, -1, 4);
  }

  @Test
  void days_are_refused_and_so_is_an_empty_file() {
    assertThatThrownBy(() -> read(LONDON, "time,count\n2026-01-05,80\n2026-01-06,70\n"))
        .hasMessageContaining("1440 minutes apart");
    assertThatThrownBy(() -> read(LONDON, "time,count\n")).hasMessageContaining("no row");
    assertThatThrownBy(() -> read(LONDON, "")).hasMessageContaining("empty");
  }

  @Test
  void own_column_names_semicolons_quotes_a_byte_order_mark_and_gzip() throws IOException {
    Path file = folder.resolve("a.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "\uFEFFDay;Std;\"Zug; Zahl\";other\n2026-01-05;0;\"3\";x\n2026-01-05;1;4;y\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    Columns columns = new Columns(Map.of("date", "day", "hour", "Std", "count", "Zug; Zahl"));
    HourlySeries series =
        new CountsReader(LONDON, Clock.fixed(NOW, LONDON)).counts(file, columns).series();
    assertThat(counts(series)).containsExactly(3, 4);
  }

  @Test
  void a_column_that_is_not_there_is_named_with_those_that_are() {
    assertThatThrownBy(() -> read(LONDON, "when,n\n", Map.of("time", "hour")))
        .hasMessageContaining("no column hour")
        .hasMessageContaining("when, n");
    assertThatThrownBy(() -> read(LONDON, "when,n\n")).hasMessageContaining("--map time=COLUMN");
  }

  @ParameterizedTest
  @CsvSource({
    "Patient Name",
    "surname",
    "NHS_Number",
    "mrn",
    "DateOfBirth",
    "dob",
    "patient_id",
    "PostCode",
    "Geburtsdatum",
    "email",
    "id"
  })
  void a_title_that_names_a_person_is_refused(String title) {
    assertThatThrownBy(() -> Identifiers.checkTitle(title))
        .hasMessageContaining(title)
        .hasMessageContaining("leave it out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arrival_datetime",
        "age_group",
        "is_admitted",
        "sex",
        "Arrivals",
        "visit_number",
        "n_visits",
        "ward",
        "hour",
        "triage",
        "arrival_method",
        "snapshot_date"
      })
  void a_title_of_a_count_a_time_or_a_group_is_not(String title) throws DataRefused {
    Identifiers.checkTitle(title);
  }

  @Test
  void events_fill_the_hours_between_with_zeros() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("events.csv"),
            "arrival,other\n2026-01-05 07:10,a\n2026-01-05 10:59:59,b\n2026-01-05 07:50,c\nlater,d\n");
    var read =
        new CountsReader(LONDON, Clock.fixed(NOW, LONDON)).events(file, new Columns(Map.of()));
    assertThat(counts(read.series())).containsExactly(2, 0, 0, 1);
    assertThat(read.notes()).containsExactly("times that cannot be read, row left out: 1, line 5");
  }

  @Test
  void holidays_of_england_and_the_us_come_along_and_others_by_file() throws IOException {
    Holidays england = Holidays.named("england");
    assertThat(england.isHoliday(LocalDate.of(2026, 4, 3))).isTrue();
    assertThat(england.isHoliday(LocalDate.of(2023, 5, 8))).isTrue();
    assertThat(england.isHoliday(LocalDate.of(2026, 7, 4))).isFalse();
    assertThat(Holidays.named("us").name(LocalDate.of(2026, 11, 26))).contains("Thanksgiving Day");
    Path own = Files.writeString(folder.resolve("own.csv"), "# ours\n2026-10-03,Unity Day\n");
    assertThat(Holidays.named(own.toString()).all()).hasSize(1);
    Path bad = Files.writeString(folder.resolve("bad.csv"), "3.10.2026,Unity Day\n");
    assertThatThrownBy(() -> Holidays.named(bad.toString())).hasMessageContaining("line 1");
    assertThatThrownBy(() -> Holidays.named("atlantis")).hasMessageContaining("england");
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-1252", "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16"})
  void whatever_a_spreadsheet_wrote_the_text_in_is_read(String charset) throws IOException {
    Path file = folder.resolve("ankünfte.csv");
    String text =
        "Zeit der Ankünfte;Fälle\r\n2026-11-01 00:00;12,0\r\n2026-11-01 01:00;1\r\n"
            + "2026-11-01 02:00;2\r\n";
    Files.write(file, text.getBytes(Charset.forName(charset)));
    HourlySeries series =
        new CountsReader(LONDON, Clock.fixed(NOW, LONDON))
            .counts(file, new Columns(Map.of("time", "Zeit der Ankünfte", "count", "Fälle")))
            .series();
    assertThat(counts(series)).containsExactly(12, 1, 2);
    Path days = folder.resolve("feiertage.csv");
    Files.write(days, "2026-01-06,Heilige Drei Könige\n".getBytes(Charset.forName(charset)));
    assertThat(Holidays.named(days.toString()).name(LocalDate.of(2026, 1, 6)))
        .contains("Heilige Drei Könige");
  }
}
