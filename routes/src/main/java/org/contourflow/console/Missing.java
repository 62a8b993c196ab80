package org.contourflow.console;

/** What was asked for is not there; the sentence says what. */
final class Missing extends RuntimeException {
  private static final long serialVersionUID = 1;

  Missing(String sentence) {
    super(sentence);
  }
}
