package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** What a command cannot do, in lines for a person; ends the command with status 1 or 2. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Failure(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The input or the machine does not allow it. */
  static Failure refused(String message) {
    return new Failure(1, message);
  }

  /** The command was not given what it needs. */
  static Failure usage(List<String> lines) {
    return new Failure(2, String.join(System.lineSeparator(), lines));
  }

  /** What an I/O error means, in a line for a person. */
  static String describe(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile()
          + ": no right to read or write it. Give the account that runs Contourflow this right.";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file or folder.";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  int status() {
    return status;
  }
}
