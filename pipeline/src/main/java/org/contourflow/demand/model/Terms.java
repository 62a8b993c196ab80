package org.contourflow.demand.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.LocalHours;

/**
 * The terms of the regression: which columns an hour has, and with which values. Columns of one
 * block share a variance (they are shrunk together); column 0 is the intercept.
 */
public final class Terms {
  /** Columns {@code from} (inclusive) to {@code until}. */
  record Block(String name, int from, int until) {
    int width() {
      return until - from;
    }
  }

  /** What a day is beside its weekday; {@code name} and {@code turn} are -1 on most days. */
  private record Special(boolean holiday, boolean after, int name, int turn) {}

  /** Christmas Eve to New Year's Day are unlike other days in most places, holiday or not. */
  private static final List<String> TURN_OF_YEAR =
      List.of("12-24", "12-25", "12-26", "12-31", "01-01");

  private static final int ANNUAL_PAIRS = 4;
  private static final int ANNUAL_BY_HOUR = 2;
  private static final int BLOCKS_A_DAY = 8;
  private static final double DAYS_A_YEAR = 365.2425;
  static final int MOST_COLUMNS = 48;

  private final Stage stage;
  private final Holidays holidays;
  private final List<String> names;
  private final long end;
  private final long[] steps;
  private final List<Block> blocks = new ArrayList<>();
  private final int width;
  private final Map<Long, Special> specials = new ConcurrentHashMap<>();

  /**
   * @param end epoch day at which the history ends: the trend is 0 there
   * @param steps epoch days from which the level is another
   */
  Terms(Stage stage, Holidays holidays, long end, long[] steps) {
    this.stage = stage;
    this.holidays = holidays;
    this.names = holidays.all().values().stream().distinct().sorted().toList();
    this.end = end;
    this.steps = steps.clone();
    this.width = layOut();
  }

  private int layOut() {
    int at = block("intercept", 0, 1);
    at = block("hour", at, 24);
    if (stage.includes(Stage.WEEKLY)) {
      at = block("weekday", at, 7);
      at = block("hour of week", at, 168);
    }
    if (stage.includes(Stage.TREND)) {
      at = block("trend", at, 1);
      at = block("holiday", at, BLOCKS_A_DAY);
      at = block("after", at, BLOCKS_A_DAY);
      at = block("named", at, names.size());
      at = block("turn of year", at, TURN_OF_YEAR.size() * BLOCKS_A_DAY);
    }
    if (stage.includes(Stage.ANNUAL)) {
      at = block("trend by hour", at, 24);
      at = block("annual", at, 2 * ANNUAL_PAIRS);
      at = block("annual by hour", at, 2 * ANNUAL_BY_HOUR * 24);
    }
    return block("steps", at, steps.length);
  }

  private int block(String name, int at, int columns) {
    if (columns > 0) {
      blocks.add(new Block(name, at, at + columns));
    }
    return at + columns;
  }

  int width() {
    return width;
  }

  List<Block> blocks() {
    return blocks;
  }

  Stage stage() {
    return stage;
  }

  long[] steps() {
    return steps.clone();
  }

  Holidays holidays() {
    return holidays;
  }

  /** A sparse row under construction; columns ascend. */
  static final class Row {
    final int[] column = new int[MOST_COLUMNS];
    final double[] value = new double[MOST_COLUMNS];
    int size;

    void add(int c, double v) {
      column[size] = c;
      value[size++] = v;
    }

    double dot(double[] beta) {
      double sum = 0;
      for (int k = 0; k < size; k++) {
        sum += value[k] * beta[column[k]];
      }
      return sum;
    }
  }

  /** Fills {@code row} for hour {@code i} of {@code hours}. */
  void fill(LocalHours hours, int i, Row row) {
    row.size = 0;
    int hour = hours.hour(i);
    long day = hours.epochDay(i);
    double years = (day - end) / DAYS_A_YEAR;
    for (Block block : blocks) {
      int from = block.from();
      switch (block.name()) {
        case "intercept" -> row.add(from, 1);
        case "hour" -> row.add(from + hour, 1);
        case "weekday" -> row.add(from + hours.weekday(i), 1);
        case "hour of week" -> row.add(from + hours.hourOfWeek(i), 1);
        case "trend" -> row.add(from, years);
        case "trend by hour" -> row.add(from + hour, years);
        case "annual" -> annual(row, from, day, 1, 0, ANNUAL_PAIRS);
        case "annual by hour" -> annual(row, from, day, 24, hour, ANNUAL_BY_HOUR);
        case "steps" -> steps(row, from, day);
        default -> special(block, hours, i, row);
      }
    }
  }

  private void special(Block block, LocalHours hours, int i, Row row) {
    Special special = specials.computeIfAbsent(hours.epochDay(i), this::special);
    int part = hours.hour(i) * BLOCKS_A_DAY / 24;
    switch (block.name()) {
      case "holiday" -> addIf(special.holiday(), row, block.from() + part);
      case "after" -> addIf(special.after(), row, block.from() + part);
      case "named" -> addIf(special.name() >= 0, row, block.from() + special.name());
      case "turn of year" ->
          addIf(special.turn() >= 0, row, block.from() + special.turn() * BLOCKS_A_DAY + part);
      default -> throw new IllegalStateException(block.name());
    }
  }

  private static void addIf(boolean add, Row row, int column) {
    if (add) {
      row.add(column, 1);
    }
  }

  private Special special(long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    boolean holiday = holidays.isHoliday(date);
    return new Special(
        holiday,
        !holiday && holidays.isHoliday(date.minusDays(1)),
        holidays.name(date).map(names::indexOf).orElse(-1),
        TURN_OF_YEAR.indexOf(date.toString().substring(5)));
  }

  private static void annual(Row row, int from, long day, int stride, int offset, int pairs) {
    double angle = 2 * Math.PI * day / DAYS_A_YEAR;
    for (int k = 0; k < pairs; k++) {
      row.add(from + 2 * k * stride + offset, Math.sin((k + 1) * angle));
      row.add(from + (2 * k + 1) * stride + offset, Math.cos((k + 1) * angle));
    }
  }

  private void steps(Row row, int from, long day) {
    for (int k = 0; k < steps.length; k++) {
      if (day >= steps[k]) {
        row.add(from + k, 1);
      }
    }
  }

  /** exp of the linear predictor, kept within what a double and a hospital hold. */
  static double mean(double eta) {
    return Math.exp(Math.max(-15, Math.min(15, eta)));
  }

  @Override
  public String toString() {
    return stage.label() + (steps.length == 0 ? "" : ", level steps " + Arrays.toString(steps));
  }
}
