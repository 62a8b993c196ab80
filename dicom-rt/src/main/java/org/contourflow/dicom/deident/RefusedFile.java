package org.contourflow.dicom.deident;

import java.io.IOException;
import java.io.Serial;

/**
 * A file that cannot be de-identified. Says the rule and the attribute, never a value or a name.
 */
public final class RefusedFile extends IOException {
  @Serial private static final long serialVersionUID = 1;

  RefusedFile(String reason) {
    super(reason);
  }
}
