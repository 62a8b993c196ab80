package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.contourflow.app.Daemon;
import org.contourflow.app.Logs;
import org.contourflow.app.Protocols;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsException;
import org.contourflow.config.SettingsReader;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.protocols.RuleException;
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
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, a YAML file; an empty one is a working configuration.")
  private Path config;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = settings(config);
    Logs.toFolder(settings.home().resolve("logs"));
    CountDownLatch ended = new CountDownLatch(1);
    try (Protocols protocols = protocols(settings);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      Thread main = Thread.currentThread();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    ended.countDown();
                    join(main);
                  },
                  "stop"));
      System.out.println("Contourflow is running. Drop CT series into " + daemon.home().inbox());
      ended.await();
    }
    return 0;
  }

  static Protocols protocols(Settings settings) throws IOException {
    Settings.Contouring contouring = settings.contouring();
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

  /** Lets the daemon close before the JVM ends. */
  private static void join(Thread thread) {
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
