package org.contourflow.series;

import java.nio.file.Path;
import java.util.List;

/**
 * Files that are not contoured, and why. Holds no patient identifier, so it may be logged and
 * reported.
 *
 * @param code stable code
 * @param seriesInstanceUid the series, or "" where it is not known
 * @param reason plain sentence with the numbers that led to it
 * @param whatToDo plain sentence
 * @param files all files that are held back by this: of a series, every one
 * @param culprits those of {@code files} that the reason is about
 */
public record SeriesRefusal(
    RefusalCode code,
    String seriesInstanceUid,
    String reason,
    String whatToDo,
    List<Path> files,
    List<Path> culprits) {

  public SeriesRefusal {
    files = List.copyOf(files);
    culprits = List.copyOf(culprits);
  }

  static SeriesRefusal of(
      RefusalCode code,
      String seriesInstanceUid,
      String reason,
      List<Path> files,
      List<Path> culprits) {
    return new SeriesRefusal(code, seriesInstanceUid, reason, code.whatToDo(), files, culprits);
  }

  static SeriesRefusal ofFile(
      RefusalCode code, String seriesInstanceUid, String reason, Path file) {
    return of(code, seriesInstanceUid, reason, List.of(file), List.of(file));
  }
}
