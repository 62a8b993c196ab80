package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;

/** Whether two files with the same SOP Instance UID are the same instance. */
final class SameContent {
  private SameContent() {}

  /** Byte for byte, or, when only the file meta or the encoding differs, by data set. */
  static boolean of(Path a, Path b) throws IOException {
    if (Files.mismatch(a, b) < 0) {
      return true;
    }
    DicomFile first = DicomFiles.read(a);
    DicomFile second = DicomFiles.read(b);
    return first.dataset().hasSameContent(second.dataset());
  }
}
