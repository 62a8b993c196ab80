package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Chooses {@link AlarmFactors} by errors put into training patients. Patients are in folds: what is
 * usual comes from the other folds' contours, and what the choice is worth is told by the fold that
 * had no part in it.
 */
final class AlarmChoice {
  static final int FOLDS = 5;

  /** A slight error found counts so much of a gross one. */
  private static final double SLIGHT = 0.25;

  /** A limit may be lowered past so many right contours at once. */
  private static final int MOST_AT_ONCE = 3;

  /** A limit nearer to the median than half of the way to the percentile is none. */
  private static final double NEAREST = 0.5;

  /** What earns no limit gets one so many times as far out as the farthest right contour. */
  private static final double FAR = 2;

  /** A limit that calls none wrong is worth no more than one that calls half a contour wrong. */
  private static final double HALF = 0.5;

  private static final Feature[] FEATURES = Feature.values();

  private static final int LIMITS = 2 * FEATURES.length;

  private final List<Item> rights = new ArrayList<>();
  private final List<Item> faults = new ArrayList<>();
  private final int cases;

  /**
   * What was measured of a right structure, or of an error.
   *
   * @param fault null of a right structure
   * @param ruled found without any range
   * @param z by feature, below and above: times as far from the median as the percentile; of an
   *     error the largest of its structures
   */
  record Item(String name, int fold, MeasuredErrors.Fault fault, boolean ruled, float[] z) {}

  /**
   * Measures all of them.
   *
   * @param patients with right contours that are right
   */
  AlarmChoice(List<MeasuredErrors.Patient> patients, Map<String, Set<String>> doubtful) {
    cases = patients.size();
    for (int fold = 0; fold < FOLDS; fold++) {
      QaReference others = reference(patients, doubtful, fold);
      for (int i = fold; i < patients.size(); i += FOLDS) {
        MeasuredErrors.Patient p = patients.get(i);
        add(p, others, fold, doubtful.getOrDefault(p.id(), Set.of()));
      }
    }
  }

  private static QaReference reference(
      List<MeasuredErrors.Patient> patients, Map<String, Set<String>> doubtful, int without) {
    List<Map<String, Measures>> measures = new ArrayList<>();
    List<Map<String, Double>> overlaps = new ArrayList<>();
    for (int i = 0; i < patients.size(); i++) {
      if (i % FOLDS != without) {
        MeasuredErrors.Patient p = patients.get(i);
        Map<String, Measures> own = new TreeMap<>(p.right().measures());
        own.keySet().removeAll(doubtful.getOrDefault(p.id(), Set.of()));
        measures.add(own);
        overlaps.add(p.right().overlaps());
      }
    }
    return ReferenceFit.fit(
        "fold", "", "", measures, overlaps, ReferenceFitTest::partner, AlarmFactors.none());
  }

  private void add(MeasuredErrors.Patient p, QaReference by, int fold, Set<String> doubtful) {
    Map<String, Measures> right = p.right().measures();
    for (String name : right.keySet()) {
      if (!doubtful.contains(name)) {
        float[] z = z(by, right, name);
        boolean ruled = p.right().ruled().contains(name) || shares(p.right(), by, Set.of(name));
        rights.add(new Item(p.id() + " " + name, fold, null, ruled, z));
      }
    }
    for (MeasuredErrors.Fault f : p.faults()) {
      if (f.error() == InjectedError.UNEXPECTED
          || f.state().measures().isEmpty()
          || f.about().stream().anyMatch(doubtful::contains)) {
        continue; // Absence is judged by rules alone.
      }
      Map<String, Measures> all = new TreeMap<>(right);
      all.putAll(f.state().measures());
      float[] z = new float[LIMITS];
      Arrays.fill(z, -1000);
      for (String name : f.about()) {
        if (all.containsKey(name)) {
          float[] own = z(by, all, name);
          IntStream.range(0, z.length).forEach(k -> z[k] = Math.max(z[k], own[k]));
        }
      }
      boolean ruled =
          f.state().ruled().stream().anyMatch(f.about()::contains)
              || shares(f.state(), by, f.about());
      faults.add(new Item(p.id() + " " + f.organ(), fold, f, ruled, z));
    }
  }

  private static boolean shares(MeasuredErrors.State state, QaReference by, Set<String> about) {
    return state.overlaps().entrySet().stream()
        .filter(e -> Arrays.stream(e.getKey().split(" ")).anyMatch(about::contains))
        .anyMatch(e -> e.getValue() > by.overlaps().getOrDefault(e.getKey(), 1.0) + 0.005);
  }

