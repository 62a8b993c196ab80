package org.contourflow.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store in figures.
 *
 * @param cases how many cases are in each state, by the state's name
 * @param oldestUnfinished when the oldest case was made that is not finished; empty if all are
 * @param failedSince how many cases failed in the last day
 * @param series how many series are in each state, by the state's name
 * @param targets the hand-overs of each target
 */
public record Figures(
    Map<String, Long> cases,
    Optional<Instant> oldestUnfinished,
    long failedSince,
    Map<String, Long> series,
    List<Target> targets) {
  public Figures {
    cases = Map.copyOf(cases);
    series = Map.copyOf(series);
    targets = List.copyOf(targets);
  }

  /** A withdrawal that failed so often is told, though it is tried again. */
  public static final int WITHDRAWALS_TRIED = 3;

  /** Of an empty store. */
  public static final Figures NONE =
      new Figures(Map.of(), Optional.empty(), 0, Map.of(), List.of());

  /**
   * The hand-overs of a target.
   *
   * @param name of the target
   * @param waiting how many are to be done
   * @param mostAttempts how often the one that failed most often of these was tried
   * @param done how many are done
   * @param givenUp how many were given up
   * @param notWithdrawn outdated structure sets that are still there: not withdrawn in {@link
   *     #WITHDRAWALS_TRIED} tries, or given up in the last day
   */
  public record Target(
      String name, long waiting, int mostAttempts, long done, long givenUp, long notWithdrawn) {}

  /** Where figures are read. */
  @FunctionalInterface
  public interface Source {
    /** The figures now. */
    Figures read();
  }
}
