package org.contourflow.refine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.contourflow.refine.judge.Judgement.Check;
import org.contourflow.refine.judge.Judgement.FoldResult;
import org.contourflow.refine.judge.Judgement.Verdict;
import org.contourflow.refine.judge.Paired.Measures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule alone decides: figures on its near side pass, on its far side fail by that rule and no
 * other. Differences are the same in all patients unless a rule is about how they vary, so that
 * bounds are known without any resampling.
 */
class JudgeTest {
  private static final Measures CHAMPION = new Measures(false, 0.8, 0.9, 100);

  private final Judge judge = new Judge(40, Set.of());

  private static List<Paired> fold(int patients, IntFunction<Measures> challenger) {
    return IntStream.range(0, patients)
        .mapToObj(i -> new Paired("p" + i, "c" + i, "Parotid_L", CHAMPION, challenger.apply(i)))
        .toList();
  }

  private static Measures measures(double dice, double surface, double path) {
    return new Measures(false, dice, surface, path);
  }

  private static List<Rule> broken(FoldResult fold) {
    List<Check> all = new ArrayList<>(fold.checks());
    fold.structures().forEach(s -> all.addAll(s.checks()));
    return all.stream().filter(c -> c.verdict() != Verdict.PASSED).map(Check::rule).toList();
  }

