package org.contourflow.rtstruct.write;

/** Texts of DICOM's VR ST (PS3.5 6.2), which end at 1024 characters and not without a word. */
public final class ShortText {
  /** Characters at the most. */
  public static final int LONGEST = 1024;

  private ShortText() {}

  /**
   * The text, or its beginning and where the rest stands.
   *
   * @param most characters of the answer
   * @param rest where the rest is, e.g. {@code whole in the predecessor}; longer than the room that
   *     there is, nothing at all is answered
   */
  public static String within(int most, String text, String rest) {
    if (text.length() <= most) {
      return text;
    }
    String tail = " ... (" + rest + ")";
    int room = most - tail.length();
    if (room < 0) {
      return "";
    }
    int end = room > 0 && Character.isHighSurrogate(text.charAt(room - 1)) ? room - 1 : room;
    return text.substring(0, end).stripTrailing() + tail;
  }

  /**
   * Two texts, of which the second is kept whole; the first gives way.
   *
   * @param second at most {@link #LONGEST} characters
   * @param rest as of {@link #within}
   */
  public static String both(String first, String between, String second, String rest) {
    if (first.isEmpty() || second.isEmpty()) {
      return first + second;
    }
    String before = within(LONGEST - between.length() - second.length(), first, rest);
    return before.isEmpty() ? second : before + between + second;
  }
}
