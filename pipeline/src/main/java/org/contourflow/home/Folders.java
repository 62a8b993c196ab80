package org.contourflow.home;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whole folders: what is in them, and their end. Links are never followed. */
public final class Folders {
  private Folders() {}

  /**
   * How the deletion of a folder ended.
   *
   * @param files that are gone, links among them
   * @param left files and folders that could not be deleted or looked into, each with the reason;
   *     not the folders that stay only because of these
   */
  public record Deleted(List<Path> files, Map<Path, IOException> left) {}

  /** Deletes one file, link or empty folder. */
  @FunctionalInterface
  interface Deletion {
    void delete(Path path) throws IOException;
  }

  /** Bytes of the files in it and below; 0 if it is not there. */
  public static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : files(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** The files in it and below; none if it is not there. */
  public static List<Path> files(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Deletes a folder and all below it, if it is there. What a link in it points to stays. Whatever
   * can be deleted is, even if something cannot.
   *
   * @throws IOException that names the first file left; those of the others are suppressed in it
   */
  public static void delete(Path folder) throws IOException {
    List<IOException> left = List.copyOf(deleteWhatCan(folder).left().values());
    if (!left.isEmpty()) {
      IOException first = left.get(0);
      left.subList(1, left.size()).forEach(first::addSuppressed);
      throw first;
    }
  }

  /** As {@link #delete}; what is left is told and not thrown. */
  public static Deleted deleteWhatCan(Path folder) throws IOException {
    return deleteWhatCan(folder, Files::deleteIfExists);
  }

  static Deleted deleteWhatCan(Path folder, Deletion deletion) throws IOException {
    DeletingVisitor visitor = new DeletingVisitor(deletion);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, visitor);
    }
    return new Deleted(List.copyOf(visitor.files), new LinkedHashMap<>(visitor.left));
  }

  private static final class DeletingVisitor extends SimpleFileVisitor<Path> {
    private final Deletion deletion;
    private final List<Path> files = new ArrayList<>();
    private final Map<Path, IOException> left = new LinkedHashMap<>();

    DeletingVisitor(Deletion deletion) {
      this.deletion = deletion;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isGone(file)) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      left.put(file, failure);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
      Optional.ofNullable(failure).ifPresent(e -> left.put(folder, e));
      if (left.keySet().stream().noneMatch(path -> path.startsWith(folder))) {
        isGone(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isGone(Path path) {
      try {
        deletion.delete(path);
        return true;
      } catch (IOException e) {
        left.put(path, e);
        return false;
      }
    }
  }
}
