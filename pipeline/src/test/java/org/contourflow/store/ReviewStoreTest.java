package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.References;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.SliceChange;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.Measured;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.review.VerdictRules;
import org.contourflow.structure.NameMatcher.By;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written comes back as it was, on either database. */
class ReviewStoreTest {
  private static final Instant AT = Instant.parse("2026-05-04T10:00:00.123Z");

  @TempDir Path folder;
  private Database database;
  private JdbcReviewStore reviews;
  private JdbcStructureSetStore sets;

  Database store() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void open() throws Exception {
    database = store();
    reviews = new JdbcReviewStore(database);
    sets = new JdbcStructureSetStore(database, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static ReviewRecord review(String sop, Measured measured) {
    ReviewedStructure changed =
        new ReviewedStructure(
            "Parotid_L",
            Optional.of("Lt Parotid"),
            Optional.of(By.VARIANT),
            Optional.of(measured),
            Verdict.MAJOR,
            EditKind.TOO_SMALL,
            List.of("came back: loops that are there twice: 1", "delivered: another"));
    ReviewedStructure lost =
        new ReviewedStructure(
            "Larynx",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Verdict.NOT_JUDGED,
            EditKind.NONE,
            List.of());
    return new ReviewRecord(
        0,
        new ReviewedCase(
            "case-000001",
            "hn",
            "head-neck 1",
            new ReviewedCase.Scanner("Site", "Maker Model", "STD")),
        new CameBack(sop, "APPROVED", AT, "a predecessor"),
        new ReviewedSet(
            List.of(changed, lost),
            List.of("[a, b] could each be [c]"),
            List.of("p"),
            new VerdictRules(0.985, 0.8, 7.25, 0.4)),
        new PersonsWord(
            Optional.of(PersonsWord.Acceptability.MINOR_EDITS),
            OptionalDouble.of(2.5),
            OptionalDouble.empty(),
            Optional.of("dosimetrist"),
            Map.of(
                "Parotid_L",
                new PersonsWord.OfStructure(
                    Optional.of(Verdict.MINOR), Optional.of(EditKind.OTHER)))));
  }

  private static Measured measured(double hd95) {
    return new Measured(
        new StructureScore(
            Presence.BOTH,
            0.8,
            new SurfaceDice(0.5, 0.7, 0.9),
            new Distances(hd95, 1.5),
            120,
            new Volumes(20, 25)),
        480,
        new Centroid.Shift(1, -2, 3.5),
        List.of(new SliceChange(4, 100, 120.5, 30.25, 9.75), new SliceChange(9, 0, 8, 8, 0)),
        false);
  }

  @Test
  void a_review_comes_back_as_it_was() {
    ReviewRecord review = review("1.2.3", measured(4.25));
    long id = reviews.add(review);
    assertThat(reviews.find(id)).contains(withId(review, id));
    assertThat(reviews.all()).containsExactly(withId(review, id));
    assertThat(reviews.ofCase("case-000002")).isEmpty();
  }

  private static ReviewRecord withId(ReviewRecord r, long id) {
    return new ReviewRecord(id, r.of(), r.from(), r.set(), r.word());
  }

  @Test
  void what_is_no_finite_number_comes_back_as_it_was() {
    Measured none =
        new Measured(
            new StructureScore(
                Presence.PHANTOM,
                0,
                new SurfaceDice(0, 0, 0),
                new Distances(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                0,
                new Volumes(0, 25)),
            0,
            Centroid.Shift.NONE,
            List.of(),
            false);
    long id = reviews.add(review("1.2.3", none));
    Measured back =
        reviews.find(id).orElseThrow().set().structures().get(0).measured().orElseThrow();
    assertThat(back).isEqualTo(none);
  }

  @Test
  void the_same_set_again_takes_the_place_of_the_first() {
    reviews.add(review("1.2.3", measured(4)));
    long second = reviews.add(review("1.2.3", measured(5)));
    reviews.add(review("1.2.4", measured(6)));
    assertThat(reviews.all()).hasSize(2);
    assertThat(reviews.find(second).orElseThrow().set().structures()).hasSize(2);
  }

  private static ReviewRecord by(String model, String sop, Measured measured) {
    ReviewRecord one = review(sop, measured);
    ReviewedCase of =
        new ReviewedCase(one.of().caseId(), one.of().protocol(), model, one.of().scanner());
    return new ReviewRecord(0, of, one.from(), one.set(), one.word());
  }

  @Test
  void each_review_keeps_its_own_structures_and_those_of_one_model_are_told_apart() {
    ReviewRecord first = by("head-neck 1", "1.2.3", measured(4));
    ReviewRecord other = by("Head-Neck 1", "1.2.4", measured(5));
    ReviewRecord last = by("head-neck 1", "1.2.5", measured(6));
    long one = reviews.add(first);
    long two = reviews.add(other);
    long three = reviews.add(last);
    assertThat(reviews.all())
        .containsExactly(withId(first, one), withId(other, two), withId(last, three));
    assertThat(reviews.ofModel("head-neck 1"))
        .containsExactly(withId(first, one), withId(last, three));
    assertThat(reviews.ofModel("head-neck")).isEmpty();
    assertThat(reviews.ofModelAfter("head-neck 1", one)).containsExactly(withId(last, three));
    assertThat(reviews.ofModelAfter("head-neck 1", three)).isEmpty();
  }

  @Test
  void studies_without_a_review_are_those_of_cases_delivered_in_the_time() throws Exception {
    JdbcCaseStore cases = new JdbcCaseStore(database, Clock.fixed(AT, ZoneOffset.UTC));
    for (String study : List.of("1.9.1", "1.9.2", "1.9.3")) {
      cases.create(study, study + ".1", "a".repeat(64), "hn");
    }
    database
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "update case_record set state = 'DELIVERED' where study_instance_uid <>"
                        + " '1.9.3'"));
    String reviewed = cases.ofStudy("1.9.1").get(0).caseId();
    ReviewRecord one = review("1.2.3", measured(4));
    reviews.add(
        new ReviewRecord(
            0,
            new ReviewedCase(reviewed, "hn", "head-neck 1", one.of().scanner()),
            one.from(),
            one.set(),
            one.word()));
    Duration hour = Duration.ofHours(1);
    assertThat(reviews.studiesWithoutReview(AT.minus(hour), AT.plus(hour)))
        .containsExactly("1.9.2");
    assertThat(reviews.studiesWithoutReview(AT.plus(hour), AT.plus(hour).plus(hour))).isEmpty();
    assertThat(reviews.studiesWithoutReview(AT.minus(hour).minus(hour), AT.minus(hour))).isEmpty();
  }

  private static ArrivedSet set(String sop, String hash) {
    return new ArrivedSet(
        sop,
        hash.repeat(64),
        "structure-sets/" + sop + hash + ".dcm",
        "INBOX",
        AT,
        SetState.RECEIVED,
        "",
        "");
  }

  @Test
  void a_set_is_claimed_by_one_caller_only_and_again_after_its_lease() {
    sets.add(set("1.2.3", "a"), new References("1.1", Set.of("1.5"), Set.of("1.6"), Set.of("1.7")));
    assertThat(sets.claim(Duration.ofMinutes(5))).contains(set("1.2.3", "a"));
    assertThat(sets.claim(Duration.ofMinutes(5))).isEmpty();
    sets.add(set("1.2.3", "b"), new References("", Set.of(), Set.of("1.6"), Set.of()));
    assertThat(sets.claim(Duration.ofMinutes(-5))).contains(set("1.2.3", "b"));
    assertThat(sets.claim(Duration.ofMinutes(5))).contains(set("1.2.3", "b"));
    assertThat(sets.find("1.2.3")).hasSize(2);
    assertThat(sets.referencing("1.5", "")).hasSize(1);
    assertThat(sets.referencing("", "1.6")).hasSize(2);
    assertThat(sets.referencing("1.7", "1.7")).isEmpty();
  }

  @Test
  void a_settled_set_is_not_claimed_again() {
    ArrivedSet one = set("1.2.3", "a");
    sets.add(one, new References("", Set.of(), Set.of(), Set.of()));
    sets.add(one, new References("", Set.of(), Set.of(), Set.of()));
    sets.settle(one, SetState.OWN, "case-000001", "as delivered");
    assertThat(sets.claim(Duration.ofMinutes(5))).isEmpty();
    ArrivedSet settled = sets.find("1.2.3", "a".repeat(64)).orElseThrow();
    assertThat(settled.state()).isEqualTo(SetState.OWN);
    assertThat(settled.caseId()).isEqualTo("case-000001");
  }

  /** What charts need; the changes by slice, which are most of a review, are not read. */
  @Test
  void figures_are_the_reviews_without_their_long_texts() {
    assertThat(reviews.newest()).isZero();
    long id = reviews.add(review("1.2", measured(3.5)));
    assertThat(reviews.newest()).isEqualTo(id);
    ReviewRecord whole = reviews.all().get(0);
    ReviewRecord figures = reviews.figures().get(0);
    assertThat(figures.of()).isEqualTo(whole.of());
    assertThat(figures.word()).isEqualTo(whole.word());
    ReviewedStructure one = figures.set().structures().get(0);
    ReviewedStructure same = whole.set().structures().get(0);
    assertThat(one.measured().orElseThrow().score())
        .isEqualTo(same.measured().orElseThrow().score());
    assertThat(one.measured().orElseThrow().shift())
        .isEqualTo(same.measured().orElseThrow().shift());
    assertThat(same.measured().orElseThrow().slices()).isNotEmpty();
    assertThat(one.measured().orElseThrow().slices()).isEmpty();
    assertThat(one.losses()).isEmpty();
    assertThat(reviews.add(review("1.2", measured(4)))).as("it came again").isGreaterThan(id);
  }
}
