package org.contourflow.dicom.net;

/** Takes over reports of storage commitment. */
@FunctionalInterface
public interface CommitmentListener {
  /**
   * A peer has reported. The listener records it durably and returns; only then is the peer told
   * success. The transaction UID may be unknown or known already; the same report may come again.
   *
   * @throws Exception whatever went wrong; answered as {@link StatusCode#PROCESSING_FAILURE}
   */
  void reported(CommitmentReport report) throws Exception;
}
