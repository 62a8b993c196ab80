package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    Logs.toFolder(settings.home().resolve("logs"));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    // A thread that nobody guards and that dies for want of memory leaves a process that seems
    // well.
    Thread.setDefaultUncaughtExceptionHandler(RunCommand::uncaught);
    try (Protocols protocols = protocols(settings);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      atExit(asked, closed);
      System.out.println("Contourflow is running. Drop CT series into " + daemon.home().inbox());
      daemon.serveConsole().ifPresent(RunCommand::tellConsole);
      asked.await();
    } finally {
      closed.countDown();
    }
    return 0;
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

  /** Asks the work to end when the process is asked to, and lets it close first. */
  static void atExit(CountDownLatch asked, CountDownLatch closed) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  await(closed);
                },
                "stop"));
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

  /**
   * Lets the daemon close before the JVM ends. Not by joining the main thread: that one waits in
   * System.exit for this hook.
   */
  private static void await(CountDownLatch closed) {
    try {
      closed.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
