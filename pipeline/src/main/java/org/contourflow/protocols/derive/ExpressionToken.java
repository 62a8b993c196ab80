package org.contourflow.protocols.derive;

/**
 * A piece of an expression's text.
 *
 * @param text as written; of a quoted name without the quotes
 * @param line from 1
 * @param character of the line, from 1
 */
record ExpressionToken(Kind kind, String text, int line, int character) {
  /** What it is. */
  enum Kind {
    NAME,
    NUMBER,
    SYMBOL,
    END_OF_STATEMENT,
    END
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END, END_OF_STATEMENT -> "the end of the line";
      default -> "'" + text + "'";
    };
  }
}
