package org.contourflow.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.contourflow.dicom.DurableMove;
import org.contourflow.dicom.OwnerOnly;

/** File moves after which the data is on disk under exactly one of its two names. */
public final class SafeFiles {
  private SafeFiles() {}

  /**
   * Moves a file whose content is flushed to disk first: a rename where both are on one file system
   * and the source may be opened for that and has no other name; else a copy, renamed into place
   * before the source is deleted.
   */
  public static void move(Path source, Path target) throws IOException {
    OwnerOnly.folder(target.getParent());
    if (hasOtherNames(source)) {
      copy(source, target);
      Files.delete(source);
      return;
    }
    try {
      DurableMove.force(source);
      Files.move(
          source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      OwnerOnly.file(target);
      DurableMove.forceFolder(target.getParent());
    } catch (AtomicMoveNotSupportedException | AccessDeniedException e) {
      copy(source, target);
      Files.delete(source);
    }
  }

  /**
   * Whether a file lies under another name too, by a hard link: whoever has that name would still
   * write into what was moved, and would find its rights taken away. No file system of Windows
   * tells it.
   */
  private static boolean hasOtherNames(Path file) throws IOException {
    try {
      return Files.getAttribute(file, "unix:nlink") instanceof Integer names && names > 1;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Copies a file by a temporary name beside the target, flushed to disk before the rename. */
  public static void copy(Path source, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      write(in, target, Long.MAX_VALUE);
    }
  }

  /** Writes bytes as {@link #write(InputStream, Path, long)} does. */
  public static void write(byte[] bytes, Path target) throws IOException {
    write(new java.io.ByteArrayInputStream(bytes), target, Long.MAX_VALUE);
  }

  /**
   * Writes a stream by a temporary name beside the target, flushed to disk before the rename.
   *
   * @param most bytes it may have at the most
   * @throws FileSystemException if it has more; nothing is left behind
   */
  public static void write(InputStream in, Path target, long most) throws IOException {
    OwnerOnly.folder(target.getParent());
    DurableMove.write(target, out -> copyAtMost(in, out, most, target));
  }

  private static void copyAtMost(InputStream in, OutputStream out, long most, Path target)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total > most) {
        throw new FileSystemException(target.toString(), null, "larger than " + most + " bytes");
      }
      out.write(buffer, 0, n);
    }
  }
}
