package org.contourflow.refine;

import java.util.Map;
import org.contourflow.train.data.CaseSource;

/**
 * Cases that judge.
 *
 * @param patients of each case by its id: the reference of one of the hospital's own, the id of a
 *     public case
 */
record JudgedFold(CaseSource source, Map<String, String> patients) {}
