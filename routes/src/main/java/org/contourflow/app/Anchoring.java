package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import org.contourflow.audit.AnchorFile;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/** Notes the head of the run log outside the store; tells once when it cannot, once when it can. */
final class Anchoring {
  private final RunLog runLog;
  private final AuditKeys keys;
  private final AnchorFile file;
  private final Clock clock;
  private boolean failing;

  Anchoring(RunLog runLog, AuditKeys keys, AnchorFile file, Clock clock) {
    this.runLog = runLog;
    this.keys = keys;
    this.file = file;
    this.clock = clock;
  }

  /** The first event that a key seals says so. */
  void tellKey() {
    boolean isNew = runLog.last().map(e -> !e.seal().keyId().equals(keys.currentId())).orElse(true);
    if (isNew) {
      runLog.append(
          RunLog.SYSTEM,
          EventType.AUDIT_KEY_IN_USE,
          "events are sealed with key " + keys.currentId() + " from here on");
    }
  }

  /** Notes the head if it has moved. */
  synchronized boolean note() {
    try {
      boolean noted = file.note(runLog, keys, clock.instant());
      if (failing && noted) {
        failing = false;
        runLog.append(RunLog.SYSTEM, EventType.ANCHOR_WRITTEN, "the anchor file is written again");
      }
      return noted;
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        runLog.append(
            RunLog.SYSTEM,
            EventType.ANCHOR_FAILED,
            "the head of the run log cannot be noted in "
                + file.file()
                + " ("
                + e.getClass().getSimpleName()
                + "); until it can, a tail that is cut off is not found");
      }
      return false;
    }
  }
}
