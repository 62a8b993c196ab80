package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;

/** Where a command writes a structure set: never over a slice, a mask or what it was made from. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Writes it; an RT Structure Set that is there already is replaced.
   *
   * @param from files it was made from, which stay
   */
  static void write(Completed done, Path out, Path... from) throws IOException {
    if (Files.isDirectory(out)) {
      throw Failure.refused(out + ": is a folder. Name a file in it.");
    }
    if (Files.exists(out)) {
      for (Path one : from) {
        if (Files.isSameFile(out, one)) {
          throw Failure.refused(out + ": is the input, which stays. Name another file.");
        }
      }
      if (!isStructureSet(out)) {
        throw Failure.refused(
            out + ": is there already and no RT Structure Set; it stays. Name a new file.");
      }
    }
    done.writeTo(out);
  }

  private static boolean isStructureSet(Path file) {
    try {
      return StructureSetReader.isStructureSet(DicomFiles.readHeader(file).dataset());
    } catch (IOException e) {
      return false;
    }
  }
}
