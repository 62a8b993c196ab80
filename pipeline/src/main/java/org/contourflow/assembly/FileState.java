package org.contourflow.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;

/**
 * By what a file is known to be as it was, without reading it. Size and time alone do not do: the
 * slices of a series have one size, and those of a zip may have one time. So which file it is for
 * the file system counts too, and, where the file system tells, when its entry last changed, which
 * nobody can set.
 *
 * @param key the file system's own name for it; null where it has none
 * @param changed when the file or its entry last changed (POSIX ctime); else the time it was made
 */
record FileState(long size, FileTime modified, Object key, Object changed) {
  static FileState of(Path file) throws IOException {
    BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
    Object changed =
        file.getFileSystem().supportedFileAttributeViews().contains("unix")
            ? Files.getAttribute(file, "unix:ctime")
            : basic.creationTime();
    return new FileState(basic.size(), basic.lastModifiedTime(), basic.fileKey(), changed);
  }

  /** Empty if the file is not there or its state cannot be had. */
  static Optional<FileState> find(Path file) {
    try {
      return Optional.of(of(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether this is that file under another name: a rename changes the entry and nothing else. */
  boolean isRenamed(FileState before) {
    return key != null
        && Objects.equals(key, before.key)
        && size == before.size
        && modified.equals(before.modified);
  }
}
