package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.routes.Health;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow health}: whether the daemon of a home works, for a person or a supervisor. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether the daemon of a home runs and all of its loops turn.",
      "Exit status 0: all is well; 1: it does not run, says nothing, or a loop stands."
    })
public final class HealthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(
      names = "--max-age-seconds",
      defaultValue = "30",
      description = "Heard of longer ago than this, it counts as silent; default ${DEFAULT-VALUE}.")
  private int maxAgeSeconds;

  @Override
  public Integer call() throws IOException {
    Path home = config.settings().home();
    List<String> problems = Health.problems(home, Duration.ofSeconds(maxAgeSeconds));
    PrintWriter out = spec.commandLine().getOut();
    problems.forEach(out::println);
    if (problems.isEmpty()) {
      out.println("all is well");
    }
    return problems.isEmpty() ? 0 : 1;
  }
}
