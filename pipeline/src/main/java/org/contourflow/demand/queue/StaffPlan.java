package org.contourflow.demand.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.LocalHours;

/**
 * Who is there when: {@code Mon-Fri 08-17=3, Sat 09-12=1}. Hours of the wall clock, from
 * (inclusive) to; weekdays may be left out (every day); where rules overlap the later one holds;
 * nobody otherwise. A plain number is so many at all hours.
 */
public final class StaffPlan {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Pattern RULE =
      Pattern.compile(
          "(?:([a-z]{3})(?:-([a-z]{3}))? +)?(\\d{1,2})(?::00)?-(\\d{1,2})(?::00)?=(\\d{1,3})");

  private final int[] byHourOfWeek;

  private StaffPlan(int[] byHourOfWeek) {
    this.byHourOfWeek = byHourOfWeek;
  }

  public static StaffPlan parse(String text) throws DataRefused {
    int[] plan = new int[168];
    String plain = text.strip();
    if (plain.matches("\\d{1,3}")) {
      Arrays.fill(plan, Integer.parseInt(plain));
      return new StaffPlan(plan);
    }
    for (String rule : plain.toLowerCase(Locale.ROOT).split("[,;]")) {
      Matcher m = RULE.matcher(rule.strip());
      if (!m.matches() || Integer.parseInt(m.group(4)) > 24) {
        throw refused(rule);
      }
      List<Integer> days = days(m.group(1), m.group(2), rule);
      int from = Integer.parseInt(m.group(3));
      int until = Integer.parseInt(m.group(4));
      if (from >= until) {
        throw refused(rule);
      }
      for (int day : days) {
        Arrays.fill(plan, day * 24 + from, day * 24 + until, Integer.parseInt(m.group(5)));
      }
    }
    return new StaffPlan(plan);
  }

  private static List<Integer> days(String first, String last, String rule) throws DataRefused {
    List<Integer> days = new ArrayList<>();
    int from = first == null ? 0 : DAYS.indexOf(first);
    int until = first == null ? 6 : last == null ? from : DAYS.indexOf(last);
    if (from < 0 || until < from) {
      throw refused(rule);
    }
    for (int d = from; d <= until; d++) {
      days.add(d);
    }
    return days;
  }

  private static DataRefused refused(String rule) {
    return new DataRefused(
        "staff `" + rule.strip() + "` is not understood; write it as Mon-Fri 08-17=3, Sat 09-12=1");
  }

  /** So many in each hour. */
  int[] during(LocalHours hours) {
    int[] servers = new int[hours.size()];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = byHourOfWeek[hours.hourOfWeek(i)];
    }
    return servers;
  }

  /** The same hours with {@code number} wherever anybody is there. */
  StaffPlan with(int number) {
    return new StaffPlan(Arrays.stream(byHourOfWeek).map(n -> n > 0 ? number : 0).toArray());
  }

  /** The largest number that is there at once. */
  public int most() {
    return Arrays.stream(byHourOfWeek).max().orElse(0);
  }
}
