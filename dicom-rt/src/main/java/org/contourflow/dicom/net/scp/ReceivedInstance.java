package org.contourflow.dicom.net.scp;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One instance that has arrived whole and is durable on disk, not yet acknowledged to its sender.
 *
 * @param file a Part 10 file in the spool, named by the SOP instance UID and a number of its own
 * @param sopClassUid checked
 * @param sopInstanceUid checked
 * @param studyInstanceUid checked; empty if the data set has none
 * @param seriesInstanceUid checked; empty if the data set has none
 * @param dataSet as it arrived
 * @param source who sent it
 * @param receivedAt when it was complete
 */
public record ReceivedInstance(
    Path file,
    String sopClassUid,
    String sopInstanceUid,
    String studyInstanceUid,
    String seriesInstanceUid,
    DataSet dataSet,
    Source source,
    Instant receivedAt) {

  /**
   * The data set as it arrived, without the file meta information.
   *
   * @param sha256 lower-case hexadecimal; equal for a resend
   */
  public record DataSet(String transferSyntaxUid, long bytes, String sha256) {}

  /**
   * The sender.
   *
   * @param protocol {@code C-STORE} or {@code STOW-RS}
   * @param callingAeTitle as the peer gave it; empty for STOW-RS
   * @param calledAeTitle as the peer gave it; empty for STOW-RS
   * @param address of the peer
   * @param association a number unique within the process
   */
  public record Source(
      String protocol,
      String callingAeTitle,
      String calledAeTitle,
      String address,
      long association) {}
}
