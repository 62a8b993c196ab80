package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.ModelWords;
import org.contourflow.demand.model.Outages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code contourflow demand fit}: what a history says, and what is odd in it. */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = {
      "Fits the model to a history and says what it found: how rich a model the history allows,",
      "how much days differ, when the level changed, and what was odd in the data."
    })
public final class DemandFitCommand implements Callable<Integer> {
  private static final int MOST_TOLD = 5;

  @Spec private CommandSpec spec;
  @Mixin private DemandInput input;

  @Override
  public Integer call() throws IOException {
    DemandInput.History history = input.read();
    long begun = System.nanoTime();
    DemandModel model = new Fitter(input.holidays()).fit(history.series());
    PrintWriter out = spec.commandLine().getOut();
    about(history, input.holidays()).forEach(out::println);
    ModelWords.of(model).forEach(out::println);
    out.printf(Locale.ROOT, "fitted in %.1f s%n", (System.nanoTime() - begun) / 1e9);
    return 0;
  }

  /** The history in lines: its span, what is missing, what was odd. */
  static List<String> about(DemandInput.History history, Holidays holidays) {
    HourlySeries series = history.series();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d hours from %s to %s (%s), %d of them known",
            series.size(),
            series.start().atZone(series.zone()).toLocalDateTime(),
            series.end().atZone(series.zone()).toLocalDateTime(),
            series.zone().getId(),
            series.known()));
    lines.addAll(history.notes());
    List<Outages.Stretch> dead = Outages.find(series, holidays);
    if (dead.size() > MOST_TOLD) {
      lines.add(
          dead.size()
              + " stretches of zeros, too long for chance, are taken as missing; the first "
              + MOST_TOLD
              + ":");
    }
    for (Outages.Stretch s : dead.subList(0, Math.min(MOST_TOLD, dead.size()))) {
      lines.add(
          (s.until() - s.from())
              + " hours of zeros from "
              + series.timeOf(s.from()).atZone(series.zone()).toLocalDateTime()
              + ", too long for chance: taken as missing");
    }
    return lines;
  }
}
