package org.contourflow.cli;

import java.nio.file.Path;
import java.time.Instant;
import org.contourflow.demand.data.HourlySeries;
import picocli.CommandLine.Option;

/** Where a demand command begins, and where it writes. */
final class DemandOrigin {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = {
        "The first hour that is forecast. Default: the one after the last known; of a backtest a",
        "year before its end."
      })
  private String from;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Default: demand- and the command's name.")
  private Path out;

  /** The time that was given, or else another. */
  Instant time(DemandInput input, Instant otherwise) {
    return from == null ? otherwise : input.time("--from", from);
  }

  /** The full hour of the series in which it begins. */
  Instant hour(DemandInput input, HourlySeries series) {
    return series.timeOf(series.indexOf(time(input, series.end())));
  }

  /** The folder that was given, or else that of the command. */
  Path out(String command) {
    return out == null ? Path.of("demand-" + command) : out;
  }
}
