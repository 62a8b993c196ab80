package org.contourflow.demand.acute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.contourflow.demand.Shared;
import org.contourflow.demand.data.Columns;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.Scores;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcuteTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final List<String> FEATURES =
      List.of(
          "latest_obs_manchester_triage_acuity",
          "sex",
          "age_group",
          "arrival_method",
          "has_consultation",
          "is_majors_resus",
          "over_12_hours");

  @TempDir Path folder;

  private static Snapshots.Mapping mapping(List<String> features) {
    return new Snapshots.Mapping("snapshot_date", "prediction_time", "is_admitted", features);
  }

  @Test
  @Tag("long")
  void patients_present_reach_the_figures_of_the_published_method() throws IOException {
    AcuteBacktest backtest = new AcuteBacktest();
    backtest.present(
        Snapshots.read(Shared.file("patientflow/ed_visits_minimal.csv.gz"), mapping(FEATURES)),
        LocalDate.of(2031, 10, 1));
    Scores ours = backtest.scores().get("patients present");
    assertThat(ours.count()).isEqualTo(460);
    assertThat(ours.meanAbsoluteError()).isLessThanOrEqualTo(1.70);
    assertThat(ours.crps()).isLessThanOrEqualTo(1.20);
  }

  @Test
  @Tag("long")
  void those_yet_to_arrive_reach_their_figures() throws IOException {
    Path file = Shared.file("patientflow/inpatient_arrivals.csv");
    CountsReader reader =
        new CountsReader(UTC, Clock.fixed(Instant.parse("2032-01-01T00:00:00Z"), UTC));
    Columns columns = new Columns(Map.of("arrival", "arrival_datetime"));
    HourlySeries series = reader.events(file, columns).series();
    List<LocalTime> times =
        List.of("06:00", "09:30", "12:00", "15:30", "22:00").stream()
            .map(LocalTime::parse)
            .toList();
    AcuteBacktest backtest = new AcuteBacktest();
    backtest.yetToArrive(
        reader.times(file, columns),
        series,
        Holidays.named("england"),
        LocalDate.of(2031, 10, 1),
        times,
        Duration.ofHours(8));
    Scores ours = backtest.scores().get("yet to arrive in 8 h");
    assertThat(ours.count()).isGreaterThan(450);
    assertThat(ours.meanAbsoluteError()).isLessThanOrEqualTo(3.20);
    assertThat(ours.crps()).isLessThanOrEqualTo(2.26);
    assertThat(Math.abs(ours.bias())).isLessThanOrEqualTo(0.5);
  }

  private Path snapshots(String extra) throws IOException {
    StringBuilder text =
        new StringBuilder("snapshot_date,prediction_time,is_admitted,triage" + extra + "\n");
    for (int day = 1; day <= 28; day++) {
      for (int k = 0; k < 10; k++) {
        boolean red = k < 4;
        String outcome = day == 28 ? "" : red ? "true" : "false";
        text.append(
            "2026-02-%02d,\"(9, 30)\",%s,%s".formatted(day, outcome, red ? "Red" : "Green"));
        text.append(extra.isEmpty() ? "" : ",%d".formatted(4_000_000_000L + day * 100L + k))
            .append('\n');
      }
    }
    return Files.writeString(folder.resolve("snapshots.csv"), text);
  }

  @Test
  void beds_are_those_of_the_present_and_of_those_to_come() throws IOException {
    List<Snapshots.Present> all = Snapshots.read(snapshots(""), mapping(List.of("triage")));
    int[] counts = new int[28 * 24];
    Arrays.fill(counts, 2);
    HourlySeries series = new HourlySeries(UTC, Instant.parse("2026-02-01T00:00:00Z"), counts);
    DemandModel model = new Fitter(Holidays.none()).fit(series);
    BedForecast beds = BedForecast.of(all, model, series, Duration.ofHours(4));
    assertThat(beds.patients()).isEqualTo(10);
    assertThat(beds.present().mean()).isBetween(3.7, 4.3);
    assertThat(beds.yetToArrive().mean()).isBetween(7.6, 8.4);
    assertThat(beds.both().mean())
        .isCloseTo(beds.present().mean() + beds.yetToArrive().mean(), within(1e-9));
  }

  @Test
  void a_feature_that_is_a_persons_number_is_refused() throws IOException {
    Path file = snapshots(",code");
    assertThatThrownBy(() -> Snapshots.read(file, mapping(List.of("triage", "code"))))
        .isInstanceOf(DataRefused.class)
        .hasMessageContaining("column code is refused")
        .hasMessageContaining("number");
    // A column that is not mapped is not read at all.
    assertThat(Snapshots.read(file, mapping(List.of("triage")))).hasSize(280);
  }
}
