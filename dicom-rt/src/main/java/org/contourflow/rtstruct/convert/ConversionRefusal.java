package org.contourflow.rtstruct.convert;

/** An input that is not converted: what, why and what to do, for a person. */
public final class ConversionRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  ConversionRefusal(String where, String what, String whatToDo) {
    super(where + ": " + what + ". " + whatToDo);
  }
}
