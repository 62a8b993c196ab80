package org.contourflow.model.tile;

/** A network returned NaN or infinity, or their sum is: the case must stop. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NonFiniteException(boolean inHalf) {
    super(
        "the network returned NaN or infinity"
            + (inHalf ? ", or its sum is beyond half precision (tiling.accumulate)" : ""));
  }
}
