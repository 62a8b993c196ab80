package org.contourflow.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.contourflow.routes.Control;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code contourflow stop}: a person stops one case's contouring. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the contouring of a case at its next tile, now or when it is its turn.",
      "The case is then failed and is not tried again; its CT stays where it is."
    })
public final class StopCommand implements Callable<Integer> {
  @Mixin private CaseArguments of;

  @Override
  public Integer call() throws IOException {
    Control.requestStop(of.home(), of.caseId());
    System.out.println("Asked for. The running daemon does it; see its run log.");
    return 0;
  }
}