  private static float[] z(QaReference by, Map<String, Measures> all, String name) {
    Measures m = all.get(name).copy();
    new Places(by, all).into(name, Optional.ofNullable(ReferenceFitTest.partner(name)), m);
    float[] z = new float[LIMITS];
    Arrays.fill(z, -1000);
    for (Feature f : FEATURES) {
      OptionalDouble value = m.get(f);
      Optional<QaReference.Band> band = by.band(name, f);
      if (value.isPresent() && band.isPresent()) {
        Spread spread = Spread.of(f, band.get());
        if (ReferenceFit.hasLeast(f)) {
          z[2 * f.ordinal()] = (float) spread.below(f, value.getAsDouble());
        }
        if (ReferenceFit.hasMost(f)) {
          z[2 * f.ordinal() + 1] = (float) spread.above(f, value.getAsDouble());
        }
      }
    }
    return z;
  }

  /**
   * How it is chosen.
   *
   * @param margin a limit lies so many times as far out as the right contour that it stops at, for
   *     patients that were not looked at
   * @param share right structures that may be called wrong, a case, before the margin
   * @param least errors that a limit must find for each right contour called wrong
   */
  record Setting(double margin, double share, double least) {}

  /** A step of the choice: so many right contours are called wrong by a limit. */
  private record Step(int limit, int calls, double gain) {}

  /** Which limits there are, and what they find and call wrong so far. */
  private final class Choice {
    private final Setting setting;
    private final List<Item> right;
    private final List<Item> wrong;
    private final double most;
    private final double[][] ladder = new double[LIMITS][];
    private final int[] next = new int[LIMITS];
    private final double[] limit = new double[LIMITS];
    private final BitSet found = new BitSet();
    private final BitSet called = new BitSet();

    Choice(Setting setting, int without) {
      this.setting = setting;
      right = rights.stream().filter(i -> i.fold() != without && !i.ruled()).toList();
      wrong = faults.stream().filter(i -> i.fold() != without && !i.ruled()).toList();
      most = setting.share() * cases * (without < 0 ? 1 : (FOLDS - 1.0) / FOLDS);
      Arrays.fill(limit, AlarmFactors.NEVER.up());
      for (int k = 0; k < LIMITS; k++) {
        int at = k;
        ladder[k] = right.stream().mapToDouble(i -> -i.z()[at]).sorted().map(z -> -z).toArray();
        if (ladder[k][0] > NEAREST) {
          limit[k] = FAR * ladder[k][0];
          mark(wrong, k, limit[k], found);
        }
      }
    }

    double[] run() {
      for (Step best = best(); best.gain() >= setting.least(); best = best()) {
        int k = best.limit();
        double at = ladder[k][best.calls()];
        next[k] = best.calls() + 1;
        limit[k] = setting.margin() * at;
        mark(right, k, at, called);
        mark(wrong, k, limit[k], found);
      }
      return limit;
    }

    private Step best() {
      Step best = new Step(-1, 0, 0);
      for (int k = 0; k < LIMITS; k++) {
        for (int n = next[k]; n < next[k] + MOST_AT_ONCE && n < ladder[k].length; n++) {
          Step step = step(k, n);
          best = step.gain() > best.gain() ? step : best;
        }
      }
      return best;
    }

    private Step step(int k, int calls) {
      double at = ladder[k][calls];
      BitSet now = new BitSet();
      mark(right, k, at, now);
      now.andNot(called);
      boolean tooMany = called.cardinality() + now.cardinality() > most;
      if (at < NEAREST || tooMany) {
        return new Step(k, calls, 0);
      }
      double gain = gain(wrong, k, setting.margin() * at, found);
      return new Step(k, calls, gain / Math.max(HALF, now.cardinality()));
    }
  }

  /**
   * The choice: of all features, sides and limits the one that finds most errors for each right
   * contour that it calls wrong, one after the other.
   *
   * @param without a fold that has no part in it, or -1
   * @return a limit for each feature and side
   */
  double[] choose(Setting setting, int without) {
    return new Choice(setting, without).run();
  }

