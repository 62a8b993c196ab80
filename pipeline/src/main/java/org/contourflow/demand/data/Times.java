package org.contourflow.demand.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times as hospitals write them: {@code 2026-11-28T07:00}, {@code 2026-11-28 07:00:00}, with
 * {@code Z} or an offset, {@code 28/11/2026 07:00}, {@code 28.11.2026}, {@code 11/28/2026 7:00 PM},
 * {@code 28-Nov-2026 07:00}, {@code 202611280700}. Whether day or month comes first in the slashed
 * form is told by the column's own values, or refused.
 */
final class Times {
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})(?:[T ](\\d{1,2})(?::(\\d{2}))?(?::(\\d{2})(?:[.,]\\d+)?)?)?");
  private static final Pattern OFFSET = Pattern.compile("(.*\\d) ?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)");
  private static final Pattern SLASHED =
      Pattern.compile(
          "(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:[T ](\\d{1,2})(?::(\\d{2}))?(?::(\\d{2}))?)?");

  private static final Pattern HALF_DAY =
      Pattern.compile("(.*[T ])(\\d{1,2})((?::\\d{2}){0,2}) ?([AaPp])\\.?[Mm]\\.?");
  private static final Pattern NAMED_MONTH =
      Pattern.compile("(\\d{1,2})[-/ ]([A-Za-z]{3})[a-z]*\\.?[-/, ]+(\\d{4})(.*)");
  private static final Pattern DIGITS =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:[T ]?(\\d{2})(?:(\\d{2})(\\d{2})?)?)?");
  private static final String MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec ";

  /** A wall-clock time, and the instant where the text had an offset. */
  record Read(LocalDateTime local, Optional<Instant> instant) {}

  private final boolean monthFirst;

  private Times(boolean monthFirst) {
    this.monthFirst = monthFirst;
  }

  /** Learns from a column's values whether 3/4/2026 is in March or in April. */
  static Times of(String column, List<String> values) throws DataRefused {
    boolean slashed = false;
    for (String v : values) {
      Matcher m = SLASHED.matcher(twentyFourHours(v));
      if (m.matches() && !m.group(2).equals(".")) {
        slashed = true;
        if (Integer.parseInt(m.group(1)) > 12) {
          return new Times(false);
        }
        if (Integer.parseInt(m.group(3)) > 12) {
          return new Times(true);
        }
      }
    }
    if (slashed) {
      throw new DataRefused(
          "column "
              + column
              + ": dates like "
              + values.get(0).replaceAll("[ T].*", "")
              + " do not say whether day or month comes first; write them as 2026-11-28");
    }
    return new Times(false);
  }

  Optional<Read> read(String text) {
    try {
      String plain = twentyFourHours(monthAsNumber(text));
      // An offset needs a time of day before it: 2026-11-28 ends like one.
      Matcher offset = OFFSET.matcher(plain);
      if (plain.indexOf(':') > 0 && offset.matches()) {
        return local(offset.group(1)).map(t -> withOffset(t, offset.group(2)));
      }
      return local(plain).map(t -> new Read(t, Optional.empty()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** 28-Nov-2026 as 2026-11-28. */
  private static String monthAsNumber(String text) {
    Matcher m = NAMED_MONTH.matcher(text);
    int at = m.matches() ? MONTHS.indexOf(m.group(2).toLowerCase(Locale.ROOT) + " ") : -1;
    return at < 0 ? text : m.group(3) + "-" + (at / 4 + 1) + "-" + m.group(1) + m.group(4);
  }

  /** 12:30 AM is 0:30, 12:30 PM stays, 1 PM is 13. */
  private static String twentyFourHours(String text) {
    Matcher m = HALF_DAY.matcher(text);
    if (!m.matches()) {
      return text;
    }
    int hour = Integer.parseInt(m.group(2));
    if (hour < 1 || hour > 12) {
      return text;
    }
    boolean afternoon = m.group(4).equalsIgnoreCase("p");
    return m.group(1) + (hour % 12 + (afternoon ? 12 : 0)) + m.group(3);
  }

  private static Read withOffset(LocalDateTime time, String offset) {
    String o = offset.equals("UTC") ? "Z" : offset;
    o =
        o.length() == 5
            ? o.substring(0, 3) + ":" + o.substring(3)
            : o.length() == 3 ? o + ":00" : o;
    return new Read(
        time, Optional.of(OffsetDateTime.parse(time.withNano(1) + o).withNano(0).toInstant()));
  }

  private Optional<LocalDateTime> local(String text) {
    Matcher m = ISO.matcher(text);
    if (m.matches()) {
      return Optional.of(
          at(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5), m.group(6)));
    }
    m = DIGITS.matcher(text);
    if (m.matches()) {
      return Optional.of(
          at(m.group(1), m.group(2), m.group(3), m.group(4), m.group(5), m.group(6)));
    }
    m = SLASHED.matcher(text);
    if (m.matches()) {
      String year = m.group(4).length() == 2 ? "20" + m.group(4) : m.group(4);
      boolean swap = monthFirst && !m.group(2).equals(".");
      return Optional.of(
          at(
              year,
              m.group(swap ? 1 : 3),
              m.group(swap ? 3 : 1),
              m.group(5),
              m.group(6),
              m.group(7)));
    }
    return Optional.empty();
  }

  private static LocalDateTime at(
      String year, String month, String day, String hour, String minute, String second) {
    int h = number(hour);
    LocalDate date = LocalDate.of(number(year), number(month), number(day));
    // 24:00 is the end of the day.
    return h == 24 && number(minute) == 0
        ? date.plusDays(1).atStartOfDay()
        : date.atTime(h, number(minute), number(second));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
