package org.contourflow.refine;

import java.util.Map;
import java.util.function.Predicate;
import org.contourflow.train.data.CaseSource;

/**
 * Cases that judge.
 *
 * @param patients of each case by its id: the reference of one of the hospital's own, the id of a
 *     public case
 * @param keeping whether figures of a patient may be kept between two calls, asked when they are
 */
record JudgedFold(CaseSource source, Map<String, String> patients, Predicate<String> keeping) {
  /** One whose patients' figures may be kept. */
  JudgedFold(CaseSource source, Map<String, String> patients) {
    this(source, patients, patient -> true);
  }

  boolean mayBeKept(String patient) {
    return keeping.test(patient);
  }
}
