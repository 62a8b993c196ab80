package org.contourflow.series;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A file of an accepted series that could not be read or decoded; names the file and the reason.
 */
public final class CtReadException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Path file;
  private final String reason;

  CtReadException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
    this.file = file;
    this.reason = reason;
  }

  /** Why, without the file's name. */
  public String reason() {
    return reason;
  }

  /** The file. */
  public Path file() {
    return file;
  }
}
