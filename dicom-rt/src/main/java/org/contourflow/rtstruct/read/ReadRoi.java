package org.contourflow.rtstruct.read;

import java.util.List;
import java.util.Optional;
import org.contourflow.structure.RoiColour;

/**
 * One ROI as read.
 *
 * @param number as in the file; where that one stands twice or is none, a negative one of its own
 * @param name as in the file, without characters that cannot be seen
 * @param frameOfReferenceUid may be empty
 * @param interpretedType as in the file; may be empty
 * @param generationAlgorithm as in the file; may be empty
 * @param contours may be empty
 * @param uncertain whether contours of the file may be its own though none are here: a number that
 *     joins them stands twice, or is none
 */
public record ReadRoi(
    int number,
    String name,
    String frameOfReferenceUid,
    String interpretedType,
    String generationAlgorithm,
    Optional<RoiColour> colour,
    List<ReadContour> contours,
    boolean uncertain) {
  /** What is said of an uncertain one. */
  public static final String UNCERTAIN = "which contours are its own cannot be said";

  public ReadRoi {
    contours = List.copyOf(contours);
  }

  /** One whose contours are its own. */
  public ReadRoi(
      int number,
      String name,
      String frameOfReferenceUid,
      String interpretedType,
      String generationAlgorithm,
      Optional<RoiColour> colour,
      List<ReadContour> contours) {
    this(
        number,
        name,
        frameOfReferenceUid,
        interpretedType,
        generationAlgorithm,
        colour,
        contours,
        false);
  }

  /** Whether more was drawn than could be read: what is left of it may be too small. */
  public boolean isPartlyUnreadable() {
    return uncertain || contours.stream().anyMatch(ReadContour::unreadable);
  }
}
