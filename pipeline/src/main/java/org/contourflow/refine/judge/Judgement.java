package org.contourflow.refine.judge;

import java.util.List;

/**
 * What came of a challenger.
 *
 * @param champion label and SHA-256 of the weights of the network in service
 * @param challenger of the candidate
 * @param added structures that only the challenger has: told, not judged
 */
public record Judgement(
    Verdict verdict,
    Network champion,
    Network challenger,
    List<FoldResult> folds,
    List<String> notes,
    List<AddedResult> added) {
  public Judgement {
    folds = List.copyOf(folds);
    notes = List.copyOf(notes);
    added = added == null ? List.of() : List.copyOf(added); // Written before they were told.
  }

  /** Which network. */
  public record Network(String label, String sha256) {}

  /** May it be promoted? */
  public enum Verdict {
    /** Every rule is met on every fold. */
    PASSED,
    /** A rule is broken. */
    FAILED,
    /** Too few patients, or a fold is missing: nothing is known, and nothing is promoted. */
    INCONCLUSIVE
  }

  /**
   * One fold.
   *
   * @param patients how many
   * @param structures by name
   */
  public record FoldResult(
      String fold,
      int patients,
      Verdict verdict,
      List<Check> checks,
      List<StructureResult> structures) {
    public FoldResult {
      checks = List.copyOf(checks);
      structures = List.copyOf(structures);
    }
  }

  /**
   * One structure of a fold.
   *
   * @param diceBound, surfaceBound lower bounds of the mean differences; not a number with fewer
   *     than two patients
   */
  public record StructureResult(
      String structure,
      int patients,
      double championDice,
      double challengerDice,
      double diceDifference,
      double diceBound,
      double surfaceDifference,
      double surfaceBound,
      double pathRatio,
      List<Check> checks) {
    public StructureResult {
      checks = List.copyOf(checks);
    }
  }

  /**
   * One rule.
   *
   * @param detail the figure, and the cases that break it
   */
  public record Check(Rule rule, Verdict verdict, String detail) {}

  /**
   * A structure that only the challenger has, against the reference; nothing stands beside it.
   *
   * @param patients who have a contour of it
   * @param dice mean over patients, 0 where it was missed; not a number without patients
   * @param diceError, surfaceError standard errors of the means; not a number with fewer than two
   * @param missed patients in whom it found nothing
   * @param elsewhere cases in which it found one though nobody contoured any: neither right nor
   *     wrong
   */
  public record AddedResult(
      String fold,
      String structure,
      int patients,
      double dice,
      double diceError,
      double surfaceDice,
      double surfaceError,
      int missed,
      int elsewhere) {}
}
