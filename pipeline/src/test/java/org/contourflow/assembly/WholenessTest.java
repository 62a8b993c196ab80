package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.assembly.InstanceCounts.Answer;
import org.contourflow.assembly.Wholeness.Evidence;
import org.contourflow.assembly.Wholeness.TooShort;
import org.contourflow.cases.SenderStore.Sender;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.config.UnansweredCount;
import org.contourflow.config.UnfinishedSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pieces of evidence come to, one row a combination. Limits: 100, 200 and 50 s. */
class WholenessTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Answer NONE = new Answer.NotAsked();
  private static final Sender OPEN = sender(SenderState.SENDING, 0, -1);
  private static final Sender ENDED = sender(SenderState.ENDED, 0, 10);
  private static final Sender BROKEN = sender(SenderState.BROKEN, 0, 10);
  private static final Sender ENDED_AFTER = sender(SenderState.ENDED, 10, 20);
  private static final Sender ENDED_BESIDE = sender(SenderState.ENDED, 5, 20);

  private static Sender sender(SenderState state, int began, int ended) {
    return new Sender(
        state + "@" + began,
        state,
        T0.plusSeconds(began),
        ended < 0 ? Optional.empty() : Optional.of(T0.plusSeconds(ended)));
  }

  private static Answer counted(int there) {
    return new Answer.Counted("PACS", there);
  }

  private static Answer away() {
    return new Answer.Unreachable("PACS", "no answer", false);
  }

  private static Answer silent() {
    return new Answer.Unreachable("PACS", "no answer", true);
  }

  /** Quiet seconds, slices stated (12 are here), senders, count, the verdict's beginning. */
  static Stream<Arguments> rows() {
    return Stream.of(
        row(10, 0, List.of(), NONE, "whole: no slice for 10 s"),
        row(10, 0, List.of(ENDED), NONE, "whole: no slice for 10 s, its sender ended in order"),
        row(10, 0, List.of(OPEN), NONE, "wait: the sender has not closed its association"),
        row(99, 0, List.of(OPEN), NONE, "wait: the sender has not closed"),
        row(100, 0, List.of(OPEN), NONE, "SENDER_NOT_FINISHED: the sender has not closed"),
        row(10, 0, List.of(BROKEN), NONE, "wait: the sender's association broke off"),
        row(100, 0, List.of(BROKEN), NONE, "SENDER_NOT_FINISHED: the sender's association broke"),
        row(10, 0, List.of(BROKEN, ENDED_AFTER), NONE, "whole: no slice for 10 s, its sender"),
        row(10, 0, List.of(BROKEN, ENDED_BESIDE), NONE, "wait: the sender's association broke"),
        row(10, 0, List.of(BROKEN, ENDED_AFTER, OPEN), NONE, "wait: the sender has not closed"),
        row(10, 12, List.of(BROKEN), NONE, "whole: no slice for 10 s, all 12 slices that it"),
        row(10, 0, List.of(BROKEN), counted(12), "whole: no slice for 10 s, 12 of 12 instances"),
        row(10, 0, List.of(ENDED), counted(24), "wait: PACS has 24 instances of the series, here"),
        row(200, 0, List.of(ENDED), counted(24), "NOT_ALL_SENT: PACS has 24 instances of the"),
        row(200, 12, List.of(ENDED), counted(24), "NOT_ALL_SENT: PACS has 24 instances of the"),
        row(10, 0, List.of(ENDED), counted(11), "whole: no slice for 10 s, 11 of 11 instances"),
        row(10, 0, List.of(OPEN), counted(11), "wait: the sender has not closed"),
        row(10, 0, List.of(), counted(0), "whole: no slice for 10 s, PACS does not know"),
        row(10, 0, List.of(BROKEN), counted(0), "wait: the sender's association broke off"),
        row(10, 0, List.of(ENDED), away(), "wait: PACS does not answer and is asked again"),
        row(200, 0, List.of(ENDED), away(), "NOT_COUNTED: no answer yet from PACS, which was"),
        row(200, 0, List.of(BROKEN), away(), "NOT_COUNTED: no answer yet from PACS"),
        row(10, 12, List.of(ENDED), away(), "whole: no slice for 10 s, all 12 slices that it"),
        row(10, 0, List.of(ENDED), silent(), "wait: PACS does not answer and is asked again"),
        row(200, 0, List.of(ENDED), silent(), "NOT_COUNTED: no answer yet from PACS"),
        row(10, 0, List.of(ENDED), new Answer.Pending("PACS"), "wait: PACS is being asked"),
        row(200, 0, List.of(), new Answer.Pending("PACS"), "NOT_COUNTED: no answer yet from PACS"));
  }

  private static Arguments row(
      int quiet, int stated, List<Sender> senders, Answer count, String verdict) {
    return Arguments.of(
        new Evidence(Duration.ofSeconds(quiet), 12, stated, senders, count, List.of()), verdict);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void evidence_is_weighed(Evidence known, String verdict) {
    assertThat(decide(known, UnfinishedSender.HOLD)).startsWith(verdict);
  }

  @Test
  void a_scan_shorter_than_its_protocol_wants_waits_and_is_held_with_both_lengths() {
    List<TooShort> shortScan = List.of(new TooShort("Thorax", 120, 250));
    Evidence early =
        new Evidence(Duration.ofSeconds(49), 12, 12, List.of(ENDED), counted(12), shortScan);
    Evidence late =
        new Evidence(Duration.ofSeconds(50), 12, 12, List.of(ENDED), counted(12), shortScan);
    assertThat(decide(early, UnfinishedSender.HOLD)).startsWith("wait: the scan is 120.0 mm");
    assertThat(decide(late, UnfinishedSender.HOLD))
        .isEqualTo(
            "SCAN_TOO_SHORT: the scan is 120.0 mm long, and protocol Thorax wants 250.0 mm at"
                + " least");
  }

  @Test
  void where_it_is_to_be_told_only_an_unfinished_sender_is_waited_for_and_told() {
    Evidence early = new Evidence(Duration.ofSeconds(99), 12, 0, List.of(BROKEN), NONE, List.of());
    Evidence late = new Evidence(Duration.ofSeconds(100), 12, 0, List.of(BROKEN), NONE, List.of());
    assertThat(decide(early, UnfinishedSender.TELL)).startsWith("wait: ");
    assertThat(decide(late, UnfinishedSender.TELL))
        .isEqualTo("whole: no slice for 100 s, the sender's association broke off");
  }

  @Test
  void where_it_is_to_be_told_only_a_count_that_does_not_come_is_waited_for_and_told() {
    assertThat(told(10, new Answer.Pending("PACS"))).startsWith("wait: PACS is being asked");
    assertThat(told(10, silent())).startsWith("wait: PACS does not answer and is asked again");
    assertThat(told(10, away())).contains("whole: ", "PACS could not be asked for its number");
    assertThat(told(200, new Answer.Pending("PACS")))
        .isEqualTo("whole: no slice for 200 s, PACS did not say how many slices it has");
  }

  private static String told(int quiet, Answer count) {
    Evidence known = new Evidence(Duration.ofSeconds(quiet), 12, 0, List.of(), count, List.of());
    return decide(known, UnfinishedSender.HOLD, UnansweredCount.TELL);
  }

  @Test
  void all_that_speaks_against_a_series_is_said() {
    Evidence both =
        new Evidence(
            Duration.ofSeconds(500),
            12,
            0,
            List.of(BROKEN),
            counted(24),
            List.of(new TooShort("Thorax", 120, 250)));
    assertThat(decide(both, UnfinishedSender.HOLD))
        .isEqualTo(
            "NOT_ALL_SENT: PACS has 24 instances of the series, here are 12; the sender's"
                + " association broke off; the scan is 120.0 mm long, and protocol Thorax wants"
                + " 250.0 mm at least");
  }

  private static String decide(Evidence known, UnfinishedSender unfinished) {
    return decide(known, unfinished, UnansweredCount.HOLD);
  }

  private static String decide(
      Evidence known, UnfinishedSender unfinished, UnansweredCount unanswered) {
    Wholeness.Limits limits =
        new Wholeness.Limits(
            Duration.ofSeconds(100),
            Duration.ofSeconds(200),
            Duration.ofSeconds(50),
            unfinished,
            unanswered);
    return new Wholeness(limits)
        .decide(known)
        .fold(
            whole -> "whole: " + String.join(", ", whole),
            why -> "wait: " + why,
            (code, why) -> code + ": " + why);
  }
}
