package org.contourflow.series;

import java.util.Locale;

/** Text with numbers that reads the same in every locale. */
final class Numbers {
  private Numbers() {}

  static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
