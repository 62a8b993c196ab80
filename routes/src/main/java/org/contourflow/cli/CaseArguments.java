package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Arguments of a command that asks a daemon something about one case. */
final class CaseArguments {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "As for run.")
  private Path config;

  @Parameters(paramLabel = "CASE", description = "The case's id, as the run log has it.")
  private String caseId;

  /** The case's id; refused if it can be none. */
  String caseId() {
    if (!caseId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw Failure.refused(caseId + " is no case id; the run log names them");
    }
    return caseId;
  }

  /** The daemon's home. */
  Path home() throws IOException {
    return RunCommand.settings(config).home();
  }
}
