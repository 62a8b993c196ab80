package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomHeader;

/**
 * Gives the headers of instances: from their files, or from memory where somebody keeps what was
 * read once.
 */
@FunctionalInterface
public interface HeaderSource {
  /** Reads the file each time. */
  HeaderSource FILES = DicomFiles::readHeader;

  /**
   * The file's header, which several may get: it is not to be changed.
   *
   * @throws org.contourflow.dicom.DicomReadException with the reason if it is no DICOM
   */
  DicomHeader header(Path file) throws IOException;

  /** The file was moved; what is kept of it goes with it. */
  default void moved(Path from, Path to) {}
}
