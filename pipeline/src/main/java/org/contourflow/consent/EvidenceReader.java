package org.contourflow.consent;

import java.io.IOException;

/** Reads what a case's files say. */
@FunctionalInterface
public interface EvidenceReader {
  /**
   * Reads it now.
   *
   * @throws IOException if a file cannot be read
   */
  CaseEvidence read(String caseId) throws IOException;
}
