package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.contourflow.consent.ConsentFolder;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where consent stands. */
class ConsentFolderOption {
  @Option(
      names = "--consent",
      scope = ScopeType.INHERIT, // Behind the verb, too, where a command has verbs.
      paramLabel = "DIR",
      defaultValue = "${env:CONTOURFLOW_CONSENT:-${sys:user.home}/.contourflow/consent}",
      description = "The hospital's consent folder (docs/consent.md); default: ${DEFAULT-VALUE}.")
  private Path folder;

  /** The folder, made if need be. */
  final ConsentFolder folder() throws IOException {
    return ConsentFolder.open(folder, Clock.systemDefaultZone());
  }
}
