package org.contourflow.routes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contourflow.dicom.net.CommitmentReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage commitment reports that came after their hand-over had stopped waiting: its next try
 * finds them here. In memory: after a restart the next try sends and asks again.
 */
public final class CommitmentDesk {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentDesk.class);
  private static final int REMEMBERED = 1000;

  private final Map<String, Optional<CommitmentReport>> byTransaction =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<CommitmentReport>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A request is about to be made: a report on it is expected. */
  synchronized void expect(String transactionUid) {
    byTransaction.put(transactionUid, Optional.empty());
  }

  /** A report came. One on a transaction that was never asked for is dropped. */
  synchronized void reported(CommitmentReport report) {
    if (byTransaction.containsKey(report.transactionUid())) {
      byTransaction.put(report.transactionUid(), Optional.of(report));
    } else {
      LOG.warn(
          "{} reported on a storage commitment that was not asked for, or long ago; dropped",
          report.peerAeTitle());
    }
  }

  /** The report on a request, if it has come. */
  synchronized Optional<CommitmentReport> reportOn(String transactionUid) {
    return byTransaction.getOrDefault(transactionUid, Optional.empty());
  }
}
