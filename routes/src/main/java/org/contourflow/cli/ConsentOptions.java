package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Purpose;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;
import picocli.CommandLine.Option;

/** Where consent stands, for every command that lets cases teach. */
final class ConsentOptions {
  @Option(
      names = "--consent",
      paramLabel = "DIR",
      defaultValue = "${env:CONTOURFLOW_CONSENT:-${sys:user.home}/.contourflow/consent}",
      description = "The hospital's consent folder (docs/consent.md); default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(
      names = "--statement",
      paramLabel = "FILE",
      description = "Statement that the data are public; default: consent.yaml in their folder.")
  private Path statement;

  /** The folder, made if need be. */
  ConsentFolder folder() throws IOException {
    return ConsentFolder.open(folder, Clock.systemDefaultZone());
  }

  /** Asks the gate; tells each case that may not teach, and refuses if none may. */
  ConsentGate.Release release(CaseSource source, Path data, Purpose purpose) throws IOException {
    ConsentGate.Release release =
        folder()
            .release(source, NiftiCases.folderOf(data), Optional.ofNullable(statement), purpose);
    release
        .refused()
        .forEach((id, why) -> System.err.println(id + " is left out: " + why.describe()));
    if (release.cases().ids().isEmpty()) {
      throw Failure.refused(
          "no case may teach; record consent, or state beside the data that they are public"
              + " (docs/consent.md)");
    }
    return release;
  }
}
