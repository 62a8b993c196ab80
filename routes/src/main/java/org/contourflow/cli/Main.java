package org.contourflow.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code contourflow} command. Each subcommand is a class of this package. */
@Command(
    name = "contourflow",
    mixinStandardHelpOptions = true,
    version = "contourflow 0.1.0-SNAPSHOT (research, not for clinical use)",
    description = "Automatic organ-at-risk contouring for radiotherapy planning CTs.",
    subcommands = {PhantomCommand.class})
public final class Main {
  private Main() {}

  /** Runs one subcommand and exits with its status: 0 done, 1 refused or failed, 2 usage. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
