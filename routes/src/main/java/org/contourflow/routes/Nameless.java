package org.contourflow.routes;

import java.io.Serial;

/**
 * A failure without its messages, for the log: where and of what kind it was, but none of the file
 * names and values that messages carry.
 */
final class Nameless extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;
  private static final int DEEPEST = 5;

  private Nameless(String kind, Throwable cause, StackTraceElement[] trace) {
    super(kind, cause, false, true);
    setStackTrace(trace);
  }

  static Nameless of(Throwable e) {
    return of(e, DEEPEST);
  }

  private static Nameless of(Throwable e, int depth) {
    Throwable cause = e.getCause();
    Nameless below = cause == null || depth == 0 ? null : of(cause, depth - 1);
    return new Nameless(e.getClass().getName(), below, e.getStackTrace());
  }
}
