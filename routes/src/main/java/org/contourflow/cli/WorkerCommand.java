package org.contourflow.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.contourflow.app.ContouringWorker;
import org.contourflow.app.Protocols;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineExit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code contourflow worker}: contours cases of a service, on this machine or another. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Contours cases of a service that runs elsewhere, until it is stopped. It needs the service's"
          + " settings: the same store (a PostgreSQL), and the same home on a shared folder.",
      "It takes only cases of protocols that it contours with the same version and models as the"
          + " service. What it was at when it ends is given back."
    })
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EngineExit.leaveToCaller();
    Settings settings = config.settings();
    StopRequest stop = StopRequest.ofThisProcess();
    try (Protocols protocols = RunCommand.protocols(settings)) {
      if (stop.mayOpen()) {
        work(settings, protocols, stop);
      }
    } finally {
      stop.close();
    }
    return 0;
  }

  private void work(Settings settings, Protocols protocols, StopRequest stop)
      throws IOException, InterruptedException {
    try (ContouringWorker worker =
        new ContouringWorker(settings, protocols, id -> SegmentationListener.NONE)) {
      if (!stop.isAsked()) {
        worker.start();
        spec.commandLine().getOut().println("The worker takes cases of " + settings.store().url());
        spec.commandLine().getOut().flush();
      }
      stop.await();
    }
  }
}
