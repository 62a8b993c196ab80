package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.consent.ConsentGate;
import org.contourflow.consent.Decision;
import org.contourflow.dicom.deident.FolderDeidentifier;
import org.contourflow.dicom.deident.RefusedFile;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;

/**
 * A set that leaves the hospital: only what the gate released is copied, and the gate is asked
 * again of each case once its copy is made, before that is put with the others. A case is told by
 * its number in the order of the folders' names, which may name patients.
 */
final class CaseExport {
  private final Path in;
  private final Path out;
  private final Path wayBack;
  private final FolderDeidentifier deidentifier;
  private final List<String> all;
  private final List<String> refused = new ArrayList<>();
  private int written;
  private int roisLeftOut;

  /**
   * An export that has not begun.
   *
   * @param in a folder a case
   * @param out not there, or empty: what else lay there was judged by nobody
   */
  CaseExport(CaseSource source, Path in, Path out, Path wayBack, FolderDeidentifier deidentifier)
      throws IOException {
    requireEmpty(out);
    this.all = source.ids();
    this.in = in;
    this.out = out;
    this.wayBack = wayBack;
    this.deidentifier = deidentifier;
  }

  private static void requireEmpty(Path out) throws IOException {
    if (Files.exists(out)) {
      try (Stream<Path> before = Files.list(out)) {
        if (before.findAny().isPresent()) {
          throw Failure.refused("--out is not empty, and nobody judged what lies there");
        }
      }
    }
  }

  /**
   * Copies what was released; what was not is in the summary, each case with its reason.
   *
   * @throws RefusedFile if the folders cannot be used together
   */
  FolderDeidentifier.Summary of(ConsentGate.Release release) throws IOException, RefusedFile {
    ReleasedCases cases = release.cases();
    release.refused().forEach(this::leaveOut);
    tellWhatBelongsToNoCase();
    for (String id : cases.ids()) {
      copy(id, cases);
    }
    return new FolderDeidentifier.Summary(written, roisLeftOut, refused);
  }

  private void leaveOut(String id, Decision.Refused why) {
    refused.add(name(id) + ": " + why.describe());
  }

  private String name(String id) {
    return "case " + (all.indexOf(id) + 1) + " of " + all.size() + " (by folder name)";
  }

  private void tellWhatBelongsToNoCase() throws IOException {
    try (Stream<Path> below = Files.list(in)) {
      long loose =
          below
              .filter(p -> !Files.isDirectory(p))
              .map(p -> p.getFileName().toString())
              .filter(n -> !n.endsWith(".yaml") && !n.endsWith(".txt"))
              .count();
      if (loose > 0) {
        refused.add(loose + " file(s) beside the folders: put each in the folder of its case");
      }
    }
  }

  /** A case is there whole or not at all, and not if its consent ended while it was copied. */
  private void copy(String id, ReleasedCases cases) throws IOException, RefusedFile {
    Files.createDirectories(out);
    try (ScratchFolder part = ScratchFolder.in(out)) {
      FolderDeidentifier.Summary copied = deidentifier.run(in.resolve(id), part.path(), wayBack);
      copied.refused().forEach(line -> refused.add(name(id) + ", " + line));
      cases.fingerprint(id); // The gate again.
      if (copied.refused().isEmpty()) {
        move(part.path());
        written += copied.written();
        roisLeftOut += copied.roisLeftOut();
      }
    } catch (NotReleasedException e) {
      refused.add(name(id) + ": " + e.reason() + ", when the gate was asked again");
    }
  }

  private void move(Path part) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(part)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path to = out.resolve(part.relativize(file));
      Files.createDirectories(to.getParent());
      // Two cases may share a CT: the copies are the same.
      Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
