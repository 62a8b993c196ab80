package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the files of one case lie. */
public record CaseFolder(Path root) {
  private static final Pattern NAME = Pattern.compile("case-(\\d{1,15})");

  /**
   * The highest number of the case folders there are; 0 if there are none.
   *
   * @param cases the folder of all cases
   * @throws IOException if it cannot be read
   */
  public static long highestNumber(Path cases) throws IOException {
    try (Stream<Path> folders = Files.list(cases)) {
      return folders
          .map(f -> NAME.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(m -> Long.parseLong(m.group(1)))
          .max()
          .orElse(0);
    }
  }

  /** What was contoured: definitions, presence, confidence, model. */
  public Path segmentation() {
    return root.resolve("segmentation.json");
  }

  /** The mask of one structure. */
  public Path mask(String structureName) {
    return root.resolve("masks").resolve(structureName + ".mask.gz");
  }

  /** The RTSTRUCT. */
  public Path rtstruct() {
    return root.resolve("rtstruct.dcm");
  }

  /** The RTSTRUCT of a target that gets names or a profile of its own. */
  public Path rtstruct(String target) {
    return root.resolve("rtstruct." + target + ".dcm");
  }

  /** All RTSTRUCTs that may be sent: the case's own, and those of targets. */
  List<Path> rtstructs() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(f -> f.getFileName().toString().matches("rtstruct(\\..+)?\\.dcm"))
          .sorted()
          .toList();
    }
  }

  /** What the check of the RTSTRUCTs found, and of which bytes. */
  public Path check() {
    return root.resolve("check.json");
  }

  /** The report for QA staff. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** The picture of the contours on the CT. */
  public Path sheet() {
    return root.resolve("contours.png");
  }
}
