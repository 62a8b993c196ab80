package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.io.Serial;

/**
 * This node's own disk failed or is full while an instance was written; the peer is not to blame.
 */
final class StorageException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
