package org.contourflow.audit;

/**
 * Text from outside (file names, values of DICOM attributes, what a peer answered) made fit for a
 * line that people read: no line ends, no escape sequences, nothing that hides or turns around what
 * follows. Every text that enters the run log or a reason goes through here once.
 */
public final class CleanText {
  private static final char IN_PLACE = '\uFFFD';

  private CleanText() {}

  /**
   * The text on one line. White space of any kind becomes a space; control characters (C0, C1,
   * escape), format characters (bidirectional overrides, zero width), lone surrogates, private and
   * unassigned characters become U+FFFD. Letters of any language stay.
   */
  public static String line(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(clean(c)));
    return clean.toString();
  }

  private static int clean(int c) {
    return switch (Character.getType(c)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
          ' ';
      case Character.CONTROL -> c == '\t' || c == '\n' || c == '\r' ? ' ' : IN_PLACE;
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          IN_PLACE;
      default -> c;
    };
  }
}
