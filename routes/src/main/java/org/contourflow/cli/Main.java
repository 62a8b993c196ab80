package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
      HeldCommand.class,
      ReleaseCommand.class,
      StopCommand.class,
      RetryCommand.class,
      PhantomCommand.class,
      RulesCommand.class,
      ModelCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class,
      CheckCommand.class,
      ConvertCommand.class,
      EchoCommand.class,
      SendCommand.class,
      FetchCommand.class
    })
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

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
              if (e instanceof IOException io) {
                err.println(Failure.describe(io));
                LOG.debug("the command ended", io);
                return 1;
              }
              e.printStackTrace(err);
              return 1;
            });
  }
}