  @Test
  void the_same_network_passes() {
    FoldResult fold = judge.fold("held-out", fold(40, i -> CHAMPION));
    assertThat(fold.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(broken(fold)).isEmpty();
    assertThat(fold.structures().get(0).diceBound()).isZero();
    assertThat(fold.structures().get(0).pathRatio()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"40, PASSED", "39, INCONCLUSIVE", "1, INCONCLUSIVE"})
  void too_few_patients_decide_nothing(int patients, Verdict verdict) {
    FoldResult fold = judge.fold("held-out", fold(patients, i -> CHAMPION));
    assertThat(fold.verdict()).isEqualTo(verdict);
    assertThat(fold.patients()).isEqualTo(patients);
  }

  @Test
  void too_few_patients_decide_nothing_even_where_a_rule_is_broken() {
    FoldResult fold = judge.fold("held-out", fold(39, i -> measures(0.1, 0.1, 900)));
    assertThat(fold.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(broken(fold)).contains(Rule.PATIENTS, Rule.DICE_BOUND);
  }

  @Test
  void cases_of_one_patient_are_not_patients() {
    List<Paired> twins = new ArrayList<>();
    for (Paired each : fold(39, i -> CHAMPION)) {
      twins.add(each);
      twins.add(new Paired(each.patient(), each.caseId() + "b", "Parotid_L", CHAMPION, CHAMPION));
    }
    FoldResult fold = judge.fold("held-out", twins);
    assertThat(fold.patients()).isEqualTo(39);
    assertThat(fold.structures().get(0).patients()).isEqualTo(39);
    assertThat(fold.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @ParameterizedTest
  @CsvSource({"10, PASSED", "9, INCONCLUSIVE"})
  void a_structure_of_few_patients_is_not_known(int patients, Verdict verdict) {
    List<Paired> all = new ArrayList<>(fold(40, i -> CHAMPION));
    for (int i = 0; i < patients; i++) {
      all.add(new Paired("p" + i, "c" + i, "Larynx", CHAMPION, CHAMPION));
    }
    FoldResult fold = judge.fold("held-out", all);
    assertThat(fold.verdict()).isEqualTo(verdict);
    assertThat(broken(fold))
        .isEqualTo(patients < 10 ? List.of(Rule.STRUCTURE_PATIENTS) : List.of());
  }

  @Test
  void the_mean_may_not_fall_by_a_hundredth() {
    // Equal in all patients: bound and mean are the difference itself.
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.7901, 0.9, 100))))).isEmpty();
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.7899, 0.9, 100)))))
        .containsExactly(Rule.MEAN_DICE);
  }

  @Test
  void the_bound_of_dice_may_not_fall_by_two_hundredths() {
    // Mean 0, but so spread that the bound is at about -2.02 x spread / sqrt(40).
    assertThat(broken(judge.fold("f", spreadDice(0.055)))).isEmpty();
    assertThat(broken(judge.fold("f", spreadDice(0.075)))).containsExactly(Rule.DICE_BOUND);
  }

  private static List<Paired> spreadDice(double spread) {
    return fold(40, i -> measures(0.8 + (i % 2 == 0 ? spread : -spread), 0.9, 100));
  }

  @Test
  void the_bound_of_surface_dice_may_not_fall_by_three_hundredths() {
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.8, 0.8701, 100))))).isEmpty();
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.8, 0.8699, 100)))))
        .containsExactly(Rule.SURFACE_DICE_BOUND);
    assertThat(
            broken(
                judge.fold("f", fold(40, i -> measures(0.8, 0.9 + (i % 2 == 0 ? .1 : -.1), 100)))))
        .as("the mean is as before, the bound is not")
        .containsExactly(Rule.SURFACE_DICE_BOUND);
  }

  @Test
  void the_median_of_added_path_may_grow_by_a_twentieth() {
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.8, 0.9, 105))))).isEmpty();
    assertThat(broken(judge.fold("f", fold(40, i -> measures(0.8, 0.9, 105.2)))))
        .containsExactly(Rule.ADDED_PATH);
    assertThat(broken(judge.fold("f", fold(41, i -> measures(0.8, 0.9, i < 20 ? 1e6 : 90)))))
        .as("it is the median")
        .isEmpty();
  }

  @Test
  void a_contour_that_was_perfect_and_is_not_any_more_counts_against_the_challenger() {
    Measures perfect = new Measures(false, 1, 1, 0);
    List<Paired> worse =
        IntStream.range(0, 41)
            .mapToObj(
                i ->
                    new Paired(
                        "p" + i, "c" + i, "Brain", perfect, i < 21 ? measures(1, 1, 3) : perfect))
            .toList();
    assertThat(broken(judge.fold("f", worse))).containsExactly(Rule.ADDED_PATH);
    List<Paired> same =
        fold(40, i -> CHAMPION).stream()
            .map(p -> new Paired(p.patient(), p.caseId(), p.structure(), perfect, perfect))
            .toList();
    assertThat(broken(judge.fold("f", same))).isEmpty();
  }

  @Test
  void one_organ_missed_that_the_champion_found_is_too_many() {
    FoldResult fold =
        judge.fold("f", fold(400, i -> i == 7 ? new Measures(true, 0, 0, 300) : CHAMPION));
    assertThat(broken(fold)).containsExactly(Rule.MISSED_ORGAN, Rule.CASE_DROP);
    assertThat(fold.verdict()).isEqualTo(Verdict.FAILED);
    Judge signed = new Judge(40, Set.of("c7 Parotid_L"));
    assertThat(
            broken(
                signed.fold(
                    "f", fold(400, i -> i == 7 ? new Measures(true, 0, 0, 300) : CHAMPION))))
        .as("a signature for the drop is none for the missed organ")
        .containsExactly(Rule.MISSED_ORGAN);
  }

  @Test
  void an_organ_that_both_miss_is_not_new() {
    Measures missed = new Measures(true, 0, 0, 300);
    List<Paired> all = new ArrayList<>(fold(40, i -> CHAMPION));
    all.add(new Paired("x", "x", "Parotid_L", missed, missed));
    assertThat(broken(judge.fold("f", all))).isEmpty();
  }

  @Test
  void a_case_that_the_challenger_refuses_is_missed() {
    FoldResult fold = judge.fold("f", fold(400, i -> i == 3 ? Measures.REFUSED : CHAMPION));
    assertThat(broken(fold)).contains(Rule.MISSED_ORGAN);
    assertThat(fold.structures().get(0).pathRatio()).isEqualTo(1);
  }

  @Test
  void no_case_may_fall_by_more_than_a_tenth_unless_a_person_signs() {
    IntFunction<Measures> tenth = i -> i == 5 ? measures(0.7, 0.9, 100) : CHAMPION;
    IntFunction<Measures> more = i -> i == 5 ? measures(0.699, 0.9, 100) : CHAMPION;
    assertThat(broken(judge.fold("f", fold(400, tenth)))).isEmpty();
    FoldResult fold = judge.fold("f", fold(400, more));
    assertThat(broken(fold)).containsExactly(Rule.CASE_DROP);
    assertThat(fold.structures().get(0).checks())
        .anyMatch(c -> c.rule() == Rule.CASE_DROP && c.detail().contains("c5 -0.101"));
    Judge signed = new Judge(40, Set.of("c5 Parotid_L"));
    assertThat(broken(signed.fold("f", fold(400, more)))).isEmpty();
    Judge other = new Judge(40, Set.of("c5 Parotid_R"));
    assertThat(broken(other.fold("f", fold(400, more)))).containsExactly(Rule.CASE_DROP);
  }

  @Test
  void one_structure_that_fails_is_enough() {
    List<Paired> all = new ArrayList<>(fold(40, i -> CHAMPION));
    for (int i = 0; i < 40; i++) {
      all.add(new Paired("p" + i, "c" + i, "Larynx", CHAMPION, measures(0.7, 0.9, 100)));
    }
    FoldResult fold = judge.fold("f", all);
    assertThat(fold.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(fold.structures())
        .extracting(s -> s.structure())
        .containsExactly("Larynx", "Parotid_L");
  }

  @Test
  void every_fold_must_pass_and_none_may_be_unknown() {
    FoldResult passed = judge.fold("held-out", fold(40, i -> CHAMPION));
    FoldResult failed = judge.fold("public", fold(40, i -> measures(0.7, 0.9, 100)));
    FoldResult unknown = judge.fold("public", fold(3, i -> CHAMPION));
    assertThat(Judge.overall(List.of(passed, passed))).isEqualTo(Verdict.PASSED);
    assertThat(Judge.overall(List.of(passed, failed))).isEqualTo(Verdict.FAILED);
    assertThat(Judge.overall(List.of(passed, unknown))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Judge.overall(List.of(unknown, failed))).isEqualTo(Verdict.FAILED);
    assertThat(Judge.overall(List.of())).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judge.fold("public", List.of()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void nobody_can_ask_for_fewer_patients() {
    assertThatThrownBy(() -> new Judge(39, Set.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_same_figures_give_the_same_bound() {
    List<Paired> pairs = spreadDice(0.05);
    assertThat(judge.fold("f", pairs)).isEqualTo(judge.fold("f", pairs));
  }
}
