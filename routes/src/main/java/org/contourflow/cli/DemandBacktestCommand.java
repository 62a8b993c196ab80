package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.contourflow.demand.acute.AcuteBacktest;
import org.contourflow.demand.acute.Snapshots;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.Backtest;
import org.contourflow.demand.report.BacktestReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow demand backtest}: the forecasts that would have been made, and what came. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = {
      "Forecasts from each origin of a past period with what was known then, and scores it beside",
      "the simple methods. Writes backtest.csv, backtest.json and backtest.html.",
      "With --snapshots it judges beds instead: those present, and those yet to arrive."
    })
public final class DemandBacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DemandInput input;
  @Mixin private SnapshotInput snapshots;

  @Mixin private DemandOrigin origin;

  @Option(names = "--until", paramLabel = "TIME", description = "Default: the end of the data.")
  private String until;

  @Option(names = "--every", defaultValue = "12", paramLabel = "HOURS")
  private int every;

  @Option(names = "--horizon", defaultValue = "48", paramLabel = "HOURS")
  private int horizon;

  @Option(
      names = "--history-weeks",
      defaultValue = "0",
      paramLabel = "WEEKS",
      description =
          "Gives each origin only so many weeks of history, to see a cold start; 0 is all.")
  private int historyWeeks;

  @Option(
      names = "--times",
      split = ",",
      defaultValue = "06:00,09:30,12:00,15:30,22:00",
      paramLabel = "HH:MM",
      description = "With --snapshots: when those yet to arrive are forecast.")
  private List<LocalTime> times;

  @Override
  public Integer call() throws IOException {
    if (every < 1 || horizon < 1 || historyWeeks < 0) {
      throw Failure.usage(
          List.of("--every and --horizon are at least 1, --history-weeks at least 0."));
    }
    DemandInput.History history = input.read();
    PrintWriter print = spec.commandLine().getOut();
    DemandFitCommand.about(history, input.holidays()).forEach(print::println);
    HourlySeries series = history.series();
    Instant end = until == null ? series.end() : input.time("--until", until);
    Instant begin = origin.time(input, end.minus(Duration.ofDays(365)));
    if (snapshots.isGiven()) {
      acute(series, begin, print);
      return 0;
    }
    Backtest.Plan plan = new Backtest.Plan(begin, end, every, horizon, historyWeeks);
    BacktestReport report = new BacktestReport(new Backtest(series, input.holidays(), plan).run());
    Path out = origin.out("backtest");
    report.write(out);
    print.print(report.text());
    print.println("written: " + out.resolve("backtest.html") + " and its CSV and JSON");
    return 0;
  }

  private void acute(HourlySeries series, Instant begin, PrintWriter print) throws IOException {
    List<Snapshots.Present> present = snapshots.read(input);
    AcuteBacktest backtest = new AcuteBacktest();
    var day = begin.atZone(series.zone()).toLocalDate();
    backtest.present(present, day);
    if (input.events().isPresent()) {
      List<Instant> arrivals =
          new CountsReader(series.zone(), Clock.fixed(input.now(), series.zone()))
              .times(input.events().get(), input.columns());
      backtest.yetToArrive(arrivals, series, input.holidays(), day, times, snapshots.window());
    }
    print.printf("%-34s%8s%9s%9s%9s%9s%n", "", "n", "MAE", "CRPS", "bias", "in 90 %");
    backtest
        .scores()
        .forEach(
            (name, s) ->
                print.printf(
                    Locale.ROOT,
                    "%-34s%8d%9.3f%9.3f%9.3f%9.3f%n",
                    name,
                    s.count(),
                    s.meanAbsoluteError(),
                    s.crps(),
                    s.bias(),
                    s.coverage90()));
  }
}
