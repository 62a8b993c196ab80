package org.contourflow.refine.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.contourflow.refine.judge.Judgement.Check;
import org.contourflow.refine.judge.Judgement.FoldResult;
import org.contourflow.refine.judge.Judgement.StructureResult;
import org.contourflow.refine.judge.Judgement.Verdict;

/**
 * Judges by non-inferiority: a challenger must be shown not to be worse than by a margin, which is
 * more than that no difference was found. Paired by patient; a patient with several cases counts
 * once, with the mean of them.
 */
public final class Judge {
  /** The figures are given to three digits; less is rounding. */
  private static final double ROUNDING = 1e-9;

  private static final long SEED = 20261128;

  private final int fewestPatients;
  private final Set<String> signedOff;

  /**
   * A judge.
   *
   * @param fewestPatients held-out patients below which nothing is decided
   * @param signedOff drops that a person accepted, "case structure"
   */
  public Judge(int fewestPatients, Set<String> signedOff) {
    if (fewestPatients < Rule.PATIENTS.limit()) {
      throw new IllegalArgumentException("at least " + Rule.PATIENTS.limit() + " patients");
    }
    this.fewestPatients = fewestPatients;
    this.signedOff = Set.copyOf(signedOff);
  }

  /** Judges one fold. */
  public FoldResult fold(String name, List<Paired> pairs) {
    Map<String, List<Paired>> byStructure =
        pairs.stream()
            .collect(Collectors.groupingBy(Paired::structure, TreeMap::new, Collectors.toList()));
    List<StructureResult> structures = new ArrayList<>();
    byStructure.forEach((structure, own) -> structures.add(structure(structure, own)));
    int patients = patients(pairs).size();
    boolean enough = patients >= fewestPatients;
    Check count =
        new Check(
            Rule.PATIENTS,
            enough ? Verdict.PASSED : Verdict.INCONCLUSIVE,
            patients + " patients, " + fewestPatients + " are needed");
    List<Check> all = new ArrayList<>(List.of(count));
    structures.forEach(s -> all.addAll(s.checks()));
    return new FoldResult(
        name, patients, enough ? worst(all) : Verdict.INCONCLUSIVE, List.of(count), structures);
  }

  /** Over all folds: a fold that is missing or knows too little decides nothing. */
  public static Verdict overall(List<FoldResult> folds) {
    boolean inconclusive =
        folds.isEmpty() || folds.stream().anyMatch(f -> f.verdict() == Verdict.INCONCLUSIVE);
    if (folds.stream().anyMatch(f -> f.verdict() == Verdict.FAILED)) {
      return Verdict.FAILED;
    }
    return inconclusive ? Verdict.INCONCLUSIVE : Verdict.PASSED;
  }

  private static Verdict worst(List<Check> checks) {
    Set<Verdict> all = checks.stream().map(Check::verdict).collect(Collectors.toSet());
    if (all.contains(Verdict.FAILED)) {
      return Verdict.FAILED;
    }
    return all.contains(Verdict.INCONCLUSIVE) ? Verdict.INCONCLUSIVE : Verdict.PASSED;
  }

  private static Set<String> patients(List<Paired> pairs) {
    return pairs.stream().map(Paired::patient).collect(Collectors.toCollection(TreeSet::new));
  }

  private StructureResult structure(String name, List<Paired> pairs) {
    double[] dice = byPatient(pairs, Paired::diceDifference);
    double[] surface = byPatient(pairs, Paired::surfaceDifference);
    double diceBound = bound(dice, name + " dice");
    double surfaceBound = bound(surface, name + " surface");
    double ratio = medianRatio(pairs);
    List<Check> checks =
        List.of(
            patients(dice.length),
            above(Rule.DICE_BOUND, diceBound),
            above(Rule.SURFACE_DICE_BOUND, surfaceBound),
            above(Rule.MEAN_DICE, mean(dice)),
            path(ratio),
            missed(pairs),
            drops(pairs));
    return new StructureResult(
        name,
        dice.length,
        mean(byPatient(pairs, p -> p.champion().dice())),
        mean(byPatient(pairs, p -> p.challenger().dice())),
        mean(dice),
        diceBound,
        mean(surface),
        surfaceBound,
        ratio,
        checks);
  }

  private static Check patients(int count) {
    boolean enough = count >= Rule.STRUCTURE_PATIENTS.limit();
    return new Check(
        Rule.STRUCTURE_PATIENTS,
        enough ? Verdict.PASSED : Verdict.INCONCLUSIVE,
        count + " patients");
  }

  private static Check above(Rule rule, double value) {
    Verdict verdict = value > rule.limit() ? Verdict.PASSED : Verdict.FAILED;
    return new Check(
        rule, Double.isNaN(value) ? Verdict.INCONCLUSIVE : verdict, figure("%+.4f", value));
  }

  private static Check path(double ratio) {
    boolean met = ratio <= Rule.ADDED_PATH.limit() + ROUNDING;
    return new Check(Rule.ADDED_PATH, met ? Verdict.PASSED : Verdict.FAILED, figure("%.3f", ratio));
  }

  private static Check missed(List<Paired> pairs) {
    List<String> newly =
        pairs.stream()
            .filter(p -> p.challenger().missed() && !p.champion().missed())
            .map(Paired::caseId)
            .toList();
    return new Check(
        Rule.MISSED_ORGAN,
        newly.isEmpty() ? Verdict.PASSED : Verdict.FAILED,
        newly.isEmpty() ? "none" : String.join(", ", newly));
  }

  private Check drops(List<Paired> pairs) {
    List<Paired> far =
        pairs.stream()
            .filter(p -> -p.diceDifference() > Rule.CASE_DROP.limit() + ROUNDING)
            .toList();
    List<Paired> open =
        far.stream().filter(p -> !signedOff.contains(p.caseId() + " " + p.structure())).toList();
    String signed =
        far.size() == open.size() ? "" : ", " + (far.size() - open.size()) + " signed off";
    return new Check(
        Rule.CASE_DROP,
        open.isEmpty() ? Verdict.PASSED : Verdict.FAILED,
        (open.isEmpty()
                ? "none"
                : open.stream()
                    .map(p -> p.caseId() + figure(" %+.3f", p.diceDifference()))
                    .collect(Collectors.joining(", ")))
            + signed);
  }

  private static String figure(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** One value a patient, the mean of the patient's cases, in the patients' order. */
  private static double[] byPatient(List<Paired> pairs, ToDoubleFunction<Paired> of) {
    return pairs.stream()
        .collect(
            Collectors.groupingBy(Paired::patient, TreeMap::new, Collectors.averagingDouble(of)))
        .values()
        .stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double bound(double[] values, String of) {
    return values.length < 2
        ? Double.NaN
        : new Bootstrap(Bootstrap.RESAMPLES, SEED + of.hashCode()).lowerBound(values);
  }

  /** Where a network refused the case, the missed organ says it already. */
  private static double medianRatio(List<Paired> pairs) {
    double[] ratios =
        byPatient(
            pairs.stream().filter(p -> !Double.isNaN(p.pathRatio())).toList(), Paired::pathRatio);
    java.util.Arrays.sort(ratios);
    int middle = ratios.length / 2;
    if (ratios.length == 0) {
      return 1;
    }
    // Not by interpolation: a ratio may be infinite.
    return ratios.length % 2 == 1 || ratios[middle - 1] == ratios[middle]
        ? ratios[middle]
        : (ratios[middle - 1] + ratios[middle]) / 2;
  }
}
