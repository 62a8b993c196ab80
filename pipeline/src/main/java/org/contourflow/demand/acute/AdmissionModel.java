package org.contourflow.demand.acute;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.model.CountDistribution;

/**
 * The chance that a patient who is present will be admitted: a ridge logistic regression on the
 * features' values, one for each time of day with enough patients, one of all for the others. A
 * number with many values is cut into ten bins of equal size; a value that training did not have,
 * or hardly had, says nothing.
 */
public final class AdmissionModel {
  private static final int ENOUGH_ROWS = 1000;
  private static final int ENOUGH_OF_VALUE = 10;
  private static final int MANY_VALUES = 30;
  private static final int BINS = 10;
  private static final double RIDGE = 1;
  private static final int ITERATIONS = 12;

  /** The columns of values, the bin edges of numbers, and the coefficients; 0 is the intercept. */
  private record Fitted(Map<String, Integer> columns, Map<Integer, double[]> edges, double[] beta) {
    double probability(Snapshots.Present patient) {
      double eta = beta[0];
      for (int column : active(patient, columns, edges)) {
        eta += beta[column];
      }
      return 1 / (1 + Math.exp(-eta));
    }
  }

  private final Fitted all;
  private final Map<LocalTime, Fitted> byTime = new HashMap<>();

  private AdmissionModel(Fitted all) {
    this.all = all;
  }

  /** Learns from the patients whose outcome is known. */
  public static AdmissionModel fit(List<Snapshots.Present> patients) throws DataRefused {
    List<Snapshots.Present> known =
        patients.stream().filter(p -> p.admitted().isPresent()).toList();
    if (known.size() < 50) {
      throw new DataRefused(
          "only " + known.size() + " snapshot rows with a known outcome; 50 are the least");
    }
    AdmissionModel model = new AdmissionModel(regress(known));
    Map<LocalTime, List<Snapshots.Present>> groups = new TreeMap<>();
    known.forEach(p -> groups.computeIfAbsent(p.time(), t -> new ArrayList<>()).add(p));
    groups.forEach(
        (time, rows) -> {
          if (rows.size() >= ENOUGH_ROWS) {
            model.byTime.put(time, regress(rows));
          }
        });
    return model;
  }

  public double probability(Snapshots.Present patient) {
    return byTime.getOrDefault(patient.time(), all).probability(patient);
  }

  /** How many of the patients present will be admitted. */
  public CountDistribution admissions(List<Snapshots.Present> present) {
    return CountDistribution.ofMass(
        PoissonBinomial.mass(present.stream().mapToDouble(this::probability).toArray()));
  }

  private static Fitted regress(List<Snapshots.Present> rows) {
    Map<Integer, double[]> edges = edges(rows);
    Map<String, Integer> seen = new TreeMap<>();
    rows.forEach(r -> keys(r, edges).forEach(k -> seen.merge(k, 1, Integer::sum)));
    Map<String, Integer> columns = new HashMap<>();
    seen.forEach(
        (key, n) -> {
          if (n >= ENOUGH_OF_VALUE) {
            columns.put(key, columns.size() + 1);
          }
        });
    int[][] active = new int[rows.size()][];
    for (int r = 0; r < active.length; r++) {
      active[r] = active(rows.get(r), columns, edges);
    }
    double[] beta = new double[columns.size() + 1];
    for (int k = 0; k < ITERATIONS; k++) {
      newton(rows, active, beta);
    }
    return new Fitted(columns, edges, beta);
  }

  private static void newton(List<Snapshots.Present> rows, int[][] active, double[] beta) {
    int p = beta.length;
    double[][] hessian = new double[p][p];
    double[] gradient = new double[p];
    for (int j = 0; j < p; j++) {
      hessian[j][j] = j == 0 ? 1e-6 : RIDGE;
      gradient[j] = j == 0 ? 0 : -RIDGE * beta[j];
    }
    for (int r = 0; r < active.length; r++) {
      double eta = beta[0];
      for (int j : active[r]) {
        eta += beta[j];
      }
      double mu = 1 / (1 + Math.exp(-eta));
      double error = (rows.get(r).admitted().orElseThrow() ? 1 : 0) - mu;
      add(active[r], mu * (1 - mu), error, hessian, gradient);
    }
    double[] step =
        new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-9, 0)
            .getSolver()
            .solve(new ArrayRealVector(gradient, false))
            .toArray();
    for (int j = 0; j < p; j++) {
      beta[j] += Math.max(-4, Math.min(4, step[j]));
    }
  }

  private static void add(
      int[] active, double weight, double error, double[][] hessian, double[] gradient) {
    gradient[0] += error;
    hessian[0][0] += weight;
    for (int i : active) {
      gradient[i] += error;
      hessian[0][i] += weight;
      hessian[i][0] += weight;
      for (int j : active) {
        hessian[i][j] += weight;
      }
    }
  }

  private static int[] active(
      Snapshots.Present row, Map<String, Integer> columns, Map<Integer, double[]> edges) {
    return keys(row, edges).stream().filter(columns::containsKey).mapToInt(columns::get).toArray();
  }

  private static List<String> keys(Snapshots.Present row, Map<Integer, double[]> edges) {
    List<String> keys = new ArrayList<>();
    keys.add("time " + row.time());
    for (int f = 0; f < row.features().size(); f++) {
      String value = row.features().get(f);
      double[] edge = edges.get(f);
      keys.add(f + "=" + (edge == null ? value : bin(value, edge)));
    }
    return keys;
  }

  private static String bin(String value, double[] edges) {
    double v = number(value);
    int bin = 0;
    while (bin < edges.length && v > edges[bin]) {
      bin++;
    }
    return Double.isNaN(v) ? "" : "bin " + bin;
  }

  /** Bin edges of the features that are numbers with many values. */
  private static Map<Integer, double[]> edges(List<Snapshots.Present> rows) {
    Map<Integer, double[]> edges = new HashMap<>();
    for (int f = 0; f < rows.get(0).features().size(); f++) {
      int feature = f;
      double[] sorted =
          rows.stream()
              .mapToDouble(r -> number(r.features().get(feature)))
              .filter(v -> !Double.isNaN(v))
              .sorted()
              .toArray();
      TreeSet<Double> distinct = new TreeSet<>();
      for (double v : sorted) {
        distinct.add(v);
      }
      if (distinct.size() > MANY_VALUES) {
        double[] cuts = new double[BINS - 1];
        for (int k = 0; k < cuts.length; k++) {
          cuts[k] = sorted[(k + 1) * sorted.length / BINS];
        }
        edges.put(f, cuts);
      }
    }
    return edges;
  }

  private static double number(String text) {
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
