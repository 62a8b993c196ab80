package org.contourflow.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.contourflow.review.BlindPair.FileAsGiven;
import org.junit.jupiter.api.Test;

/** What a grader sees follows from the key and tells nothing. */
class BlindStudyTest {
  private static final FileAsGiven FILE = new FileAsGiven("f", "0".repeat(64));

  private static BlindStudy study(String key) {
    List<BlindPair> pairs =
        IntStream.rangeClosed(1, 200)
            .mapToObj(n -> new BlindPair(n, "case-" + n / 5, "Organ_" + n % 5, "organ", FILE, FILE))
            .toList();
    return new BlindStudy("s", "n", "b", Instant.EPOCH, key, pairs);
  }

  private static final BlindStudy STUDY = study("ab".repeat(32));

  private static List<Boolean> sides(BlindStudy study, String grader) {
    return study.pairs().stream().map(p -> study.isOursLeft(grader, p)).toList();
  }

  @Test
  void each_grader_has_an_order_and_sides_of_his_own_and_keeps_them() {
    assertThat(STUDY.orderOf("ann")).containsExactlyInAnyOrderElementsOf(STUDY.pairs());
    assertThat(STUDY.orderOf("ann")).isEqualTo(STUDY.orderOf("ann"));
    assertThat(STUDY.orderOf("ann")).isNotEqualTo(STUDY.orderOf("bob"));
    assertThat(STUDY.orderOf("ann")).isNotEqualTo(STUDY.pairs());
    assertThat(sides(STUDY, "ann")).isEqualTo(sides(study("ab".repeat(32)), "ann"));
    assertThat(sides(STUDY, "ann")).isNotEqualTo(sides(STUDY, "bob"));
    assertThat(sides(STUDY, "ann")).isNotEqualTo(sides(study("cd".repeat(32)), "ann"));
  }

  @Test
  void the_delivered_set_stands_at_the_left_about_half_the_time() {
    long left = 0;
    for (String grader : List.of("ann", "bob", "eve", "joe", "kim")) {
      left += sides(STUDY, grader).stream().filter(s -> s).count();
    }
    // Of 1000 fair throws, 4 standard deviations.
    assertThat(left).isBetween(437L, 563L);
  }

  @Test
  void a_token_names_a_pair_for_its_grader_alone() {
    Set<String> tokens = new HashSet<>();
    for (BlindPair pair : STUDY.pairs()) {
      String token = STUDY.token("ann", pair);
      tokens.add(token);
      assertThat(STUDY.pairOf("ann", token)).contains(pair);
      assertThat(STUDY.pairOf("bob", token)).isEmpty();
    }
    assertThat(tokens).hasSize(200);
  }
}
