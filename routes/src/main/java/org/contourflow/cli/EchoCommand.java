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
    return peer.scu()
        .echo()
        .accept(
            new EchoOutcome.Visitor<>() {
              @Override
              public Integer alive(EchoOutcome.Alive alive) {
                spec.commandLine()
                    .getOut()
                    .println(peer.node() + " answers, in " + alive.millis() + " ms");
                return 0;
              }

              @Override
              public Integer refused(EchoOutcome.Refused refused) {
                throw Failure.refused(refused.why());
              }

              @Override
              public Integer failed(EchoOutcome.Failed failed) {
                throw Failure.refused(failed.cause());
              }
            });
  }
}
