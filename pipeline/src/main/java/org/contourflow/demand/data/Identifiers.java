package org.contourflow.demand.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses columns that look like a person's name, number, address or date of birth, by their title
 * or by their values. It sees the columns that a mapping names; others are never read. It cannot
 * know every identifier: the mapping is the hospital's word for what may be read.
 */
public final class Identifiers {
  private static final Pattern TITLE =
      Pattern.compile(
          "(^|[^a-z])((sur|fore|first|last|full|family|given|patient|middle|maiden)[ _-]?name|name"
              + "|dob|(date[ _-]?of[ _-]?)?birth([ _-]?(date|day))?|born|mrn|nhs|ssn|chi|nino|pid"
              + "|(patient|person|hospital|medical|record|case|national|insurance|social)[ _-]?"
              + "(id|no|nr|number|identifier|record|security)|id|identifier"
              + "|address|street|post[ _-]?code|zip([ _-]?code)?|e?mail|phone|telephone|mobile"
              + "|vorname|nachname|geburt[a-z]*|patienten[a-z]*)($|[^a-z])");

  private static final Pattern LONG_NUMBER = Pattern.compile("[A-Za-z]{0,3}\\d[\\d -]{5,}\\d");
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}.*|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}.*");
  private static final Pattern PERSON =
      Pattern.compile("\\p{Lu}[\\p{L}'-]+[,^ ] ?\\p{Lu}[\\p{L}'-]+");
  private static final double MANY = 0.5;
  private static final int ENOUGH = 30;

  private Identifiers() {}

  /** Refuses a title that names a person. */
  public static void checkTitle(String title) throws DataRefused {
    String spaced = title.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    if (TITLE.matcher(spaced.replace('_', ' ')).find()) {
      throw refused(title, "its title names a person, a number or a date of birth");
    }
  }

  /** Refuses a feature whose values look like names, numbers or dates, or are nearly all unlike. */
  public static void checkValues(String title, List<String> values) throws DataRefused {
    Set<String> distinct = new HashSet<>();
    int filled = 0;
    int numbers = 0;
    int dates = 0;
    int people = 0;
    for (String v : values) {
      if (v.isBlank()) {
        continue;
      }
      filled++;
      distinct.add(v);
      numbers += LONG_NUMBER.matcher(v).matches() ? 1 : 0;
      dates += DATE.matcher(v).matches() ? 1 : 0;
      people += PERSON.matcher(v).matches() ? 1 : 0;
    }
    double most = MANY * Math.max(1, filled);
    if (numbers > most) {
      throw refused(title, "its values look like a person's number");
    }
    if (dates > most) {
      throw refused(title, "its values are dates, perhaps of birth");
    }
    if (people > most && distinct.size() > ENOUGH) {
      throw refused(title, "its values look like names");
    }
    if (filled >= ENOUGH && distinct.size() > most) {
      throw refused(title, "nearly every row has another value, as an identifier has");
    }
  }

  /** Refuses counts that are names, dates or numbers as long as a person's. */
  static void checkCounts(String title, List<String> values) throws DataRefused {
    double most = MANY * values.stream().filter(v -> !v.isBlank()).count();
    if (values.stream().filter(v -> DATE.matcher(v).matches()).count() > most) {
      throw refused(title, "its values are dates, perhaps of birth");
    }
    if (values.stream().filter(v -> PERSON.matcher(v).matches()).count() > most) {
      throw refused(title, "its values look like names");
    }
    if (values.stream().filter(v -> v.matches("\\d{8,}")).count() > most) {
      throw refused(title, "its values look like a person's number");
    }
  }

  private static DataRefused refused(String title, String why) {
    return new DataRefused(
        "column "
            + title
            + " is refused: "
            + why
            + ". A forecast needs no identifiers; leave it out of the mapping.");
  }
}
