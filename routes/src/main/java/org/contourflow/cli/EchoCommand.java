package org.contourflow.cli;

import java.util.concurrent.Callable;
import org.contourflow.dicom.net.scu.EchoOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code contourflow echo}: asks whether a DICOM peer answers. */
@Command(
    name = "echo",
    mixinStandardHelpOptions = true,
    description = "Asks a DICOM peer whether it answers (C-ECHO). Exit status 0 if it does.")
public final class EchoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PeerOptions peer;

  @Override
  public Integer call() {
    EchoOutcome outcome = peer.scu().echo();
    if (outcome instanceof EchoOutcome.Alive alive) {
      spec.commandLine().getOut().println(peer.node() + " answers, in " + alive.millis() + " ms");
      return 0;
    }
    throw Failure.refused(
        outcome instanceof EchoOutcome.Refused refused
            ? refused.why()
            : ((EchoOutcome.Failed) outcome).cause());
  }
}
