package org.contourflow.review;

/**
 * Two drawings of one structure on one CT, to be graded without knowing which is whose.
 *
 * @param number within its study, from 1
 * @param structure its name as delivered
 * @param cameBackAs its name in the set that came back
 * @param ours the set that was delivered
 * @param theirs the set that came back
 */
public record BlindPair(
    int number,
    String caseId,
    String structure,
    String cameBackAs,
    FileAsGiven ours,
    FileAsGiven theirs) {
  /**
   * A file as it was when the study was made; a changed one is not shown.
   *
   * @param file below the home
   */
  public record FileAsGiven(String file, String sha256) {}
}
