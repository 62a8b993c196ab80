package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.drift.ChartRules;
import org.contourflow.drift.DriftCharts;
import org.contourflow.drift.DriftMetric;
import org.contourflow.drift.DriftReport;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcReviewStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow drift}: did what clinicians leave of the contours change? */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    description = {
      "Control charts of the reviews, by structure, model, site, scanner and kernel.",
      "Exit status 0 if nothing changed, 1 if something did."
    })
public final class DriftCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--metric",
      split = ",",
      paramLabel = "NAME",
      description =
          "surface_dice_2mm, added_path_share, volume_error_percent, shift_head_mm; default: all.")
  private List<String> metrics = List.of();

  @Option(
      names = "--baseline-cases",
      paramLabel = "N",
      defaultValue = "20",
      description = "So many first cases give the limits. Default ${DEFAULT-VALUE}.")
  private int baseline;

  @Option(names = "--out", paramLabel = "DIR", description = "Writes drift.html and drift.csv.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    PrintWriter terminal = spec.commandLine().getOut();
    try (Database database = store.open()) {
      DriftCharts charts = new DriftCharts(new JdbcReviewStore(database).all(), chosen(), rules());
      DriftReport report = new DriftReport(charts);
      if (out != null) {
        report.write(out);
      }
      if (store.format() == StoreOptions.Format.csv) {
        terminal.print(report.csv());
      } else {
        charts.alerts().forEach(terminal::println);
        terminal.println(
            charts.charts().size() + " charts, " + charts.alerts().size() + " with a change");
      }
      terminal.flush();
      return charts.alerts().isEmpty() ? 0 : 1;
    }
  }

  private ChartRules rules() {
    ChartRules usual = ChartRules.USUAL;
    try {
      return new ChartRules(baseline, usual.slackSigma(), usual.decisionSigma(), usual.runLength());
    } catch (IllegalArgumentException e) {
      throw Failure.usage(List.of("--baseline-cases " + baseline + ": " + e.getMessage()));
    }
  }

  private List<DriftMetric> chosen() {
    try {
      return metrics.isEmpty()
          ? Arrays.asList(DriftMetric.values())
          : metrics.stream().map(DriftMetric::ofColumn).toList();
    } catch (IllegalArgumentException e) {
      throw Failure.usage(List.of("--metric: " + e.getMessage()));
    }
  }
}
