package org.contourflow.rtstruct.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.ReferencedSeries;

/** {@link StructureSetChecker} on a file, and what only the file shows. */
public final class StructureSetFileCheck {
  private StructureSetFileCheck() {}

  /**
   * Reads and checks.
   *
   * @throws IOException if it cannot be read as DICOM
   */
  public static List<Finding> check(Path file, Optional<ReferencedSeries> series)
      throws IOException {
    DicomFiles.requireNoFolder(file);
    byte[] bytes = Files.readAllBytes(file);
    DicomFile read =
        DicomFiles.read(new ByteArrayInputStream(bytes), file.getFileName().toString());
    List<Finding> findings = new ArrayList<>(StructureSetChecker.check(read.dataset(), series));
    DataSetEnd.trailingBytes(bytes, read.transferSyntaxUid()).stream()
        .filter(count -> count > 0)
        .forEach(
            count ->
                findings.add(
                    new Finding(
                        CheckRule.TRAILING_BYTES,
                        CheckRule.TRAILING_BYTES.severity(),
                        "(end of file)",
                        count + " bytes follow the data set")));
    if (read.fileMeta().tags().length == 0) {
      findings.add(
          new Finding(
              CheckRule.MISSING_ATTRIBUTE,
              CheckRule.MISSING_ATTRIBUTE.severity(),
              "TransferSyntaxUID (0002,0010)",
              "there is no file meta information (taken as "
                  + DicomUid.nameOf(read.transferSyntaxUid())
                  + ")"));
    }
    return List.copyOf(findings);
  }
}
