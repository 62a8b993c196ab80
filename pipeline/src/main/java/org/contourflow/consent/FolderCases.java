package org.contourflow.consent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.train.data.NiftiCases;

/**
 * The files of a folder of cases: {@code ct/ID.nii.gz} and that name in every other folder beside
 * {@code ct} where there is a {@code cases.csv}, else all below a folder a case.
 */
final class FolderCases {
  private final Path root;
  private final boolean nifti;

  FolderCases(Path folder) throws IOException {
    // The folder itself may be reached by a link; below it nothing may.
    this.root = folder.toRealPath();
    this.nifti = NiftiCases.isOne(root);
  }

  boolean isNifti() {
    return nifti;
  }

  /** The files of a case, sorted. */
  List<Path> of(String caseId) throws IOException {
    if (caseId.isEmpty() || !Path.of(caseId).equals(Path.of(caseId).getFileName())) {
      throw new NoSuchFileException("a case's id is a name, not a path");
    }
    if (nifti) {
      try (Stream<Path> folders = Files.list(root)) {
        return folders
            .map(f -> f.resolve(caseId + ".nii.gz"))
            .filter(f -> Files.exists(f, LinkOption.NOFOLLOW_LINKS))
            .sorted()
            .toList();
      }
    }
    try (Stream<Path> tree = Files.walk(root.resolve(caseId))) {
      return tree.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
    }
  }

  /** The first link between the root and one of the files. */
  Optional<Path> firstLink(List<Path> files) {
    return files.stream()
        .flatMap(f -> below(f).stream())
        .filter(Files::isSymbolicLink)
        .map(root::relativize)
        .findFirst();
  }

  private List<Path> below(Path file) {
    List<Path> steps = new ArrayList<>();
    for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
      steps.add(at);
    }
    return steps;
  }

  /** Names, sizes and times: cheap, and changes when a file is exchanged. */
  String stamp(List<Path> files) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      text.append(root.relativize(file))
          .append(' ')
          .append(Files.size(file))
          .append('@')
          .append(Files.getLastModifiedTime(file))
          .append(' ')
          .append(
              Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                  .fileKey())
          .append('\n');
    }
    return text.toString();
  }

  /** A file's path below the root, with forward slashes. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
