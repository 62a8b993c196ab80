package org.contourflow.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.contourflow.audit.CsvCell;

/** Lines of a CSV file (RFC 4180), safe to open in a spreadsheet. */
public final class Csv {
  private Csv() {}

  /** One line, without its end; null is an empty field. */
  public static String line(Object... fields) {
    return Arrays.stream(fields)
        .map(f -> f == null ? "" : f.toString())
        .map(CsvCell::of)
        .collect(Collectors.joining(","));
  }

  /** A file of lines. */
  public static byte[] file(List<String> lines) {
    return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
