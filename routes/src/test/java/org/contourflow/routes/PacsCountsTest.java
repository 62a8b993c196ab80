package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.contourflow.assembly.InstanceCounts.Answer;
import org.junit.jupiter.api.Test;

/** A PACS that is asked for the number of a series' slices, and does not answer at first. */
class PacsCountsTest {
  private static final Set<String> HERE = Set.of("1", "2");

  private final List<String> questions = new ArrayList<>();
  private boolean answers;

  private PacsCounts counts(Duration again) {
    return new PacsCounts(
        "pacs",
        again,
        (study, series, here) -> {
          questions.add(series);
          if (!answers) {
            throw new IOException("no answer");
          }
          return 5;
        },
        Runnable::run);
  }

  @Test
  void one_that_does_not_answer_is_asked_again_before_it_is_passed_over() {
    PacsCounts counts = counts(Duration.ZERO);
    for (int i = 1; i < PacsCounts.MOST_TRIES; i++) {
      assertThat(counts.of("s", "a", HERE))
          .isEqualTo(new Answer.Unreachable("pacs", "no answer", true));
    }
    assertThat(counts.of("s", "a", HERE))
        .isEqualTo(new Answer.Unreachable("pacs", "no answer", false));
    assertThat(questions).hasSize(PacsCounts.MOST_TRIES);
  }

  @Test
  void one_that_answers_the_second_time_is_believed_and_has_all_its_tries_again() {
    PacsCounts counts = counts(Duration.ZERO);
    counts.of("s", "a", HERE);
    answers = true;
    assertThat(counts.of("s", "a", HERE)).isEqualTo(new Answer.Counted("pacs", 5));
    answers = false;
    assertThat(counts.of("s", "b", HERE))
        .isEqualTo(new Answer.Unreachable("pacs", "no answer", true));
  }

  @Test
  void a_dead_one_costs_its_tries_once_and_not_for_each_series() {
    PacsCounts counts = counts(Duration.ofHours(1));
    for (int series = 0; series < 20; series++) {
      assertThat(counts.of("s", "series " + series, HERE)).isInstanceOf(Answer.Unreachable.class);
    }
    assertThat(questions).as("in the pause between two tries").hasSize(1);
  }

  @Test
  void an_answer_is_read_once_at_least_however_soon_it_is_old() {
    List<Runnable> queued = new ArrayList<>();
    PacsCounts counts =
        new PacsCounts("pacs", Duration.ZERO, (study, series, here) -> 5, queued::add);
    for (int look = 0; look < 3; look++) {
      assertThat(counts.of("s", "a", HERE)).isEqualTo(new Answer.Pending("pacs"));
      queued.remove(0).run();
      assertThat(counts.of("s", "a", HERE)).isEqualTo(new Answer.Counted("pacs", 5));
    }
    assertThat(queued).isEmpty();
  }
}
