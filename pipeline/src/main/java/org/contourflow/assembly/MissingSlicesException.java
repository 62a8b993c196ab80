package org.contourflow.assembly;

import java.io.IOException;
import java.io.Serial;

/** Stored slices of a series are gone from the disk: it cannot be read whole. */
public final class MissingSlicesException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  MissingSlicesException(int missing, int all) {
    super(
        missing
            + " of "
            + all
            + " stored slices are gone from the disk; send the series again, or restore the home");
  }
}
