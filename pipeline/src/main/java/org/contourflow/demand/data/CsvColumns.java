package org.contourflow.demand.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads named columns of a CSV file (RFC 4180; comma, semicolon or tab, whichever the header line
 * has most of; UTF-8, UTF-16 or, where it is neither, Windows-1252, which holds Latin-1; {@code
 * .gz} unpacked). Columns that were not asked for are never kept.
 */
public final class CsvColumns {
  /** A row's wanted fields, in the order in which they were asked for, and where it stands. */
  public record Line(int number, List<String> fields) {
    public String at(int k) {
      return fields.get(k);
    }
  }

  /** What the encoding is told by: a header and some thousand rows. */
  private static final int LOOKED_AT = 1 << 18;

  private final Path file;

  public CsvColumns(Path file) {
    this.file = file;
  }

  public List<String> header() throws IOException {
    try (BufferedReader in = open()) {
      String first = first(in);
      return split(in, first, separator(first));
    }
  }

  /** The rows' fields of {@code columns}; a short row has empty fields. */
  public List<Line> read(List<String> columns) throws IOException {
    try (BufferedReader in = open()) {
      String first = first(in);
      char separator = separator(first);
      List<String> header = split(in, first, separator);
      int[] at = new int[columns.size()];
      for (int k = 0; k < at.length; k++) {
        at[k] = find(header, columns.get(k));
      }
      List<Line> lines = new ArrayList<>();
      int number = 1;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank()) {
          lines.add(new Line(number, pick(split(in, line, separator), at)));
        }
      }
      return lines;
    }
  }

  private static List<String> pick(List<String> fields, int[] at) {
    List<String> picked = new ArrayList<>(at.length);
    for (int k : at) {
      picked.add(k < fields.size() ? fields.get(k).strip() : "");
    }
    return picked;
  }

  private int find(List<String> header, String column) throws DataRefused {
    for (int k = 0; k < header.size(); k++) {
      if (header.get(k).strip().equalsIgnoreCase(column.strip())) {
        return k;
      }
    }
    throw new DataRefused(
        file + ": no column " + column + "; it has: " + String.join(", ", header));
  }

  private String first(BufferedReader in) throws IOException {
    String first = in.readLine();
    if (first == null || first.isBlank()) {
      throw new DataRefused(file + ": empty; the first line must name the columns");
    }
    return first.startsWith("\uFEFF") ? first.substring(1) : first;
  }

  private BufferedReader open() throws IOException {
    Charset charset;
    try (InputStream in = bytes()) {
      charset = TextEncoding.of(in.readNBytes(LOOKED_AT));
    }
    return new BufferedReader(new InputStreamReader(bytes(), charset));
  }

  private InputStream bytes() throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private static char separator(String header) {
    char best = ',';
    for (char c : new char[] {';', '\t'}) {
      if (count(header, c) > count(header, best)) {
        best = c;
      }
    }
    return best;
  }

  private static long count(String text, char c) {
    return text.chars().filter(x -> x == c).count();
  }

  /** Splits a row; a quoted field may hold separators, doubled quotes and line ends. */
  private static List<String> split(BufferedReader in, String start, char separator)
      throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    String line = start;
    boolean quoted = false;
    for (int i = 0; ; i++) {
      if (i == line.length()) {
        String next = quoted ? in.readLine() : null;
        if (next == null) {
          fields.add(field.toString());
          return fields;
        }
        field.append('\n');
        line = next;
        i = -1;
        continue;
      }
      char c = line.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
  }
}
