package org.contourflow.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where reviews are kept. */
public interface ReviewStore {
  /** Adds a review, in the place of an earlier one of the same set and case; gives its id. */
  long add(ReviewRecord review);

  /** All, in the order in which the sets came. */
  List<ReviewRecord> all();

  /** All in the same order, without what changed by slice and what was lost: for charts. */
  List<ReviewRecord> figures();

  /** Number of the review that was added last; 0 if there is none. */
  long newest();

  /** Those of a case, in the same order. */
  List<ReviewRecord> ofCase(String caseId);

  /** Those of what a model delivered, as {@link ReviewedCase#model} names it, in the same order. */
  List<ReviewRecord> ofModel(String model);

  /** Of these, those that were added behind a review. */
  List<ReviewRecord> ofModelAfter(String model, long id);

  /**
   * Studies of cases that were delivered in a time and have no review, by StudyInstanceUID.
   *
   * @param from excluded
   * @param to included
   */
  List<String> studiesWithoutReview(Instant from, Instant to);

  /** One of them. */
  Optional<ReviewRecord> find(long id);

  /**
   * Puts a person's word beside a review, in the place of an earlier word.
   *
   * @return whether there is such a review
   */
  boolean say(long id, PersonsWord word);
}
