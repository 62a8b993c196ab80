package org.contourflow.cli;

import picocli.CommandLine.Command;

/** {@code contourflow demand}: how much will come, and what that asks of staff. */
@Command(
    name = "demand",
    mixinStandardHelpOptions = true,
    description = "Forecasts demand by hour and by day, with intervals, and judges itself.",
    subcommands = {
      DemandFitCommand.class,
      DemandForecastCommand.class,
      DemandBacktestCommand.class,
      DemandWhatIfCommand.class,
      DemandBookedCommand.class
    })
public final class DemandCommand {}
