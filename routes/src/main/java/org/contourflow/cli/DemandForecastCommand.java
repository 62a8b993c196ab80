package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.contourflow.demand.acute.BedForecast;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.DriftAlarm;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.judge.Ledger;
import org.contourflow.demand.judge.RecentCheck;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.model.ModelWords;
import org.contourflow.demand.report.ForecastReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow demand forecast}: the next 48 hours and 14 days. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description = {
      "Forecasts the next 48 hours and 14 days, with intervals.",
      "Writes hours.csv, days.csv, forecast.json and forecast.html."
    })
public final class DemandForecastCommand implements Callable<Integer> {
  private static final int DAYS = 15;

  @Spec private CommandSpec spec;
  @Mixin private DemandInput input;

  @Mixin private DemandOrigin begin;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = {
        "Keeps the forecast of the next whole day in this folder, judges the kept days that are",
        "over and says where calibration drifts. Run it once a day."
      })
  private Path keep;

  @Mixin private SnapshotInput snapshots;

  @Override
  public Integer call() throws IOException {
    DemandInput.History history = input.read();
    HourlySeries series = history.series();
    Instant origin = begin.hour(input, series);
    Path out = begin.out("forecast");
    DemandModel model = new Fitter(input.holidays()).fit(series.before(origin));
    LocalDate last = origin.atZone(series.zone()).toLocalDate().plusDays(DAYS);
    Instant end = last.atStartOfDay(series.zone()).toInstant();
    Forecast forecast =
        model.forecast(series, origin, (int) Duration.between(origin, end).toHours());
    RecentCheck recent = RecentCheck.of(series.before(origin), input.holidays());
    List<String> notes = DemandFitCommand.about(history, input.holidays());
    List<String> words = new ArrayList<>(ModelWords.of(model));
    new ForecastReport(forecast, recent, String.join("; ", words), notes).write(out);
    PrintWriter print = spec.commandLine().getOut();
    notes.forEach(print::println);
    words.forEach(print::println);
    print(forecast, print);
    if (snapshots.isGiven()) {
      BedForecast.of(snapshots.read(input), model, series, snapshots.window())
          .lines()
          .forEach(print::println);
    }
    print.println("written: " + out.resolve("forecast.html") + " and its CSV and JSON");
    return keep == null ? 0 : keepAndJudge(forecast, series, print);
  }

  private static void print(Forecast forecast, PrintWriter print) {
    for (Forecast.Day day : forecast.days()) {
      var total = forecast.window(day.from(), day.until());
      print.printf(
          Locale.ROOT,
          "%s %2d h  mean %7.1f  median %5d  90 %%: %d to %d%n",
          day.date(),
          day.hours(),
          total.mean(),
          total.quantile(0.5),
          total.quantile(0.05),
          total.quantile(0.95));
    }
  }

  private int keepAndJudge(Forecast forecast, HourlySeries series, PrintWriter print)
      throws IOException {
    Ledger ledger = new Ledger(keep);
    ledger.keep(forecast).ifPresent(day -> print.println("kept the forecast of " + day));
    List<KeptDay.Judged> judged = ledger.judge(series);
    for (KeptDay.Judged j : judged.subList(Math.max(0, judged.size() - 7), judged.size())) {
      print.printf(
          Locale.ROOT,
          "judged %s: %d came, %.1f were forecast, 90 %%: %d to %d%s%n",
          j.day(),
          j.came(),
          j.mean(),
          j.low(),
          j.high(),
          j.isWithin90() ? "" : "  (outside)");
    }
    List<String> alarms = DriftAlarm.of(judged);
    alarms.forEach(a -> print.println("ALARM: " + a));
    return alarms.isEmpty() ? 0 : 1;
  }
}
