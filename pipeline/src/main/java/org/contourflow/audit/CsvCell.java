package org.contourflow.audit;

/** One field of a CSV file (RFC 4180), safe to open in a spreadsheet. */
public final class CsvCell {
  /** What a spreadsheet takes for the beginning of a formula, full-width signs and blanks too. */
  private static final String FORMULA = "(?s)(\\s*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\\t\\r\\n]).*";

  private static final String NUMBER = "[+-]?[0-9][0-9.]*([eE][+-]?[0-9]+)?";

  private CsvCell() {}

  /**
   * The text as a field, quoted where need be. A formula gets an apostrophe before it: names of
   * structures and texts of people come out of files that anybody may have written.
   */
  public static String of(String text) {
    boolean formula = text.matches(FORMULA) && !text.matches(NUMBER);
    String safe = formula ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
