package org.contourflow.query;

import java.util.Map;
import java.util.Optional;
import org.contourflow.cases.CaseState;

/** Questions about cases. */
public interface CaseQueries {
  /**
   * A page of the cases that a filter lets through.
   *
   * @param after {@link Page#next} of the page before; empty: from the beginning
   * @param most lines at most, 1 to {@link Page#LARGEST}
   * @throws IllegalArgumentException if {@code after} is not one of this order
   */
  Page<CaseLine> cases(CaseFilter filter, CaseOrder order, Optional<String> after, int most);

  /** One case with everything, if there is one of that id. */
  Optional<CaseView> find(String caseId);

  /** How many cases are in each state that has any. */
  Map<CaseState, Long> states();

  /** Keeps what a person said of a case. */
  void add(String caseId, PersonsVerdict verdict);
}
