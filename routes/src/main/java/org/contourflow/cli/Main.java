package org.contourflow.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code contourflow} command. Each subcommand is a class of this package. */
@Command(
    name = "contourflow",
    mixinStandardHelpOptions = true,
    version = "contourflow 0.1.0-SNAPSHOT (research, not for clinical use)",
    description = "Automatic organ-at-risk contouring for radiotherapy planning CTs.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ContourCommand.class,
      ReleaseCommand.class,
      PhantomCommand.class,
      RulesCommand.class,
      ModelCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CheckCommand.class,
      ConvertCommand.class,
      EchoCommand.class,
      SendCommand.class,
      FetchCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs one subcommand and exits with its status: 0 done, 1 refused or failed, 2 usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              PrintWriter err = command.getErr();
              if (e instanceof Failure failure) {
                err.println(failure.getMessage());
                return failure.status();
              }
              e.printStackTrace(err);
              return 1;
            });
  }
}
