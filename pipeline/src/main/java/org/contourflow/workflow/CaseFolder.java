package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** Says that a person has looked at the findings of the review and let the case go. */
  Path released() {
    return root.resolve("released.txt");
  }

  boolean isReleased() {
    return Files.exists(released());
  }

  /** Says that the case waits for a person because of its findings. */
  private Path held() {
    return root.resolve("held.txt");
  }

  /** Whether it waits for a person because of its findings. */
  boolean isHeld() {
    return Files.exists(held());
  }

  void setHeld(boolean held) throws IOException {
    if (held) {
      Files.writeString(held(), "by the findings of its review\n");
    } else {
      Files.deleteIfExists(held());
    }
  }

  /** A person has looked at the findings: they hold it no longer. */
  void release() throws IOException {
    Files.writeString(released(), "a person looked at its findings and let it go\n");
    setHeld(false);
  }

  /** New contours, which nobody has looked at. */
  void withdrawRelease() throws IOException {
    Files.deleteIfExists(released());
    setHeld(false);
  }

  /** The findings of the review, for other programs. */
  public Path findings() {
    return root.resolve("findings.json");
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

  /** Takes away those of targets that an earlier try may have left. */
  void removeTargetSets() throws IOException {
    for (Path file : rtstructs()) {
      if (!file.equals(rtstruct())) {
        Files.delete(file);
      }
    }
  }

  /** DICOM Segmentation of the case, for targets that have none of their own. */
  public Path segmentationFolder() {
    return root.resolve("seg");
  }

  /** That of a target that gets names or a form of its own; empty: it gets none. */
  public Path segmentationFolder(String target) {
    return root.resolve("seg." + target);
  }

  /** What a target gets beside the RTSTRUCT, in order. */
  List<Path> segmentationsFor(String target) throws IOException {
    Path own = segmentationFolder(target);
    return filesOf(Files.isDirectory(own) ? own : segmentationFolder());
  }

  /** All DICOM Segmentation of the case, that of targets too. */
  List<Path> segmentations() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path folder : segmentationFolders()) {
      all.addAll(filesOf(folder));
    }
    return all;
  }

  /** Takes away what an earlier try may have left. */
  void removeSegmentations() throws IOException {
    Files.deleteIfExists(segmentationCheck());
    for (Path folder : segmentationFolders()) {
      for (Path file : filesOf(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private List<Path> segmentationFolders() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(f -> f.getFileName().toString().matches("seg(\\..+)?") && Files.isDirectory(f))
          .sorted()
          .toList();
    }
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(f -> number(f))).toList();
    }
  }

  private static int number(Path file) {
    String digits = file.getFileName().toString().replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /** Which bytes of DICOM Segmentation were read back. */
  Path segmentationCheck() {
    return root.resolve("seg.json");
  }

  /** A file of the folder as people are told of it: with slashes on every system. */
  String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The clinician's structure set that the case's was made with; mostly there is none. */
  public Path clinical() {
    return root.resolve("clinical.dcm");
  }

  /** RTSTRUCTs that were delivered before the present ones, named by their UIDs. */
  Path earlier() {
    return root.resolve("earlier");
  }

  /** Their files. */
  List<Path> earlierSets() throws IOException {
    return filesOf(earlier());
  }

  /** The Key Object that rejects at a target what it has of this case. */
  Path rejection(String target) {
    return root.resolve("rejection." + target + ".dcm");
  }

  /** New contours are made with the clinician's set of that day. */
  void forgetClinical() throws IOException {
    Files.deleteIfExists(clinical());
  }

  /** What the check of the RTSTRUCTs found, and of which bytes. */
  public Path check() {
    return root.resolve("check.json");
  }

  /** The report for QA staff. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** The same on paper. */
  public Path pdf() {
    return root.resolve("report.pdf");
  }

  /** The picture of one of the findings, counted from 1. */
  public Path finding(int number) {
    return root.resolve("finding-" + number + ".png");
  }

  /** The picture of the contours on the CT, where it lies beside the report. */
  public Path sheet() {
    return root.resolve("contours.png");
  }
}
