package org.contourflow.demand.model;

import java.util.Arrays;

/**
 * The weighted normal equations of one IRLS step. Within a day the working responses have the
 * variance {@code W^-1 + tau2 1 1'}; its inverse is {@code W - k W 1 1' W} with {@code k = tau2 /
 * (1 + tau2 1'W 1)}: one row-wise sum and one rank-one correction a day.
 */
final class NormalEquations {
  private final Rows rows;
  private final double[] dayGradient;
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCount;

  NormalEquations(Rows rows, int width) {
    this.rows = rows;
    this.dayGradient = new double[width];
    this.touched = new int[width];
    this.isTouched = new boolean[width];
  }

  /** Adds to the lower triangle of {@code hessian} and to {@code right}. */
  void add(
      double[] mean, double[] beta, Dispersion dispersion, double[][] hessian, double[] right) {
    for (int r = 0; r < rows.size(); ) {
      int end = rows.endOfDay(r);
      touchedCount = 0;
      double weights = 0;
      double responses = 0;
      for (; r < end; r++) {
        double w = mean[r] / (1 + dispersion.hour() * mean[r]);
        double z = eta(r, beta) + (rows.count(r) - mean[r]) / mean[r];
        weights += w;
        responses += w * z;
        row(r, w, z, hessian, right);
      }
      day(dispersion.day() / (1 + dispersion.day() * weights), responses, hessian, right);
    }
  }

  private double eta(int r, double[] beta) {
    double eta = 0;
    for (int k = rows.from(r); k < rows.until(r); k++) {
      eta += rows.value(k) * beta[rows.column(k)];
    }
    return eta;
  }

  private void row(int r, double w, double z, double[][] hessian, double[] right) {
    for (int a = rows.from(r); a < rows.until(r); a++) {
      int i = rows.column(a);
      double wa = w * rows.value(a);
      double[] line = hessian[i];
      for (int b = rows.from(r); b <= a; b++) {
        line[rows.column(b)] += wa * rows.value(b);
      }
      right[i] += wa * z;
      if (!isTouched[i]) {
        isTouched[i] = true;
        touched[touchedCount++] = i;
      }
      dayGradient[i] += wa;
    }
  }

  private void day(double k, double responses, double[][] hessian, double[] right) {
    Arrays.sort(touched, 0, touchedCount);
    for (int a = 0; a < touchedCount; a++) {
      int i = touched[a];
      double g = k * dayGradient[i];
      double[] line = hessian[i];
      for (int b = 0; b <= a; b++) {
        line[touched[b]] -= g * dayGradient[touched[b]];
      }
      right[i] -= g * responses;
    }
    for (int a = 0; a < touchedCount; a++) {
      dayGradient[touched[a]] = 0;
      isTouched[touched[a]] = false;
    }
  }
}
