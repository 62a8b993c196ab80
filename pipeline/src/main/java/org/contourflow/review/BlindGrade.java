package org.contourflow.review;

import java.time.Instant;
import org.contourflow.review.PersonsWord.Acceptability;

/**
 * One grader's word on one pair.
 *
 * @param pair its number in the study
 * @param ours of the delivered drawing
 * @param theirs of the one that came back
 * @param preferred which is better
 */
public record BlindGrade(
    int pair,
    String grader,
    Acceptability ours,
    Acceptability theirs,
    Preferred preferred,
    Instant at) {
  /** Which drawing a grader would rather use. */
  public enum Preferred {
    OURS,
    THEIRS,
    NEITHER
  }
}
