package org.contourflow.review;

import java.util.List;
import java.util.Optional;

/** Where blinded studies and their grades are kept. */
public interface BlindStore {
  /** Keeps a study. */
  void add(BlindStudy study);

  /** All, the oldest first. */
  List<BlindStudy> all();

  /** One of them. */
  Optional<BlindStudy> find(String id);

  /** Keeps a grade, in the place of the grader's earlier one of that pair. */
  void grade(String studyId, BlindGrade grade);

  /** All of a study, by pair and grader. */
  List<BlindGrade> grades(String studyId);
}
