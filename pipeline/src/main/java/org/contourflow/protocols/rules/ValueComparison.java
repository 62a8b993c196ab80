package org.contourflow.protocols.rules;

import java.util.Locale;
import java.util.OptionalDouble;
import org.contourflow.dicom.DicomVr;

/**
 * When two values are the same, by their VR: numbers as numbers ("1.50" is 1.5), ages in years
 * ("018M" is 1.5), dates and times by their digits ("10:30" is "103000.000"), UIDs exactly, person
 * names without empty components at the end, other text without regard to case and to blanks around
 * it.
 */
final class ValueComparison {
  private static final double DAYS_A_YEAR = 365.25;

  private ValueComparison() {}

  static boolean same(String wanted, String found, DicomVr vr) {
    OptionalDouble a = number(wanted, vr);
    OptionalDouble b = number(found, vr);
    if (a.isPresent() && b.isPresent()) {
      return new NumberRange(a.getAsDouble(), a.getAsDouble()).contains(b.getAsDouble());
    }
    return normal(wanted, vr).equals(normal(found, vr));
  }

  private static String normal(String value, DicomVr vr) {
    String stripped = value.strip();
    return switch (vr) {
      case UI -> stripped;
      case DA -> stripped.replaceAll("[.\\-/]", "");
      case TM -> time(stripped);
      case PN -> stripped.replaceAll("\\^+$", "").toLowerCase(Locale.ROOT);
      default -> stripped.toLowerCase(Locale.ROOT);
    };
  }

  /** Hours to microseconds; what is left out is zero. */
  private static String time(String value) {
    String digits = value.replaceAll("[:.]", "");
    return (digits + "000000000000").substring(0, 12);
  }

  /** The value as a number, where its VR means one. */
  static OptionalDouble number(String value, DicomVr vr) {
    String stripped = value.strip();
    if (vr == DicomVr.AS) {
      return years(stripped);
    }
    if (vr.kind() != DicomVr.Kind.NUMBER && vr != DicomVr.UN) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(stripped));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static OptionalDouble years(String age) {
    if (age.matches("[0-9]+(\\.[0-9]+)?")) {
      return OptionalDouble.of(Double.parseDouble(age));
    }
    if (!age.matches("[0-9]{1,3}[DWMY]")) {
      return OptionalDouble.empty();
    }
    double count = Double.parseDouble(age.substring(0, age.length() - 1));
    return OptionalDouble.of(
        switch (age.charAt(age.length() - 1)) {
          case 'D' -> count / DAYS_A_YEAR;
          case 'W' -> count * 7 / DAYS_A_YEAR;
          case 'M' -> count / 12;
          default -> count;
        });
  }
}
