package org.contourflow.model.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.HuRange;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.model.presence.PresenceJudge.Candidate;
import org.contourflow.model.presence.PresenceJudge.Kind;
import org.contourflow.model.presence.PresenceJudge.Verdict;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** Balls in a made-up head: 1 jaw, 2 left gland, 3 right gland, 4 cord. */
class PresenceJudgeTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(
          new PatientPoint(-100, -100, -150), SliceOrientation.AXIAL, 100, 80, 80, 3, 2.5, 2.5);

  private static final Range CENTRAL = new Range(-15, 15);
  private static final Range BEHIND = new Range(20, 70);
  private static final Range LEVEL = new Range(-25, 40);

  private static final PresenceJudge JUDGE =
      new PresenceJudge(
          new Plausibility(
              Optional.empty(),
              List.of(
                  new OrganRule(2, Anchor.CENTROID, 5, 60, 0.4),
                  new OrganRule(3, Anchor.CENTROID, 5, 60, 0.4),
                  new OrganRule(4, Anchor.TOP, 0, 100, 0)),
              List.of(
                  new Relation(2, 1, new Range(40, 75), BEHIND, LEVEL),
                  new Relation(3, 1, new Range(-75, -40), BEHIND, LEVEL),
                  new Relation(2, 3, new Range(85, 150), CENTRAL, CENTRAL),
                  new Relation(4, 1, CENTRAL, new Range(40, 100), new Range(-40, 60))),
              List.of()));

  private static Candidate ball(int label, double x, double y, double z, double radius) {
    BinaryMask mask =
        BinaryMask.of(
            GRID,
            (s, r, c) ->
                GRID.toPatient(new VoxelIndex(s, r, c)).distanceMm(new PatientPoint(x, y, z))
                    <= radius);
    return new Candidate(label, "Organ_" + label, mask, 0.8);
  }

  private static List<Candidate> head() {
    return new ArrayList<>(
        List.of(ball(1, 0, -40, 0, 20), ball(2, 60, 0, 10, 14), ball(3, -58, 2, 8, 14)));
  }

  private static List<Integer> rejected(List<Candidate> candidates) {
    return of(Kind.ABSENT, candidates);
  }

  private static List<Integer> of(Kind kind, List<Candidate> candidates) {
    return JUDGE.judge(candidates).stream()
        .filter(v -> v.kind() == kind)
        .map(Verdict::label)
        .toList();
  }

  @Test
  void organs_at_their_places_are_kept() {
    assertThat(rejected(head())).isEmpty();
  }

  @Test
  void an_organ_that_lies_where_none_can_is_absent_with_the_reason() {
    List<Candidate> organs = head();
    organs.set(1, ball(2, 60, 0, -120, 14));
    assertThat(JUDGE.judge(organs))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.label()).isEqualTo(2);
              assertThat(r.reason()).contains("Organ_2 is absent", "mm from where it can lie");
            });
  }

  @Test
  void a_left_organ_on_the_right_is_absent_and_the_right_one_stays() {
    List<Candidate> organs = head();
    organs.set(1, ball(2, -60, 0, 40, 14));
    assertThat(rejected(organs)).containsExactly(2);
  }

  @Test
  void a_speck_is_absent_but_an_organ_that_the_scan_cuts_is_not() {
    List<Candidate> organs = head();
    organs.set(1, ball(2, 60, 0, 10, 6));
    assertThat(rejected(organs)).containsExactly(2);
    // The same patient, the scan beginning a little below the glands: 4 cc of each are in it.
    List<Candidate> cut = new ArrayList<>();
    cut.add(ball(2, 60, 0, -159, 14));
    cut.add(ball(3, -58, 2, -159, 14));
    assertThat(OrganFacts.of(cut.get(0).mask(), Anchor.CENTROID).volumeCc()).isLessThan(5);
    assertThat(rejected(cut)).isEmpty();
  }

  @Test
  void what_the_network_does_not_believe_itself_is_absent() {
    List<Candidate> organs = head();
    Candidate left = organs.get(1);
    organs.set(1, new Candidate(2, left.name(), left.mask(), 0.15));
    assertThat(rejected(organs)).containsExactly(2);
  }

  @Test
  void what_is_left_of_a_resected_organ_is_uncertain_and_kept() {
    List<Candidate> organs = head();
    // Half a jaw: its middle lies 12 mm beyond any whole one's, seen from both glands.
    organs.set(0, ball(1, 30, -40, 0, 14));
    assertThat(rejected(organs)).isEmpty();
    assertThat(of(Kind.UNCERTAIN, organs)).containsExactly(1);
    // 2.1 cc of a gland of which none was below 5.
    organs = head();
    organs.set(1, ball(2, 60, 0, 10, 8));
    assertThat(rejected(organs)).isEmpty();
    assertThat(JUDGE.judge(organs))
        .singleElement()
        .satisfies(v -> assertThat(v.reason()).contains("Organ_2 is uncertain", "below 5.0 cc"));
  }

  @Test
  void an_organ_swollen_beyond_any_seen_or_of_little_confidence_is_uncertain_and_kept() {
    List<Candidate> organs = head();
    organs.set(1, ball(2, 60, 0, 10, 26));
    Candidate right = organs.get(2);
    organs.set(2, new Candidate(3, right.name(), right.mask(), 0.3));
    assertThat(rejected(organs)).isEmpty();
    assertThat(of(Kind.UNCERTAIN, organs)).containsExactly(2, 3);
  }

  @Test
  void one_missing_organ_casts_no_doubt_on_the_others() {
    List<Candidate> organs = head();
    organs.remove(2);
    assertThat(JUDGE.judge(organs)).isEmpty();
  }

  @Test
  void a_long_organ_is_placed_by_its_upper_end_however_far_the_scan_goes_down() {
    List<Candidate> organs = head();
    BinaryMask cord =
        BinaryMask.of(
            GRID,
            (s, r, c) -> {
              PatientPoint p = GRID.toPatient(new VoxelIndex(s, r, c));
              return Math.hypot(p.xMm(), p.yMm() - 30) <= 6 && p.zMm() <= 30;
            });
    organs.add(new Candidate(4, "Organ_4", cord, 0.8));
    assertThat(OrganFacts.of(cord, Anchor.TOP).place().zMm()).isBetween(14.0, 18.0);
    assertThat(rejected(organs)).isEmpty();
  }

  @Test
  void of_nothing_nothing_is_said() {
    BinaryMask none = BinaryMask.wrap(GRID, new java.util.BitSet());
    assertThat(rejected(List.of(new Candidate(2, "Organ_2", none, 0)))).isEmpty();
  }

  private static List<Verdict> judge(double leastCc, double leastConfidence, Candidate one) {
    OrganRule rule =
        new OrganRule(
            1, Anchor.CENTROID, leastCc, 60, leastConfidence, Optional.of(new HuRange(80, 160)));
    return new PresenceJudge(
            new Plausibility(Optional.empty(), List.of(rule), List.of(), List.of()))
        .judge(List.of(one));
  }

  @Test
  void what_is_told_as_the_same_figure_is_no_finding() {
    BinaryMask mask = ball(1, 0, 0, 0, 20).mask();
    double cc = mask.volumeMm3(1) / 1000;
    assertThat(judge(cc + 0.01, 0.868, new Candidate(1, "Organ_1", mask, 0.867, 100))).isEmpty();
    assertThat(judge(cc + 0.2, 0.868, new Candidate(1, "Organ_1", mask, 0.867, 100))).hasSize(1);
    assertThat(judge(0, 0.868, new Candidate(1, "Organ_1", mask, 0.85, 100))).hasSize(1);
  }

  @Test
  void an_organ_a_hair_beside_where_it_can_lie_is_no_finding() {
    List<Candidate> organs = head();
    // The least distance of organ 2 from organ 1 to the left is 40 mm.
    organs.set(1, ball(2, 39, 0, 10, 14));
    organs.remove(2);
    assertThat(of(Kind.UNCERTAIN, organs)).isEmpty();
    organs.set(1, ball(2, 34, 0, 10, 14));
    assertThat(of(Kind.UNCERTAIN, organs)).isNotEmpty();
  }

  @Test
  void an_organ_of_another_contrast_phase_is_uncertain_and_its_hu_is_told() {
    BinaryMask mask = ball(1, 0, 0, 0, 20).mask();
    assertThat(judge(0, 0, new Candidate(1, "Liver", mask, 0.9, 48.6)))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.kind()).isEqualTo(Kind.UNCERTAIN);
              assertThat(v.reason())
                  .contains("Liver is uncertain", "they have 49 HU", "80 to 160", "contrast");
            });
    assertThat(judge(0, 0, new Candidate(1, "Liver", mask, 0.9, 110))).isEmpty();
    assertThat(judge(0, 0, new Candidate(1, "Liver", mask, 0.9))).isEmpty();
  }
}
