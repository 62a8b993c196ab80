package org.contourflow.query;

import java.util.List;

/** What an event changes in what is known of a case. */
public sealed interface FactChange {
  /** The case. */
  String caseId();

  /** Its contouring begins (again): what was found before is of another run. */
  record Begun(String caseId) implements FactChange {}

  /** Its masks are there. */
  record Contoured(String caseId, List<CaseStructure> structures) implements FactChange {
    public Contoured {
      structures = List.copyOf(structures);
    }
  }

  /** Its structure set is written (again): findings on an earlier one go. */
  record Written(String caseId) implements FactChange {}

  /** Something was found. */
  record Found(String caseId, CaseFinding finding) implements FactChange {}

  /** A target has it: how long that took is counted, and nothing else changes. */
  record Delivered(String caseId) implements FactChange {}
}
