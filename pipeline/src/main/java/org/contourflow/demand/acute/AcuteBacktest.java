package org.contourflow.demand.acute;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.Scores;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;

/** Judges beds for patients present and for those yet to arrive, day by day from a first day on. */
public final class AcuteBacktest {
  private static final long SEED = 19;
  private static final int REFIT_DAYS = 7;

  /** Scores by what was forecast, in order; ours and what it is held against. */
  private final Map<String, Scores> scores = new LinkedHashMap<>();

  private Scores scores(String of) {
    return scores.computeIfAbsent(of, k -> new Scores(new SplittableRandom(SEED)));
  }

  public Map<String, Scores> scores() {
    return scores;
  }

  /**
   * Admissions among the patients present: learnt from the snapshots before {@code from}, judged on
   * those from it on.
   */
  public void present(List<Snapshots.Present> patients, LocalDate from) throws DataRefused {
    List<Snapshots.Present> past =
        patients.stream().filter(p -> p.date().isBefore(from) && p.admitted().isPresent()).toList();
    AdmissionModel model = AdmissionModel.fit(past);
    double share =
        past.stream().filter(p -> p.admitted().orElseThrow()).count() / (double) past.size();
    Map<String, List<Snapshots.Present>> groups = new TreeMap<>();
    patients.stream()
        .filter(p -> !p.date().isBefore(from) && p.admitted().isPresent())
        .forEach(
            p -> groups.computeIfAbsent(p.date() + " " + p.time(), k -> new ArrayList<>()).add(p));
    for (List<Snapshots.Present> group : groups.values()) {
      int came = (int) group.stream().filter(p -> p.admitted().orElseThrow()).count();
      double[] same = new double[group.size()];
      Arrays.fill(same, share);
      scores("patients present").add(model.admissions(group), came);
      scores("patients present, binomial")
          .add(CountDistribution.ofMass(PoissonBinomial.mass(same)), came);
    }
  }

  /**
   * Arrivals within {@code window} after each of {@code times} of the days from {@code from} on.
   */
  public void yetToArrive(
      List<Instant> arrivals,
      HourlySeries series,
      Holidays holidays,
      LocalDate from,
      List<LocalTime> times,
      Duration window)
      throws DataRefused {
    List<Instant> sorted = arrivals.stream().sorted().toList();
    Fitter fitter = new Fitter(holidays);
    DemandModel model = null;
    int age = 0;
    for (LocalDate day = from; ; day = day.plusDays(1)) {
      for (LocalTime time : times) {
        Instant at = day.atTime(time).atZone(series.zone()).toInstant();
        if (at.plus(window).isAfter(series.end())) {
          return;
        }
        Instant origin = series.timeOf(series.indexOf(at));
        if (model == null || age >= REFIT_DAYS) {
          model = fitter.fit(series.before(origin), model);
          age = 0;
        }
        CountDistribution forecast = window(model, series, at, window);
        int came = between(sorted, at, at.plus(window));
        scores("yet to arrive in " + window.toHours() + " h").add(forecast, came);
      }
      age++;
    }
  }

  /**
   * The distribution of arrivals in {@code window} from {@code at} on, which need not be a full
   * hour.
   */
  public static CountDistribution window(
      DemandModel model, HourlySeries series, Instant at, Duration window) {
    Instant origin = series.timeOf(series.indexOf(at));
    double offset = Duration.between(origin, at).toMinutes() / 60.0;
    double length = window.toMinutes() / 60.0;
    Forecast forecast = model.forecast(series, origin, (int) Math.ceil(offset + length));
    return forecast.window(offset, offset + length);
  }

  private static int between(List<Instant> sorted, Instant from, Instant until) {
    return (int) sorted.stream().filter(t -> !t.isBefore(from) && t.isBefore(until)).count();
  }
}
