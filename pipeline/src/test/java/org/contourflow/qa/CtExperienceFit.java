package org.contourflow.qa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Makes the numbers of {@link CtExperience} of the CTs that a network was trained on. */
final class CtExperienceFit {
  static final String SOURCE =
      "CTs of OpenKBP's training patients (Babier et al., Med Phys 48:5549, 2021; MIT as published;"
          + " patients of TCIA), voxels of about 4 x 4 x 2.5 mm, slices with contours and between.";
  static final String COMMAND =
      "mvn -Plong test -pl pipeline -am -Dtest=CtExperienceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final List<CtFeature> JOINT =
      List.of(
          CtFeature.LENGTH,
          CtFeature.SOFT_PEAK,
          CtFeature.FAT_SHARE,
          CtFeature.BONE_SHARE,
          CtFeature.AIR_SHARE,
          CtFeature.AREA,
          CtFeature.FOOT_AREA,
          CtFeature.BONE_BACK,
          CtFeature.AIR_BACK,
          CtFeature.BONE_HEAD);

  private CtExperienceFit() {}

  /** In two rounds: CTs that the first calls far out are left out of what goes together. */
  static CtExperience fit(List<Map<CtFeature, Double>> cts) {
    CtExperience first = fit(cts, cts);
    return fit(
        cts, cts.stream().filter(m -> first.deviate(m) <= CtExperience.WARNING_JOINT).toList());
  }

  private static CtExperience fit(
      List<Map<CtFeature, Double>> cts, List<Map<CtFeature, Double>> together) {
    TreeMap<String, CtExperience.Band> bands = new TreeMap<>();
    for (CtFeature f : CtFeature.values()) {
      Percentile percentile = new Percentile();
      percentile.setData(cts.stream().mapToDouble(m -> m.get(f)).toArray());
      bands.put(
          f.id(),
          new CtExperience.Band(
              rounded(percentile.evaluate(2.5)),
              rounded(percentile.evaluate(50)),
              rounded(percentile.evaluate(97.5))));
    }
    return new CtExperience(
        "ct-head-neck-openkbp-1",
        SOURCE,
        COMMAND,
        new TreeSet<>(List.of("head-neck-openkbp", "head-neck-more")),
        cts.size(),
        bands,
        joint(together));
  }

  private static CtExperience.Joint joint(List<Map<CtFeature, Double>> cts) {
    double[][] data =
        cts.stream()
            .map(m -> JOINT.stream().mapToDouble(f -> CtExperience.scaled(f, m.get(f))).toArray())
            .toArray(double[][]::new);
    RealMatrix covariance = new Covariance(data).getCovarianceMatrix();
    List<Double> mean = new ArrayList<>();
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < JOINT.size(); i++) {
      int at = i;
      mean.add(
          rounded(java.util.Arrays.stream(data).mapToDouble(d -> d[at]).average().orElseThrow()));
      rows.add(
          java.util.Arrays.stream(covariance.getRow(i))
              .mapToObj(CtExperienceFit::rounded)
              .toList());
    }
    return new CtExperience.Joint(JOINT.stream().map(CtFeature::id).toList(), mean, rows);
  }

  /** To six figures: more would not be the same on another machine. */
  private static double rounded(double value) {
    return value == 0
        ? 0
        : new java.math.BigDecimal(value).round(new java.math.MathContext(6)).doubleValue();
  }
}
