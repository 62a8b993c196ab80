package org.contourflow.dicom;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Files and folders that hold patients: made with rights for their owner alone (0600, 0700), from
 * their first byte and whatever the umask. Where a file system has no such rights (Windows) what is
 * made gets the folder's; docs/hardening.md says what to do there.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** Makes a folder, and those above it, where there is none; leaves the rights of one there is. */
  public static Path folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null && !Files.isDirectory(above)) {
      folder(above);
    }
    try {
      return Files.createDirectory(folder, attributes(above, FOLDER));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(folder)) {
        return folder; // Another thread was quicker.
      }
      throw e;
    }
  }

  /**
   * What a new file in this folder is opened with: rights for its owner alone where the folder is
   * its owner's alone, else what the umask says, for a folder that others fetch from.
   */
  public static FileAttribute<?>[] newFile(Path folder) throws IOException {
    return rightsOfOthers(folder).isEmpty() ? attributes(folder, FILE) : new FileAttribute<?>[0];
  }

  /** Takes away what others may do with a file that came with rights of its own. */
  public static void file(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(FILE);
    }
  }

  /** Does that where the file's folder is its owner's alone. */
  public static void likeFolder(Path file) throws IOException {
    if (rightsOfOthers(file.toAbsolutePath().getParent()).isEmpty()) {
      file(file);
    }
  }

  /** What others than the owner may do with it, as {@code rwxr-x---}; empty if nothing. */
  public static Optional<String> rightsOfOthers(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return Optional.empty();
    }
    Set<PosixFilePermission> rights = view.readAttributes().permissions();
    return FOLDER.containsAll(rights)
        ? Optional.empty()
        : Optional.of(PosixFilePermissions.toString(rights));
  }

  /** Whether everybody on the machine may write into the folder. */
  public static boolean isWritableByAll(Path folder) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static FileAttribute<?>[] attributes(Path folder, Set<PosixFilePermission> rights) {
    boolean posix =
        folder != null && Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null;
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }
}
