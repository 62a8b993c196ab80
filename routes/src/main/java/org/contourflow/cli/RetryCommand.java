package org.contourflow.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.contourflow.routes.Control;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code contourflow retry}: a person has mended why a case failed. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Takes up a case that failed or was refused, once its cause is mended: a target that did not",
      "take the RTSTRUCT gets it again, others do not; a case without an RTSTRUCT is contoured."
    })
public final class RetryCommand implements Callable<Integer> {
  @Mixin private CaseArguments of;

  @Override
  public Integer call() throws IOException {
    Control.requestRetry(of.home(), of.caseId());
    System.out.println(
        "Asked for. The running daemon (or its next start) does it; see its run log.");
    return 0;
  }
}
