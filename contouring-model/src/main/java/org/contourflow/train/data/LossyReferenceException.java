package org.contourflow.train.data;

import java.io.IOException;
import java.util.List;

/** A case whose reference is not all that was drawn, where that is not accepted. */
public final class LossyReferenceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what was lost, a line a structure. */
  public LossyReferenceException(List<String> losses) {
    super("the reference was read with loss, which is refused: " + String.join("; ", losses));
  }
}
