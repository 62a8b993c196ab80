package org.contourflow.dicom;

/** Text out of a file on its way to a terminal, a log or a table. */
public final class PlainText {
  private PlainText() {}

  /**
   * The text in one line, as it looks: control characters, line ends of Unicode, and what turns the
   * direction of writing or is not seen are a blank. No such character is allowed in a name (PS3.5
   * 6.1.2.5, LO), and one in a log begins what looks like a line of the log.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(PlainText::isHidden)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().map(c -> isHidden(c) ? ' ' : c).forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }

  private static boolean isHidden(int codePoint) {
    return Character.isISOControl(codePoint)
        || switch (Character.getType(codePoint)) {
          case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
          default -> false;
        };
  }
}
