package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.app.LifecycleSetup;
import org.contourflow.audit.Actor;
import org.contourflow.config.Settings;
import org.contourflow.lifecycle.Retention;
import org.contourflow.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow retention}: what is deleted by age and by room. */
@Command(
    name = "retention",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes what the settings (operations.retention) let go; the service does so by itself.",
      "Only of cases that every target has. Each deletion is an event of the run log."
    })
public final class RetentionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(names = "--dry-run", description = "Say what would go, and delete nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    Settings settings = config.settings();
    PrintWriter out = spec.commandLine().getOut();
    if (!settings.operations().retention().isOn()) {
      out.println("the settings give no operations.retention: only what protocols say");
    }
    try (Database database = Stores.open(settings)) {
      Retention retention = LifecycleSetup.of(settings, database).retention();
      List<Retention.Deletion> deletions =
          dryRun ? retention.plan() : Actor.ofThisProcess().during(retention::run);
      deletions.forEach(out::println);
      long bytes = deletions.stream().mapToLong(Retention.Deletion::bytes).sum();
      out.println(
          deletions.size() + (dryRun ? " would go, " : " deleted, ") + bytes / 1000 + " kB");
      return 0;
    }
  }
}
