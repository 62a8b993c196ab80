package org.contourflow.console;

import java.io.IOException;
import java.util.Optional;

/** What a person may ask of the running service. Each is a request: the service does it soon. */
public interface CaseActions {
  /** Takes up a case that failed or was refused. */
  void retry(String caseId) throws IOException;

  /** Stops a case's contouring. */
  void stop(String caseId) throws IOException;

  /** Takes a held series as it is, or by a protocol that is named. */
  void release(String seriesInstanceUid, Optional<String> protocol) throws IOException;

  /**
   * Sends a case to one target again.
   *
   * @return false if the case has not come to its delivery, or does not go there
   */
  boolean resend(String caseId, String target) throws IOException;
}
