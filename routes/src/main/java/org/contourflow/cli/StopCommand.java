package org.contourflow.cli;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow stop}: a person stops one case's contouring. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the contouring of a case: at once if it has not begun, else at its next tile.",
      "The case is then failed and is not tried again; its CT stays where it is.",
      "Exit status 1: there is no such case, or it is contoured already."
    })
public final class StopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "CASE", description = "The case's id, as the run log has it.")
  private String caseId;

  @Override
  public Integer call() throws IOException {
    String id = CaseArguments.checked(caseId);
    return Asking.ask(
        config.settings(),
        database ->
            CaseArguments.require(
                database, id, Set.of(CaseState.ACCEPTED), "there is no contouring to stop"),
        Kind.STOP,
        id,
        "",
        spec.commandLine().getOut());
  }
}
