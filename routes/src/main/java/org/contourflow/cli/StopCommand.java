package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.contourflow.config.Settings;
import org.contourflow.routes.Control;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code contourflow stop}: a person stops one case's contouring. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the contouring of a case at its next tile, now or when it is its turn.",
      "The case is then failed and is not tried again; its CT stays where it is."
    })
public final class StopCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "As for run.")
  private Path config;

  @Parameters(paramLabel = "CASE", description = "The case's id, as the run log has it.")
  private String caseId;

  @Override
  public Integer call() throws IOException {
    if (!caseId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw Failure.refused(caseId + " is no case id; the run log names them");
    }
    Settings settings = RunCommand.settings(config);
    Control.requestStop(settings.home(), caseId);
    System.out.println("Asked for. The running daemon does it; see its run log.");
    return 0;
  }
}
