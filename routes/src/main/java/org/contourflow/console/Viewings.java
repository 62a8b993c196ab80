package org.contourflow.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.accounts.Session;

/**
 * Who has looked at what. A page reads its case anew at each piece of news; that is one viewing a
 * log-in, not one each time, or the run log would be news of itself.
 */
final class Viewings {
  private static final int MOST = 10_000;

  private final Map<Viewing, Boolean> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Viewing, Boolean> eldest) {
          return size() > MOST;
        }
      };

  private record Viewing(Session session, String caseId) {}

  /** Whether this log-in looks at the case for the first time. */
  synchronized boolean isFirst(Session session, String caseId) {
    return seen.put(new Viewing(session, caseId), true) == null;
  }
}
