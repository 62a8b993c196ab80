package org.contourflow.demand.model;

import java.util.Arrays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/** The known hours of a history as sparse rows of the regression, in order of time. */
final class Rows {
  private final int[] start;
  private final int[] column;
  private final double[] value;
  private final int[] count;
  private final long[] day;

  Rows(Terms terms, HourlySeries series, LocalHours hours) {
    int n = series.known();
    start = new int[n + 1];
    count = new int[n];
    day = new long[n];
    int[] columns = new int[n * Terms.MOST_COLUMNS / 2];
    double[] values = new double[columns.length];
    Terms.Row row = new Terms.Row();
    int at = 0;
    for (int i = 0, r = 0; i < series.size(); i++) {
      if (!series.isKnown(i)) {
        continue;
      }
      terms.fill(hours, i, row);
      if (at + row.size > columns.length) {
        columns = Arrays.copyOf(columns, columns.length * 2 + row.size);
        values = Arrays.copyOf(values, columns.length);
      }
      System.arraycopy(row.column, 0, columns, at, row.size);
      System.arraycopy(row.value, 0, values, at, row.size);
      at += row.size;
      count[r] = series.at(i);
      day[r] = hours.epochDay(i);
      start[++r] = at;
    }
    column = columns;
    value = values;
  }

  int size() {
    return count.length;
  }

  int from(int row) {
    return start[row];
  }

  int until(int row) {
    return start[row + 1];
  }

  int column(int k) {
    return column[k];
  }

  double value(int k) {
    return value[k];
  }

  int count(int row) {
    return count[row];
  }

  /** The first row after {@code row} of another day. */
  int endOfDay(int row) {
    int end = row + 1;
    while (end < day.length && day[end] == day[row]) {
      end++;
    }
    return end;
  }

  double meanCount() {
    return Arrays.stream(count).average().orElse(0);
  }

  void means(double[] beta, double[] into) {
    for (int r = 0; r < count.length; r++) {
      double eta = 0;
      for (int k = start[r]; k < start[r + 1]; k++) {
        eta += value[k] * beta[column[k]];
      }
      into[r] = Terms.mean(eta);
    }
  }
}
