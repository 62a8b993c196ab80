package org.contourflow.assembly;

import java.io.IOException;
import java.io.Serial;

/** Stored slices of a series do not hold what arrived: what lies there is not the patient's CT. */
public final class ChangedSlicesException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  ChangedSlicesException(long changed, int all) {
    super(
        changed
            + " of "
            + all
            + " stored slices are not what arrived: their files were changed in the store; restore"
            + " them from a backup, or erase the case and send the series again, then: contourflow"
            + " retry CASE");
  }
}
