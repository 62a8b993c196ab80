package org.contourflow.demand.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/**
 * Days from which demand stands at another level: a scanner opened, a ward closed. The daily totals
 * over their weekday's mean, up to six weeks on either side; trimmed, so that a single odd week is
 * no step; holidays and the turn of the year left out. A step is at least 15 % and five standard
 * errors. A new one is seen when it is ten days old. Seasons are slower than that.
 */
final class LevelShifts {
  private static final int WINDOW_DAYS = 42;
  private static final int LEAST_DAYS = 10;
  private static final int APART_DAYS = 28;
  private static final double LEAST_STEP = Math.log(1.15);
  private static final double LEAST_ERRORS = 5;
  private static final double TRIM = 0.2;

  private record Candidate(int at, double errors) {}

  private final long[] day;
  private final double[] ratio;
  private int kept;

  private LevelShifts(HourlySeries history, Holidays holidays) {
    LocalHours hours = LocalHours.of(history);
    List<Long> days = new ArrayList<>();
    List<Double> totals = new ArrayList<>();
    for (int i = 0; i < history.size(); ) {
      int from = i;
      double sum = 0;
      boolean whole = true;
      for (; i < history.size() && hours.epochDay(i) == hours.epochDay(from); i++) {
        whole &= history.isKnown(i);
        sum += Math.max(0, history.at(i));
      }
      if (whole && i - from >= 23 && !isUnlike(hours.date(from), holidays)) {
        days.add(hours.epochDay(from));
        totals.add(sum);
      }
    }
    day = days.stream().mapToLong(Long::longValue).toArray();
    ratio = totals.stream().mapToDouble(Double::doubleValue).toArray();
    divideByWeekday();
  }

  private static boolean isUnlike(LocalDate date, Holidays holidays) {
    int of = date.getMonthValue() * 100 + date.getDayOfMonth();
    return holidays.isHoliday(date) || of >= 1220 || of <= 103;
  }

  private void divideByWeekday() {
    double[] sum = new double[7];
    int[] n = new int[7];
    for (int d = 0; d < day.length; d++) {
      int w = (int) Math.floorMod(day[d] + 3, 7L);
      sum[w] += ratio[d];
      n[w]++;
    }
    double overall = Arrays.stream(sum).sum() / Math.max(1, day.length);
    int kept = 0;
    for (int d = 0; d < day.length; d++) {
      int w = (int) Math.floorMod(day[d] + 3, 7L);
      double mean = sum[w] / n[w];
      // A weekday of next to nothing says nothing of the level.
      if (mean > 0.2 * overall) {
        day[kept] = day[d];
        ratio[kept++] = ratio[d] / mean;
      }
    }
    this.kept = kept;
  }

  /** Epoch days, ascending; none for most histories. */
  static long[] find(HourlySeries history, Holidays holidays) {
    LevelShifts shifts = new LevelShifts(history, holidays);
    List<Candidate> found = new ArrayList<>();
    for (int k = LEAST_DAYS; k <= shifts.kept - LEAST_DAYS; k++) {
      double errors = shifts.errors(k);
      if (errors >= LEAST_ERRORS) {
        found.add(new Candidate(k, errors));
      }
    }
    found.sort((a, b) -> Double.compare(b.errors(), a.errors()));
    List<Long> steps = new ArrayList<>();
    for (Candidate c : found) {
      long at = shifts.day[c.at()];
      if (steps.stream().noneMatch(s -> Math.abs(s - at) < APART_DAYS)) {
        steps.add(at);
      }
    }
    return steps.stream().sorted().mapToLong(Long::longValue).toArray();
  }

  /** Standard errors between the levels before and from {@code k} on; 0 for a small step. */
  private double errors(int k) {
    double[] before = Arrays.copyOfRange(ratio, Math.max(0, k - WINDOW_DAYS), k);
    double[] after = Arrays.copyOfRange(ratio, k, Math.min(kept, k + WINDOW_DAYS));
    double b = trimmedMean(before);
    double a = trimmedMean(after);
    if (a <= 0 || b <= 0 || Math.abs(Math.log(a / b)) < LEAST_STEP) {
      return 0;
    }
    double variance = spread(before) / before.length + spread(after) / after.length;
    return Math.abs(a - b) / Math.sqrt(variance + 1e-12);
  }

  private static double trimmedMean(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int cut = (int) (TRIM * sorted.length);
    return Arrays.stream(sorted, cut, sorted.length - cut).average().orElse(0);
  }

  /** Variance, less what odd days add: from the middle 68 %. */
  private static double spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double low = sorted[(int) (0.16 * (sorted.length - 1))];
    double high = sorted[(int) Math.ceil(0.84 * (sorted.length - 1))];
    double half = (high - low) / 2;
    return Math.max(half * half, 1e-4);
  }
}
