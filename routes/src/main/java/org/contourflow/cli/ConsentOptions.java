package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Purpose;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;
import picocli.CommandLine.Option;

/** Where consent stands, for a command that lets the cases of one folder teach or leave. */
final class ConsentOptions extends ConsentFolderOption {
  @Option(
      names = "--statement",
      paramLabel = "FILE",
      description = "Statement that the data are public; default: consent.yaml in their folder.")
  private Path statement;

  /** Asks the gate; tells each case that may not teach, and refuses if none may. */
  ConsentGate.Release release(CaseSource source, Path data, Purpose purpose) throws IOException {
    ConsentFolder folder = folder();
    Path place = NiftiCases.folderOf(data);
    Optional<Path> stated = Optional.ofNullable(statement);
    if (ConsentFolder.statementOf(place, stated).isEmpty()) {
      folder.fixTestFold(); // Else the first network would leave nobody to judge its successors by.
    }
    ConsentGate.Release release = folder.release(source, place, stated, purpose);
    release
        .refused()
        .forEach((id, why) -> System.err.println(id + " is left out: " + why.describe()));
    if (release.cases().ids().isEmpty()) {
      throw Failure.refused(
          "no case may teach; why, stands above of each. Record consent, or state beside the data"
              + " that they are public (docs/consent.md)");
    }
    return release;
  }

  /** Asks the gate which cases may leave; whoever calls tells each that may not. */
  ConsentGate.Release releaseForExport(CaseSource source, Path data) throws IOException {
    return folder().release(source, data, Optional.ofNullable(statement), Purpose.EXPORT);
  }
}
