package org.contourflow.series;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the header of one CT image says, as far as it decides about the series. Holds no patient
 * identifier.
 *
 * @param patientKey the same for the same patient, and nothing else about the patient
 * @param identity the UIDs it goes by
 * @param multiFrame whether frames are referenced by number
 * @param frames one, or those of an Enhanced CT in stored order
 * @param notes what was read with forbearance, a sentence each
 */
public record CtInstance(
    Path file,
    String transferSyntaxUid,
    String patientKey,
    InstanceIdentity identity,
    Numbering numbering,
    boolean multiFrame,
    List<CtFrame> frames,
    List<String> notes) {

  /**
   * Numbers that only inform.
   *
   * @param expectedSlices ImagesInAcquisition or NumberOfSlices, where given
   */
  public record Numbering(
      OptionalInt instance, OptionalInt acquisition, OptionalInt expectedSlices) {}

  public CtInstance {
    frames = List.copyOf(frames);
    notes = List.copyOf(notes);
  }

  /** Its series. */
  public String seriesInstanceUid() {
    return identity.series();
  }

  /** Its own. */
  public String sopInstanceUid() {
    return identity.sopInstance();
  }
}
