package org.contourflow.dicom.net;

import java.util.List;

/**
 * The answer to a storage commitment request (PS3.4 J.3.3): what the peer takes responsibility for
 * and what it does not.
 *
 * @param transactionUid of the request
 * @param peerAeTitle who reports
 * @param committed safe with the peer
 * @param failed not safe with the peer
 */
public record CommitmentReport(
    String transactionUid, String peerAeTitle, List<SopReference> committed, List<Failure> failed) {
  /** Copies the lists. */
  public CommitmentReport {
    committed = List.copyOf(committed);
    failed = List.copyOf(failed);
  }

  /** Whether it names an instance as safe with the peer; a report without failures need not. */
  public boolean commitsTo(String sopInstanceUid) {
    return failed.stream().noneMatch(f -> f.instance().sopInstanceUid().equals(sopInstanceUid))
        && committed.stream().anyMatch(c -> c.sopInstanceUid().equals(sopInstanceUid));
  }

  /**
   * One instance the peer does not commit to.
   *
   * @param reason PS3.3 C.14.1.1, a subset of the DIMSE statuses
   */
  public record Failure(SopReference instance, StatusCode reason) {}
}
