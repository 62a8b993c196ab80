package org.contourflow.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name for exported files, such as {@code RS.{SOPInstanceUID}.dcm}: text and tokens in braces.
 * Every name it gives is one that Windows and Linux take, whatever the values are, and differs
 * between two structure sets.
 */
public final class FileNameTemplate {
  /** The default. */
  public static final String USUAL = "RS.{SOPInstanceUID}.dcm";

  /** Tokens that say nothing about who the patient is. */
  public static final List<String> PLAIN =
      List.of(
          "SOPInstanceUID",
          "ShortUID",
          "SeriesInstanceUID",
          "StudyInstanceUID",
          "StructureSetLabel",
          "StructureSetDate",
          "StructureSetTime",
          "Protocol",
          "CaseId");

  /** Tokens that do, or may; a site must allow them by {@code export.patientIdentifiers}. */
  public static final List<String> IDENTIFYING =
      List.of("PatientID", "PatientName", "AccessionNumber", "StudyID", "StudyDate");

  private static final List<String> UNIQUE = List.of("SOPInstanceUID", "ShortUID");
  private static final Pattern TOKEN = Pattern.compile("\\{([^{}]*)\\}");
  private static final Pattern PLAIN_TEXT = Pattern.compile("[A-Za-z0-9._ ()+-]*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(CON|PRN|AUX|NUL|COM\\d|LPT\\d)(\\..*)?");

  /** Longest name; Windows and most file systems take 255. */
  private static final int LONGEST = 200;

  /** Longest value of one token: a UID has 64 characters. */
  private static final int LONGEST_VALUE = 64;

  private final String template;

  /** Use {@link #problem} first. */
  public FileNameTemplate(String template) {
    this.template = template;
  }

  /**
   * What is wrong with a template, in words that follow "must"; "" if nothing is.
   *
   * @param identifiers whether the site allows tokens that identify the patient
   */
  public static String problem(String template, boolean identifiers) {
    List<String> tokens = tokens(template);
    for (String token : tokens) {
      if (IDENTIFYING.contains(token) && !identifiers) {
        return "must not name {" + token + "} unless export.patientIdentifiers is true";
      }
      if (!PLAIN.contains(token) && !IDENTIFYING.contains(token)) {
        return "must have tokens of "
            + String.join(", ", PLAIN)
            + " only, or with export.patientIdentifiers of "
            + String.join(", ", IDENTIFYING);
      }
    }
    if (tokens.stream().noneMatch(UNIQUE::contains)) {
      return "must have {SOPInstanceUID} or {ShortUID}: else one file could replace another";
    }
    String text = TOKEN.matcher(template).replaceAll("");
    return PLAIN_TEXT.matcher(text).matches()
        ? ""
        : "must be letters, digits, blanks, . _ - + ( ) and tokens in braces";
  }

  private static List<String> tokens(String template) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(template);
    while (matcher.find()) {
      tokens.add(matcher.group(1));
    }
    return tokens;
  }

  /**
   * The name with these values. What a file name cannot have becomes an underscore; a missing value
   * is left out.
   */
  public String expand(Map<String, String> values) {
    String name =
        TOKEN
            .matcher(template)
            .replaceAll(
                token -> Matcher.quoteReplacement(safe(values.getOrDefault(token.group(1), ""))));
    return wholeName(name);
  }

  /** ASCII letters and digits only: file shares still garble others. */
  private static String safe(String value) {
    String decomposed =
        java.text.Normalizer.normalize(value.strip(), java.text.Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "");
    String safe = decomposed.replaceAll("[^A-Za-z0-9.-]+", "_").replaceAll("^[_.]+|[_.]+$", "");
    return safe.length() <= LONGEST_VALUE ? safe : safe.substring(0, LONGEST_VALUE);
  }

  private static String wholeName(String name) {
    String trimmed = name.replaceAll("^[ .]+|[ .]+$", "");
    if (trimmed.length() > LONGEST) {
      int dot = trimmed.lastIndexOf('.');
      String ending = dot > 0 && trimmed.length() - dot <= 8 ? trimmed.substring(dot) : "";
      trimmed = trimmed.substring(0, LONGEST - ending.length()) + ending;
    }
    String upper = trimmed.toUpperCase(Locale.ROOT);
    return RESERVED.matcher(upper).matches() ? "_" + trimmed : trimmed;
  }
}
