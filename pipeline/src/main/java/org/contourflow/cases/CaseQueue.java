package org.contourflow.cases;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cases as a queue: a worker takes one by a change of its row, and it is that worker's until it
 * is settled, set back or the lease runs out. Who took it last can settle it, nobody else; so a
 * worker that was thought dead and comes back changes nothing.
 */
public interface CaseQueue {
  /** How often drawing a case's report is begun. */
  int MOST_REPORT_TRIES = 4;

  /**
   * A case that is taken.
   *
   * @param record as it was when it was taken
   * @param token of this taking; no other has it
   */
  record Claim(CaseRecord record, String token) {
    /** The case's id. */
    public String caseId() {
      return record.caseId();
    }
  }

  /**
   * Which cases a worker takes, and which of them first.
   *
   * @param protocols of these only; empty: of all
   * @param urgent protocols whose cases go before those of others
   * @param mostAtOnce of a protocol, how many cases may be in work at the same time, whoever works;
   *     a protocol that is not named has no limit
   */
  record Choice(
      Optional<Set<String>> protocols, Set<String> urgent, Map<String, Integer> mostAtOnce) {
    /** Every case, in turn. */
    public static final Choice ALL = new Choice(Optional.empty(), Set.of(), Map.of());

    public Choice {
      protocols = protocols.map(Set::copyOf);
      urgent = Set.copyOf(urgent);
      mostAtOnce = Map.copyOf(mostAtOnce);
    }
  }

  /**
   * Takes the case whose turn it is: the urgent, then by protocol, the one whose turn is longest
   * ago, then by age. One that is not due yet, or in another's hands, is passed over.
   */
  Optional<Claim> takeNext(CaseState state, Choice choice);

  /** Takes this case, due or not, if it is in that state and in nobody's hands. */
  Optional<Claim> take(String caseId, CaseState state);

  /** Whether it is still this claim's. */
  boolean holds(Claim claim);

  /**
   * This process has done with it, however it ended: to be called always at the end. Where the
   * store did not answer, its row still names this taking; without it the lease runs out, and the
   * case is taken again, by whoever comes first.
   */
  void forget(Claim claim);

  /**
   * Moves the case on and lets it go.
   *
   * @return false if it is no longer this claim's, or no longer in the state it was taken in;
   *     nothing changed then
   */
  boolean settle(Claim claim, CaseState to, String detail);

  /**
   * As {@link #settle}, to STRUCTURED, with one hand-over for each target and the report due in the
   * same transaction.
   */
  boolean settleForDelivery(Claim claim, List<String> targets);

  /**
   * Takes the case whose report is to be drawn, the oldest first; its RTSTRUCT may be on its way at
   * the same time. Each taking counts; one that was taken {@value #MOST_REPORT_TRIES} times is
   * passed over for good.
   */
  Optional<Claim> takeNextReport();

  /** The report is drawn. */
  void settleReport(Claim claim);

  /** How many reports {@link #takeNextReport} has still to give, now or later. */
  int reportsDue();

  /**
   * Has a contouring that is under way stopped, in whatever process.
   *
   * @return false if the case is not to be contoured (any more)
   */
  boolean askToStop(String caseId);

  /** Cases whose contouring is to be stopped. */
  List<String> toStop();

  /** Lets the case go as it is, to be due again after a wait. */
  void setBack(Claim claim, Duration wait);

  /** Cases in a state that are due and in nobody's hands, oldest first. */
  List<CaseRecord> due(CaseState state);

  /** Says for all cases and hand-overs in the hands of this process that it lives. */
  void renew();

  /**
   * Takes everything out of the hands of earlier processes of this one's name: they are gone.
   *
   * @return how many cases and hand-overs were in their hands
   */
  int takeBack();
}
