package org.contourflow.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that a mistyped one may have meant. */
public final class NearestNames {
  private NearestNames() {}

  /**
   * The nearest by letters to be changed, put in or left out (Levenshtein), letter case and {@code
   * _} and blanks aside; none that differs by more than a third of its letters, and two.
   */
  public static List<String> of(String name, Collection<String> known, int most) {
    String wanted = plain(name);
    record Near(String name, int distance) {}
    List<Near> near = new ArrayList<>();
    for (String one : known) {
      String plain = plain(one);
      int distance = distance(wanted, plain);
      if (distance <= 2 + Math.max(wanted.length(), plain.length()) / 3
          && distance < Math.max(wanted.length(), plain.length())) {
        near.add(new Near(one, distance));
      }
    }
    return near.stream()
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(most)
        .map(Near::name)
        .toList();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
  }

  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    java.util.Arrays.setAll(before, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(change, 1 + Math.min(now[j - 1], before[j]));
      }
      before = now;
    }
    return before[b.length()];
  }
}
