package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code contourflow} command. Each subcommand is a class of this package. */
@Command(
    name = Main.NAME,
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    description = "Automatic organ-at-risk contouring for radiotherapy planning CTs.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      WorkerCommand.class,
      ContourCommand.class,
      CasesCommand.class,
      CaseCommand.class,
      LogCommand.class,
      HeldCommand.class,
      HealthCommand.class,
      ReleaseCommand.class,
      StopCommand.class,
      RetryCommand.class,
      PhantomCommand.class,
      RulesCommand.class,
      ProtocolCommand.class,
      DeriveCommand.class,
      ModelCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class,
      RefineCommand.class,
      AuditCommand.class,
      StoreCommand.class,
      RetentionCommand.class,
      EraseCommand.class,
      ConsentCommand.class,
      DeidentifyCommand.class,
      CheckCommand.class,
      ReviewCommand.class,
      DriftCommand.class,
      CommissionCommand.class,
      ConvertCommand.class,
      EchoCommand.class,
      SendCommand.class,
      FetchCommand.class,
      DemandCommand.class
    })
public final class Main {
  static final String NAME = "contourflow";
  static final String VERSION = "contourflow 0.1.0-SNAPSHOT (research, not for clinical use)";
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Runs one subcommand and exits with its status: 0 done, 1 refused or failed, 2 usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  static CommandLine commandLine() {
    return withExitStatus(new CommandLine(new Main()));
  }

  /**
   * The command line with no more than these arguments need: the options of all subcommands are
   * read by reflection, which is most of what a short command costs.
   */
  static CommandLine commandLine(String[] arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    if (first.equals("--version") || first.equals("-V")) {
      return withExitStatus(new CommandLine(new Root()));
    }
    for (Class<?> subcommand : Main.class.getAnnotation(Command.class).subcommands()) {
      String name = subcommand.getAnnotation(Command.class).name();
      if (name.equals(first)) {
        return withExitStatus(new CommandLine(new Root()).addSubcommand(name, subcommand));
      }
    }
    return commandLine();
  }

  /** The command without its subcommands. */
  @Command(name = NAME, mixinStandardHelpOptions = true, version = VERSION)
  private static final class Root {}

  /** An empty argument, of a variable of a script that is not set, is no path: not the folder. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new CommandLine.TypeConversionException("is empty; a file or folder is needed");
    }
    return Path.of(text);
  }

  private static <T> T time(Function<String, T> parse, String text, String example) {
    try {
      return parse.apply(text);
    } catch (DateTimeParseException e) {
      throw new CommandLine.TypeConversionException(
          "must be as " + example + ", not '" + text + "'");
    }
  }

  private static CommandLine withExitStatus(CommandLine commandLine) {
    return commandLine
        .registerConverter(Path.class, Main::path)
        // As people type them, and as docs/console.md does: --state failed.
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(
            LocalDateTime.class, text -> time(LocalDateTime::parse, text, "2026-11-24T08:15:00"))
        .registerConverter(LocalTime.class, text -> time(LocalTime::parse, text, "08:15"))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              PrintWriter err = command.getErr();
              if (e instanceof Failure failure) {
                err.println(failure.getMessage());
                return failure.status();
              }
              IOException io = e instanceof UncheckedIOException u ? u.getCause() : null;
              io = e instanceof IOException own ? own : io;
              if (io != null) {
                err.println(
                    GivenFiles.describe(io, command.getParseResult()).orElse(Failure.describe(io)));
                LOG.debug("the command ended", io);
                return 1;
              }
              Optional<String> store = Database.describe(e);
              if (store.isPresent()) {
                err.println(store.get());
                LOG.debug("the command ended", e);
                return 1;
              }
              e.printStackTrace(err);
              return 1;
            });
  }
}
