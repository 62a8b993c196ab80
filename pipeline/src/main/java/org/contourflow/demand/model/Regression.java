package org.contourflow.demand.model;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Penalised negative-binomial regression with a log link and a random effect a day, by iteratively
 * reweighted least squares. The random effect is integrated out (a rank-one correction a day), so
 * that terms that act on whole days are not taken for better known than they are. Each block's
 * ridge penalty is estimated with it (Fellner and Schall; Wood and Fasiolo 2017), so that nothing
 * is tuned to one hospital. Dispersions by moments.
 */
final class Regression {
  /** Iterations at a cold start; the last ones change forecasts by less than one in a thousand. */
  private static final int ITERATIONS = 14;

  private static final int WARM_ITERATIONS = 6;
  private static final double LEAST_PENALTY = 1e-2;
  private static final double MOST_PENALTY = 1e7;

  /** What was found; {@code penalty} has one entry a block. */
  record Result(double[] beta, double[] penalty, Dispersion dispersion) {}

  private final Terms terms;
  private final Rows rows;
  private final double[] mean;
  private double[] beta;
  private double[] penalty;
  private Dispersion dispersion = Dispersion.poisson();

  private Regression(Terms terms, Rows rows) {
    this.terms = terms;
    this.rows = rows;
    this.mean = new double[rows.size()];
  }

  /**
   * @param warm a result of the same terms on nearly the same history, or null
   */
  static Result fit(Terms terms, Rows rows, Result warm) {
    Regression r = new Regression(terms, rows);
    boolean usable = warm != null && warm.beta().length == terms.width();
    if (usable) {
      r.beta = warm.beta().clone();
      r.penalty = warm.penalty().clone();
      r.dispersion = warm.dispersion();
    } else {
      r.beta = new double[terms.width()];
      r.beta[0] = Math.log(Math.max(rows.meanCount(), 1e-4));
      r.penalty = new double[terms.blocks().size()];
      Arrays.fill(r.penalty, 10);
    }
    rows.means(r.beta, r.mean);
    for (int k = 0; k < (usable ? WARM_ITERATIONS : ITERATIONS); k++) {
      r.iterate();
      r.dispersion = Dispersion.byMoments(rows, r.mean);
    }
    return new Result(r.beta, r.penalty, r.dispersion);
  }

  private void iterate() {
    int p = terms.width();
    double[][] hessian = new double[p][p];
    double[] right = new double[p];
    new NormalEquations(rows, p).add(mean, beta, dispersion, hessian, right);
    for (int j = 0; j < p; j++) {
      hessian[j][j] += 1e-9;
    }
    List<Terms.Block> blocks = terms.blocks();
    for (int b = 1; b < blocks.size(); b++) {
      for (int j = blocks.get(b).from(); j < blocks.get(b).until(); j++) {
        hessian[j][j] += penalty[b];
      }
    }
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < i; j++) {
        hessian[j][i] = hessian[i][j];
      }
    }
    RealMatrix matrix = new Array2DRowRealMatrix(hessian, false);
    DecompositionSolver solver = new CholeskyDecomposition(matrix, 1e-9, 0).getSolver();
    beta = solver.solve(new ArrayRealVector(right, false)).toArray();
    rows.means(beta, mean);
    updatePenalties(solver.getInverse());
  }

  private void updatePenalties(RealMatrix covariance) {
    List<Terms.Block> blocks = terms.blocks();
    for (int b = 1; b < blocks.size(); b++) {
      Terms.Block block = blocks.get(b);
      if (block.name().equals("steps")) {
        penalty[b] = 1;
        continue;
      }
      double squares = 1e-12;
      double trace = 0;
      for (int j = block.from(); j < block.until(); j++) {
        squares += beta[j] * beta[j];
        trace += covariance.getEntry(j, j);
      }
      double degrees = Math.max(block.width() - penalty[b] * trace, 1e-6);
      penalty[b] = Math.max(LEAST_PENALTY, Math.min(MOST_PENALTY, degrees / squares));
    }
  }
}
