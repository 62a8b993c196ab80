package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Makes a {@link QaReference} of measured patients. Limits are as many times farther from the
 * median than the 2.5th and 97.5th percentile as keeps the findings of these patients themselves to
 * {@link #MOST_ALARMS} a case and feature; the joint distance is judged of each patient by the
 * others alone.
 */
final class ReferenceFit {
  /** Findings a case that a feature may give of the reference patients, all organs together. */
  static final double MOST_ALARMS = 0.0075;

  /** The limits are so much farther than that, for patients that were not looked at. */
  private static final double MARGIN = 1.05;

  /** A contour of a larger distance, as a standard normal deviate, is left out. */
  private static final double WRONG = 8;

  private static final int FEWEST_PATIENTS = 20;
  private static final double TRIMMED = 0.03;
  private static final double SHRINKAGE = 0.05;
  private static final Set<Feature> ONLY_MOST =
      Set.of(
          Feature.AREA_STEP,
          Feature.AREA_BUMP,
          Feature.FLANGE,
          Feature.BULGE,
          Feature.JOINT_ASIDE,
          Feature.CENTRE_STEP,
          Feature.COMB,
          Feature.WOBBLE,
          Feature.HOLE_SHARE,
          Feature.PIECES,
          Feature.OUTSIDE,
          Feature.ROUGHNESS,
          Feature.FOOT_BLUNT,
          Feature.HEAD_BLUNT,
          Feature.FLAT_WIDTH,
          Feature.UNLIKE,
          Feature.UNLIKE_SHAPE,
          Feature.UNLIKE_TISSUE,
          Feature.UNLIKE_PLACE,
          Feature.UNLIKE_PAIR);
  private static final Set<Feature> BESIDE_PARTNER =
      Set.of(
          Feature.PAIR,
          Feature.PAIR_LR,
          Feature.PAIR_AP,
          Feature.PAIR_FOOT,
          Feature.PAIR_HEAD,
          Feature.PAIR_DEPTH,
          Feature.PAIR_HU,
          Feature.PAIR_SKIN);
  private static final Set<Feature> ONLY_LEAST = Set.of(Feature.LEAST_OVERLAP);
  private static final Set<Feature> SHARES =
      Set.of(
          Feature.AIR_SHARE,
          Feature.BONE_SHARE,
          Feature.OUTSIDE,
          Feature.HOLE_SHARE,
          Feature.LEAST_OVERLAP);

  private final List<Map<String, Measures>> patients;
  private final UnaryOperator<String> partner;
  private final AlarmFactors alarms;
  private final Map<String, Map<Feature, Map<Integer, Double>>> values = new TreeMap<>();
  private final Map<String, Map<String, QaReference.Joint>> joints = new TreeMap<>();

  private ReferenceFit(
      List<Map<String, Measures>> patients, UnaryOperator<String> partner, AlarmFactors alarms) {
    this.patients = patients;
    this.partner = partner;
    this.alarms = alarms;
  }

  /**
   * Fits.
   *
   * @param overlaps by pair, of each patient
   * @param partner name of the organ on the other side, or null
   * @param alarms how far out a finding is more than a note
   */
  static QaReference fit(
      String id,
      String source,
      String command,
      List<Map<String, Measures>> patients,
      List<Map<String, Double>> overlaps,
      UnaryOperator<String> partner,
      AlarmFactors alarms) {
    ReferenceFit fit = new ReferenceFit(patients, partner, alarms);
    Map<String, Map<String, QaReference.Offset>> offsets = fit.offsets();
    QaReference places = fit.reference(id, source, command, offsets, Map.of(), Map.of());
    fit.collect(places);
    fit.names().forEach(fit::joints);
    Map<String, Double> pairs = new TreeMap<>();
    Set<String> keys = new TreeSet<>();
    overlaps.forEach(o -> keys.addAll(o.keySet()));
    for (String key : keys) {
      double[] seen =
          overlaps.stream().filter(o -> o.containsKey(key)).mapToDouble(o -> o.get(key)).toArray();
      // Half as much again as one patient in a hundred, but at least a thin seam.
      pairs.put(key, round(Math.max(0.03, 1.5 * percentile(seen, 99)), 3));
    }
    return fit.reference(id, source, command, offsets, fit.bands(), pairs);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    patients.forEach(p -> names.addAll(p.keySet()));
    return names;
  }

  private Map<String, Map<String, QaReference.Offset>> offsets() {
    Map<String, Map<String, QaReference.Offset>> all = new TreeMap<>();
    for (String name : names()) {
      Map<String, QaReference.Offset> own = new TreeMap<>();
      for (String other : names()) {
        if (!name.equals(other) && isOrgan(name) && isOrgan(other)) {
          offset(name, other).ifPresent(o -> own.put(other, o));
        }
      }
      all.put(name, own);
    }
    return all;
  }

  private static boolean isOrgan(String name) {
    return !name.equals("External") && !name.equals("Bone");
  }

  private Optional<QaReference.Offset> offset(String name, String other) {
    List<double[]> ways = new ArrayList<>();
    List<double[]> whole = new ArrayList<>();
    for (Map<String, Measures> p : patients) {
      if (p.containsKey(name) && p.containsKey(other)) {
        var a = p.get(name).facts().centroid();
        var b = p.get(other).facts().centroid();
        double[] way = {a.xMm() - b.xMm(), a.yMm() - b.yMm(), a.zMm() - b.zMm()};
        ways.add(way);
        if (!p.get(name).isCut() && !p.get(other).isCut()) {
          whole.add(way);
        }
      }
    }
    if (ways.size() < FEWEST_PATIENTS) {
      return Optional.empty();
    }
    List<double[]> rest = whole.size() < FEWEST_PATIENTS ? ways : whole;
    List<Double> middle = new ArrayList<>();
    List<Double> spread = new ArrayList<>();
    for (int axis = 0; axis < 3; axis++) {
      int k = axis;
      double[] along = (k == 0 ? ways : rest).stream().mapToDouble(w -> w[k]).toArray();
      middle.add(round(percentile(along, 50), 1));
      // Of a normal distribution: a half of it lies within 1.35 standard deviations.
      spread.add(round((percentile(along, 75) - percentile(along, 25)) / 1.349, 1));
    }
    return Optional.of(new QaReference.Offset(middle, spread));
  }

  private void collect(QaReference places) {
    for (int i = 0; i < patients.size(); i++) {
      Map<String, Measures> patient = patients.get(i);
      for (String name : patient.keySet()) {
        Measures m = patient.get(name).copy();
        new Places(places, patient).into(name, Optional.ofNullable(partner.apply(name)), m);
        for (Feature f : Feature.values()) {
          OptionalDouble value = m.get(f);
          if (value.isPresent()) {
            values
                .computeIfAbsent(name, n -> new TreeMap<>())
                .computeIfAbsent(f, n -> new TreeMap<>())
                .put(i, value.getAsDouble());
          }
        }
      }
    }
  }

  private void joints(String name) {
    JointDistance.FEATURES.forEach((distance, features) -> joint(name, distance, features));
  }

  private void joint(String name, Feature distance, List<Feature> over) {
    Map<Feature, Map<Integer, Double>> own = values.get(name);
    long seen = patients.stream().filter(p -> p.containsKey(name)).count();
    List<Feature> features =
        over.stream()
            .filter(f -> own.getOrDefault(f, Map.of()).size() >= 0.6 * seen)
            .filter(f -> spread(own.get(f).values()) > 1e-6)
            .toList();
    List<Integer> whole =
        java.util.stream.IntStream.range(0, patients.size())
            .filter(i -> features.stream().allMatch(f -> own.get(f).containsKey(i)))
            .boxed()
            .toList();
    if (features.size() < 4 || whole.size() < Math.max(FEWEST_PATIENTS, 2 * features.size())) {
      return;
    }
    List<Integer> near = near(own, features, whole);
    QaReference.Joint joint = moments(own, features, near);
    joints.computeIfAbsent(name, n -> new TreeMap<>()).put(distance.id(), joint);
    Map<Integer, Double> left = new TreeMap<>();
    for (int i = 0; i < patients.size(); i++) {
      int one = i;
      QaReference.Joint others =
          near.contains(i)
              ? moments(own, features, near.stream().filter(w -> w != one).toList())
              : joint;
      distance(others, own, i).ifPresent(z -> left.put(one, z));
    }
    // What is so far from all others is a wrong contour, not a rare patient: it sets no limit.
    if (distance == Feature.UNLIKE) {
      left.forEach(
          (patient, z) -> {
            if (z > WRONG) {
              own.values().forEach(of -> of.remove(patient));
            }
          });
      left.values().removeIf(z -> z > WRONG);
    }
    own.put(distance, left);
  }

  private static double spread(java.util.Collection<Double> values) {
    double[] v = values.stream().mapToDouble(d -> d).toArray();
    return percentile(v, 95) - percentile(v, 5);
  }

  private OptionalDouble distance(
      QaReference.Joint joint, Map<Feature, Map<Integer, Double>> own, int patient) {
    Measures m = new Measures(null, false);
    own.forEach(
        (f, of) -> {
          if (of.containsKey(patient)) {
            m.put(f, of.get(patient));
          }
        });
    return JointDistance.of(joint, m);
  }

  /** The patients without those that are farthest away. */
  private List<Integer> near(
      Map<Feature, Map<Integer, Double>> own, List<Feature> features, List<Integer> of) {
    QaReference.Joint all = moments(own, features, of);
    return of.stream()
        .sorted(
            java.util.Comparator.comparingDouble(
                i -> distance(all, own, i).orElse(Double.MAX_VALUE)))
        .limit(Math.round((1 - TRIMMED) * of.size()))
        .toList();
  }

  /** Shrunk a little to the diagonal. */
  private static QaReference.Joint moments(
      Map<Feature, Map<Integer, Double>> own, List<Feature> features, List<Integer> of) {
    int k = features.size();
    double[][] x = new double[of.size()][k];
    for (int i = 0; i < of.size(); i++) {
      for (int j = 0; j < k; j++) {
        Feature f = features.get(j);
        x[i][j] = f.scaled(own.get(f).get(of.get(i)));
      }
    }
    double[][] cov = new Covariance(x).getCovarianceMatrix().getData();
    List<Double> mean = new ArrayList<>();
    List<List<Double>> rows = new ArrayList<>();
    for (int j = 0; j < k; j++) {
      int at = j;
      mean.add(digits(Arrays.stream(x).mapToDouble(r -> r[at]).average().orElseThrow()));
      List<Double> row = new ArrayList<>();
      for (int i = 0; i <= j; i++) {
        row.add(digits(i == j ? cov[j][i] : (1 - SHRINKAGE) * cov[j][i]));
      }
      rows.add(row);
    }
    return new QaReference.Joint(features.stream().map(Feature::id).toList(), mean, rows);
  }

  /** By organ and feature. */
  private Map<String, Map<String, QaReference.Band>> bands() {
    Map<Feature, Double> factor = new TreeMap<>();
    for (Feature f : Feature.values()) {
      factor.put(f, factor(f));
    }
    Map<String, Map<String, QaReference.Band>> bands = new TreeMap<>();
    values.forEach(
        (name, own) -> {
          Map<String, QaReference.Band> of = new LinkedHashMap<>();
          own.forEach(
              (f, v) -> {
                if (v.size() >= FEWEST_PATIENTS) {
                  of.put(f.id(), band(f, array(v), factor.get(f)));
                }
              });
          bands.put(name, of);
        });
    return bands;
  }

  private double factor(Feature f) {
    for (double k = 0.8; k < 8; k += 0.05) {
      long alarms = 0;
      for (Map<Feature, Map<Integer, Double>> own : values.values()) {
        double[] v = array(own.getOrDefault(f, Map.of()));
        if (v.length >= FEWEST_PATIENTS) {
          Range limits = range(f, v, k, k);
          alarms += Arrays.stream(v).filter(x -> f.isOutside(x, limits)).count();
        }
      }
      if (alarms <= MOST_ALARMS * patients.size()) {
        return MARGIN * k;
      }
    }
    return 8;
  }

  private static double[] array(Map<Integer, Double> values) {
    return values.values().stream().mapToDouble(d -> d).toArray();
  }

  private QaReference.Band band(Feature f, double[] v, double factor) {
    Range note = range(f, v, factor, factor);
    AlarmFactors.Sides sides = alarms.of(f);
    Range alarm = range(f, v, sides.down(), sides.up());
    double p50 = percentile(v, 50);
    Range limits =
        new Range(
            Math.max(note.least(), Math.min(alarm.least(), p50)),
            Math.min(note.most(), Math.max(alarm.most(), p50)));
    return new QaReference.Band(
        v.length,
        digits(percentile(v, 1)),
        digits(percentile(v, 2.5)),
        digits(p50),
        digits(percentile(v, 97.5)),
        digits(percentile(v, 99)),
        new Range(digits(limits.least()), digits(limits.most())),
        Optional.of(new Range(digits(alarm.least()), digits(alarm.most()))));
  }

  /** So many times as far from the median as the percentiles, on the feature's scale. */
  static Range range(Feature f, double[] v, double down, double up) {
    Spread spread = spreadOf(f, v);
    double least = f.unscaled(spread.middle() - down * spread.down());
    double most = f.unscaled(spread.middle() + up * spread.up());
    if (isPositive(f)) {
      least = Math.max(0, least);
    }
    if (ONLY_MOST.contains(f)) {
      least = isDistance(f) ? -99 : 0;
    }
    if (ONLY_LEAST.contains(f)) {
      most = 1;
    }
    return new Range(least, SHARES.contains(f) ? Math.min(1, most) : most);
  }

  private static boolean isPositive(Feature f) {
    return f.kind() != Feature.Kind.PLACE
            && f.kind() != Feature.Kind.TISSUE
            && !BESIDE_PARTNER.contains(f)
        || SHARES.contains(f);
  }

  static boolean isDistance(Feature f) {
    return JointDistance.FEATURES.containsKey(f);
  }

  static boolean hasLeast(Feature f) {
    return !ONLY_MOST.contains(f);
  }

  static boolean hasMost(Feature f) {
    return !ONLY_LEAST.contains(f);
  }

  private static Spread spreadOf(Feature f, double[] values) {
    double[] v = Arrays.stream(values).map(f::scaled).toArray();
    return Spread.of(f, percentile(v, 2.5), percentile(v, 50), percentile(v, 97.5));
  }

  private QaReference reference(
      String id,
      String source,
      String command,
      Map<String, Map<String, QaReference.Offset>> offsets,
      Map<String, Map<String, QaReference.Band>> bands,
      Map<String, Double> pairs) {
    Map<String, QaReference.Organ> organs = new TreeMap<>();
    for (String name : names()) {
      int seen = (int) patients.stream().filter(p -> p.containsKey(name)).count();
      organs.put(
          name,
          new QaReference.Organ(
              seen,
              bands.getOrDefault(name, Map.of()),
              offsets.get(name),
              joints.getOrDefault(name, Map.of())));
    }
    return new QaReference(id, source, command, organs, pairs);
  }

  static double percentile(double[] values, double p) {
    return values.length == 0 ? Double.NaN : new Percentile(p).evaluate(values);
  }

  private static double round(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }

  /** Five significant digits: more than any of these numbers bears. */
  private static double digits(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : new java.math.BigDecimal(value).round(new java.math.MathContext(5)).doubleValue();
  }
}
