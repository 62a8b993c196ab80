package org.contourflow.demand.data;

import java.io.IOException;

/** A file cannot be used as it is; the message names the place and says what to do. */
public final class DataRefused extends IOException {
  private static final long serialVersionUID = 1L;

  public DataRefused(String message) {
    super(message);
  }

  public DataRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
