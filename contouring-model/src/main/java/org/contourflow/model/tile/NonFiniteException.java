package org.contourflow.model.tile;

/** A network returned NaN or infinity: the case must stop. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NonFiniteException() {
    super("the network returned NaN or infinity");
  }
}
