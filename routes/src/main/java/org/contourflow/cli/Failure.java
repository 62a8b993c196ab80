package org.contourflow.cli;

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

  int status() {
    return status;
  }
}
