package org.contourflow.model;

import java.util.Optional;

/**
 * Whether a model may contour patients.
 *
 * @param detail what it runs as, for the run log: files, precision
 * @param outOfService why it must not; empty: it passed its checks on this machine
 */
public record ServiceState(ModelIdentity model, String detail, Optional<String> outOfService) {
  @Override
  public String toString() {
    return model.label()
        + outOfService
            .map(reason -> " is OUT OF SERVICE: " + reason)
            .orElse(" is in service (" + detail + ")");
  }
}