  private static void mark(List<Item> items, int k, double limit, BitSet out) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).z()[k] > limit) {
        out.set(i);
      }
    }
  }

  private static double gain(List<Item> wrong, int k, double limit, BitSet found) {
    double sum = 0;
    for (int i = 0; i < wrong.size(); i++) {
      if (wrong.get(i).z()[k] > limit && !found.get(i)) {
        sum += wrong.get(i).fault().isGross() ? 1 : SLIGHT;
      }
    }
    return sum;
  }

  private static boolean isOver(Item item, double[] limit, double wider) {
    for (int k = 0; k < limit.length; k++) {
      if (item.z()[k] > wider * limit[k]) {
        return true;
      }
    }
    return item.ruled();
  }

  List<Item> rights() {
    return rights;
  }

  List<Item> faults() {
    return faults;
  }

  int cases() {
    return cases;
  }

  /** What limits are worth on a fold; of -1 on all. */
  final class Worth {
    private final Predicate<Item> also;
    private final Map<InjectedError, int[]> byError = new EnumMap<>(InjectedError.class);
    private final Map<String, Integer> missed = new TreeMap<>();
    private final List<String> called = new ArrayList<>();
    private int ruled;

    /** With what is called wrong besides. */
    Worth(Predicate<Item> also) {
      this.also = also;
    }

    void add(int fold, double[] limit, double wider) {
      for (Item i : rights) {
        if (i.fold() == fold && (isOver(i, limit, wider) || also.test(i))) {
          called.add(i.name());
          ruled += i.ruled() ? 1 : 0;
        }
      }
      for (Item i : faults) {
        if (i.fold() == fold) {
          int[] n = byError.computeIfAbsent(i.fault().error(), e -> new int[4]);
          int at = i.fault().isGross() ? 0 : 2;
          n[at]++;
          if (isOver(i, limit, wider) || also.test(i)) {
            n[at + 1]++;
          } else if (i.fault().isGross()) {
            missed.merge(i.fault().error() + " " + i.fault().organ(), 1, Integer::sum);
          }
        }
      }
    }

    double share(int at) {
      double all = byError.values().stream().mapToInt(n -> n[at]).sum();
      return byError.values().stream().mapToInt(n -> n[at + 1]).sum() / all;
    }

    /** Right structures called wrong, a case. */
    double alarms() {
      return called.size() / (double) cases;
    }

    /** Of these, what limits are the cause of. */
    double alarmsByLimits() {
      return (called.size() - ruled) / (double) cases;
    }

    String line() {
      return String.format(
          Locale.ROOT, "%.3f | %.3f | %.2f | %.2f", alarms(), alarmsByLimits(), share(0), share(2));
    }

    String details() {
      StringBuilder out = new StringBuilder();
      byError.forEach(
          (e, n) ->
              out.append(
                  String.format(
                      Locale.ROOT,
                      "%s gross %.2f (%d/%d) slight %.2f (%d/%d)%n",
                      e,
                      n[1] / (double) n[0],
                      n[1],
                      n[0],
                      n[3] / (double) n[2],
                      n[3],
                      n[2])));
      missed.forEach((k, n) -> out.append("missed ").append(k).append(' ').append(n).append('\n'));
      called.forEach(c -> out.append("called ").append(c).append('\n'));
      return out.toString();
    }
  }

  /** By folds that had no part in the choice. */
  final class ByFolds {
    private final List<double[]> limits = new ArrayList<>();

    ByFolds(Setting setting) {
      for (int fold = 0; fold < FOLDS; fold++) {
        limits.add(choose(setting, fold));
      }
    }

    Worth worth(double wider) {
      return worth(wider, item -> false);
    }

    Worth worth(double wider, Predicate<Item> also) {
      Worth worth = new Worth(also);
      for (int fold = 0; fold < FOLDS; fold++) {
        worth.add(fold, limits.get(fold), wider);
      }
      return worth;
    }

    /** So many times farther out that limits call no more than this wrong, a case. */
    double wider(double mostAlarms) {
      double wider = 1;
      while (worth(wider).alarmsByLimits() > mostAlarms) {
        wider += 0.05;
      }
      return Math.round(100 * wider) / 100.0;
    }
  }

  /** As factors, so many times as far out as chosen. */
  static AlarmFactors factors(double[] limit, double wider) {
    Map<String, AlarmFactors.Sides> of = new TreeMap<>();
    for (Feature f : FEATURES) {
      of.put(
          f.id(),
          new AlarmFactors.Sides(
              round(wider * limit[2 * f.ordinal()]), round(wider * limit[2 * f.ordinal() + 1])));
    }
    return new AlarmFactors(of);
  }

  private static double round(double factor) {
    return factor <= 0 ? 1000 : Math.round(100 * factor) / 100.0;
  }
}
