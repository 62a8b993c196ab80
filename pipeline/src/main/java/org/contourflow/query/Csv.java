package org.contourflow.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of a CSV file (RFC 4180), safe to open in a spreadsheet. */
public final class Csv {
  private Csv() {}

  /** One line, without its end; null is an empty field. */
  public static String line(Object... fields) {
    return Arrays.stream(fields)
        .map(f -> f == null ? "" : f.toString())
        .map(Csv::field)
        .collect(Collectors.joining(","));
  }

  /** A file of lines. */
  public static byte[] file(List<String> lines) {
    return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String field(String text) {
    // A spreadsheet takes what begins so for a formula; a number is one that parses.
    boolean formula =
        text.matches("(?s)[=+\\-@\\t\\r].*") && !text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    String safe = formula ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
