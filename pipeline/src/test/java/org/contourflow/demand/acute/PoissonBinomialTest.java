package org.contourflow.demand.acute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class PoissonBinomialTest {
  @Test
  void it_is_the_sum_over_all_subsets() {
    double[] p = {0.03, 0.5, 0.991, 0.2, 0.77, 0.0, 1.0, 0.45, 1e-9, 0.31};
    double[] sums = new double[p.length + 1];
    for (int subset = 0; subset < 1 << p.length; subset++) {
      double product = 1;
      for (int k = 0; k < p.length; k++) {
        product *= (subset >> k & 1) == 1 ? p[k] : 1 - p[k];
      }
      sums[Integer.bitCount(subset)] += product;
    }
    assertThat(PoissonBinomial.mass(p)).containsExactly(sums, within(1e-14));
  }

  @Test
  void it_is_right_to_1e_12_for_three_hundred_patients_against_exact_arithmetic() {
    SplittableRandom random = new SplittableRandom(3);
    double[] p = random.doubles(300).toArray();
    BigDecimal[] exact = new BigDecimal[p.length + 1];
    Arrays.fill(exact, BigDecimal.ZERO);
    exact[0] = BigDecimal.ONE;
    MathContext digits = new MathContext(60);
    for (int n = 0; n < p.length; n++) {
      BigDecimal yes = new BigDecimal(p[n]);
      BigDecimal no = BigDecimal.ONE.subtract(yes);
      for (int k = n + 1; k >= 0; k--) {
        BigDecimal before = k == 0 ? BigDecimal.ZERO : exact[k - 1].multiply(yes, digits);
        exact[k] = exact[k].multiply(no, digits).add(before, digits);
      }
    }
    double[] mass = PoissonBinomial.mass(p);
    for (int k = 0; k < mass.length; k++) {
      assertThat(mass[k]).isCloseTo(exact[k].doubleValue(), within(1e-15));
    }
  }

  @Test
  void equal_chances_are_a_binomial() {
    double[] p = new double[40];
    Arrays.fill(p, 0.3);
    BinomialDistribution binomial = new BinomialDistribution(null, 40, 0.3);
    double[] mass = PoissonBinomial.mass(p);
    for (int k = 0; k <= 40; k++) {
      assertThat(mass[k]).isCloseTo(binomial.probability(k), within(1e-12));
    }
  }

  @Test
  void nobody_present_needs_no_bed() {
    assertThat(PoissonBinomial.mass(new double[0])).containsExactly(1);
  }
}
