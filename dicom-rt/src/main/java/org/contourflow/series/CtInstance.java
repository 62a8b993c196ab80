package org.contourflow.series;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the header of one CT image says, as far as it decides about the series. Holds no patient
 * identifier.
 *
 * @param patientKey the same for the same patient, and nothing else about the patient
 * @param frames one, or those of an Enhanced CT in stored order
 * @param multiFrame whether frames are referenced by number
 * @param notes what was read with forbearance, a sentence each
 * @param expectedSlices ImagesInAcquisition or NumberOfSlices, where given
 */
public record CtInstance(
    Path file,
    String transferSyntaxUid,
    String patientKey,
    String studyInstanceUid,
    String seriesInstanceUid,
    String frameOfReferenceUid,
    String sopClassUid,
    String sopInstanceUid,
    OptionalInt instanceNumber,
    OptionalInt acquisitionNumber,
    OptionalInt expectedSlices,
    boolean multiFrame,
    List<CtFrame> frames,
    List<String> notes) {

  public CtInstance {
    frames = List.copyOf(frames);
    notes = List.copyOf(notes);
  }
}
