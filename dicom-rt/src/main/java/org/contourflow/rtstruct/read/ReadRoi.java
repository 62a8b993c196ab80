package org.contourflow.rtstruct.read;

import java.util.List;
import java.util.Optional;
import org.contourflow.structure.RoiColour;

/**
 * One ROI as read.
 *
 * @param name as in the file
 * @param frameOfReferenceUid may be empty
 * @param interpretedType as in the file; may be empty
 * @param generationAlgorithm as in the file; may be empty
 * @param contours may be empty
 */
public record ReadRoi(
    int number,
    String name,
    String frameOfReferenceUid,
    String interpretedType,
    String generationAlgorithm,
    Optional<RoiColour> colour,
    List<ReadContour> contours) {
  public ReadRoi {
    contours = List.copyOf(contours);
  }

  /** Whether more was drawn than could be read: what is left of it may be too small. */
  public boolean isPartlyUnreadable() {
    return contours.stream().anyMatch(ReadContour::unreadable);
  }
}
