package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.config.Settings;
import org.contourflow.home.KeptAside;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow held}: what waits for a person, and why. */
@Command(
    name = "held",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what is kept aside and waits for a person: incomplete series, series that no rule"
          + " matches, and what could not be used; each with its reason and what to do.",
      "Reads the home's quarantine; the daemon may run or not."
    })
public final class HeldCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Only those with this code, such as INCOMPLETE or NO_RULE_MATCHES.")
  private String code;

  @Override
  public Integer call() throws IOException {
    Settings settings = config.settings();
    if (!Files.isDirectory(settings.home())) {
      throw Failure.refused(
          settings.home() + ": there is no such home; has Contourflow ever run on it?");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<KeptAside> items =
        KeptAside.in(settings.home().resolve("quarantine")).stream()
            .filter(item -> code == null || code.equals(item.code()))
            .toList();
    for (KeptAside item : items) {
      out.printf(
          "%s  %s  %d file%s%n  %s%n  %s%n",
          item.id(),
          item.code(),
          item.files(),
          item.files() == 1 ? "" : "s",
          item.reason(),
          item.whatToDo());
    }
    out.println(items.isEmpty() ? "nothing is held" : items.size() + " held");
    return 0;
  }
}
