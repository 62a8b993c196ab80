package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What of the inbox is the inbox's own: regular files and folders that lie below its real path.
 * Links lead to files that are not the sender's to give, and a pipe or a device can be read for
 * ever; none of them is followed, opened, moved or deleted.
 */
public final class InboxGate {
  private final Path inbox;

  /** The gate of an inbox; the inbox itself may be named by a link. */
  public InboxGate(Path inbox) {
    this.inbox = inbox;
  }

  /** Whether it is a regular file below the inbox that may be taken. */
  public boolean isFile(Path file) {
    BasicFileAttributes attributes = attributes(file);
    return attributes != null && attributes.isRegularFile() && isBelow(file.getParent());
  }

  /**
   * Whether a file may be taken: one of the inbox by {@link #isFile}, one of elsewhere, which is
   * not a sender's, if it is a regular file.
   */
  boolean mayTake(Path file) {
    BasicFileAttributes attributes = attributes(file);
    return file.startsWith(inbox) ? isFile(file) : attributes != null && attributes.isRegularFile();
  }

  /** Whether it is a folder below the inbox that may be looked into. */
  public boolean isFolder(Path folder) {
    BasicFileAttributes attributes = attributes(folder);
    return attributes != null && attributes.isDirectory() && isBelow(folder);
  }

  /** Whether there is something of another kind, which is left where it is and told. */
  boolean isForeign(Path path) {
    BasicFileAttributes attributes = attributes(path);
    return attributes != null
        && !(attributes.isDirectory() && isBelow(path))
        && !(attributes.isRegularFile() && isBelow(path.getParent()));
  }

  private static BasicFileAttributes attributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // Gone meanwhile.
    }
  }

  private boolean isBelow(Path folder) {
    try {
      return folder.toRealPath().startsWith(inbox.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
