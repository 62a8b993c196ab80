package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.console.CaseActions;
import org.contourflow.routes.Control;

/** What a person asks at the console, as requests to the running service. */
record DaemonActions(Path home, CaseStore cases, DeliveryStore deliveries) implements CaseActions {
  @Override
  public void retry(String caseId) throws IOException {
    Control.requestRetry(home, caseId);
  }

  @Override
  public void stop(String caseId) throws IOException {
    Control.requestStop(home, caseId);
  }

  @Override
  public void release(String seriesInstanceUid, Optional<String> protocol) throws IOException {
    Control.requestRelease(home, seriesInstanceUid, protocol);
  }

  @Override
  public boolean resend(String caseId, String target) {
    return false;
  }
}
