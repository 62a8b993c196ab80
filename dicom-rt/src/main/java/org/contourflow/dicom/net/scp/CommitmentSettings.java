package org.contourflow.dicom.net.scp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.contourflow.dicom.net.CommitmentListener;
import org.contourflow.dicom.net.RemoteNode;

/**
 * Storage commitment of a listener (PS3.4 Annex J, push model).
 *
 * @param catalog what is held; empty: requests of others are not served
 * @param reportTo peers whose reports go over an association of their own; any other gets its
 *     report on the association it asked on, which it must keep open
 * @param listener takes reports on this node's own requests; empty: reports are not taken
 */
public record CommitmentSettings(
    Optional<InstanceCatalog> catalog,
    List<RemoteNode> reportTo,
    Optional<CommitmentListener> listener) {
  /** Copies the list. */
  public CommitmentSettings {
    Objects.requireNonNull(catalog);
    reportTo = List.copyOf(reportTo);
    Objects.requireNonNull(listener);
  }

  /** No storage commitment. */
  public static CommitmentSettings none() {
    return new CommitmentSettings(Optional.empty(), List.of(), Optional.empty());
  }

  boolean offered() {
    return catalog.isPresent() || listener.isPresent();
  }
}
