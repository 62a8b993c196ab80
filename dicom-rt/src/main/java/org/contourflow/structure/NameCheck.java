package org.contourflow.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges structure names by TG-263: at most 16 characters, letters, digits and {@code _~^.+-}; no
 * two that differ in letter case only; a primary name of the table, a target, or a name made of
 * them: {@code z} before helpers of the optimisation, {@code ~} for a part, {@code _PRV} with the
 * margin in mm as two digits, {@code A-B} for what is left of A.
 */
public final class NameCheck {
  private static final int LONGEST = 16;
  private static final int NEAREST = 3;
  private static final Pattern TARGET =
      Pattern.compile("(?:GTV|CTV|ITV|IGTV|ICTV|PTV!?)[pnm]{0,2}[0-9]*(?:[_^~-].*)?");
  private static final Pattern PRV = Pattern.compile("(.+)_PRV(.*)");

  private NameCheck() {}

  /**
   * What was found of a name.
   *
   * @param error whether a planning system may refuse or confuse it; else it is no TG-263 name only
   */
  public record Finding(String name, boolean error, String what) {
    @Override
    public String toString() {
      return (error ? "ERROR " : "WARNING ") + name + ": " + what;
    }
  }

  /** Every finding on names that stand in one structure set. */
  public static List<Finding> check(Collection<String> names) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> taken = new LinkedHashMap<>();
    for (String name : names) {
      if (name.length() > LONGEST) {
        findings.add(new Finding(name, true, "has " + name.length() + " characters, more than 16"));
      }
      if (!name.matches("[A-Za-z0-9_~^.+-]+")) {
        findings.add(
            new Finding(name, true, "has characters other than letters, digits and _~^.+-"));
      }
      String before = taken.put(name.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        findings.add(new Finding(name, true, "differs from " + before + " in letter case only"));
      }
      vocabulary(name).ifPresent(what -> findings.add(new Finding(name, false, what)));
    }
    return findings;
  }

  private static java.util.Optional<String> vocabulary(String name) {
    String plain = name.replaceFirst("^z(?=[A-Z_])_?", "").replace("~", "");
    Matcher prv = PRV.matcher(plain);
    if (prv.matches()) {
      if (!prv.group(2).matches("[0-9]{2}")) {
        return java.util.Optional.of(
            "a PRV's name ends with its margin in mm as two digits: " + prv.group(1) + "_PRV05");
      }
      plain = prv.group(1);
    }
    if (isKnown(plain) || isKnown(plain.replaceFirst("^Ring_", ""))) {
      return java.util.Optional.empty();
    }
    List<String> near = NearestNames.of(plain, Tg263.names(), NEAREST);
    return java.util.Optional.of(
        "is no TG-263 name"
            + (near.isEmpty() ? "" : "; the nearest are " + String.join(", ", near)));
  }

  /** A name, a target, or names with a minus or a plus between them. */
  private static boolean isKnown(String name) {
    if (Tg263.find(name).isPresent() || TARGET.matcher(name).matches()) {
      return true;
    }
    Matcher parts = Pattern.compile("(.+?)[-+](.+)").matcher(name);
    return parts.matches() && isKnown(parts.group(1)) && isKnown(parts.group(2));
  }
}
