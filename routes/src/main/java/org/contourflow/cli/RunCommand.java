package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.contourflow.accounts.Accounts;
import org.contourflow.app.Daemon;
import org.contourflow.app.Logs;
import org.contourflow.app.Protocols;
import org.contourflow.app.Watchdog;
import org.contourflow.config.ContouringSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsException;
import org.contourflow.config.SettingsReader;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineExit;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.protocols.RuleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code contourflow run}: the daemon, until it is stopped. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Watches the inbox and listens for C-STORE until it is stopped (Ctrl-C, or the service's"
          + " stop).",
      "What was unfinished when it stopped is taken up again."
    })
public final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, a YAML file; an empty one is a working configuration.")
  private Path config;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = settings(config);
    EngineExit.leaveToCaller();
    StopRequest stop = StopRequest.ofThisProcess();
    Logs.toFolder(settings.home().resolve("logs"));
    // A thread that nobody guards and that dies for want of memory leaves a process that seems
    // well.
    Thread.setDefaultUncaughtExceptionHandler(RunCommand::uncaught);
    try (Protocols protocols = protocols(settings)) {
      if (stop.mayOpen()) {
        serve(settings, protocols, stop);
      }
    } finally {
      stop.close();
    }
    return 0;
  }

  private static void serve(Settings settings, Protocols protocols, StopRequest stop)
      throws IOException, InterruptedException {
    try (Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start(stop::isAsked);
      if (!stop.isAsked()) {
        System.out.println("Contourflow is running. Drop CT series into " + daemon.home().inbox());
        daemon.serveConsole().ifPresent(RunCommand::tellConsole);
      }
      stop.await();
    }
  }

  /** The one-time password goes to the terminal only: never into a log. */
  static void tellConsole(Daemon.Served served) {
    System.out.println("The console is at " + served.address());
    served
        .oneTimePassword()
        .ifPresent(
            password ->
                System.out.println(
                    "Its first user is "
                        + Accounts.FIRST
                        + ", who logs in once with "
                        + password
                        + " and then sets a password"));
  }

  private static void uncaught(Thread thread, Throwable e) {
    if (e instanceof OutOfMemoryError) {
      Watchdog.endProcess();
    }
    LOG.error("the thread {} ended", thread.getName(), e);
  }

  static Protocols protocols(Settings settings) throws IOException {
    ContouringSettings contouring = settings.contouring();
    try {
      return Protocols.load(
          Protocols.rules(settings),
          settings.inHome(contouring.modelFolder()),
          new EngineSettings(contouring.threads(), contouring.device(), contouring.memoryMb()));
    } catch (RuleException e) {
      throw Failure.usage(e.problems());
    }
  }

  static Settings settings(Path config) {
    try {
      return SettingsReader.read(config);
    } catch (SettingsException e) {
      throw Failure.usage(e.problems());
    }
  }
}
