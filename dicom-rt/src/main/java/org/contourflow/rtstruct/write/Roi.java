package org.contourflow.rtstruct.write;

import java.util.Optional;
import org.contourflow.contour.PlanarContours;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;

/**
 * One structure to write.
 *
 * @param name printable ASCII without a backslash, at most 64 characters (the destination's profile
 *     may ask for fewer)
 * @param description ROIDescription, may be empty
 * @param generationDescription ROIGenerationDescription, at most {@value #LONGEST_NAME} printable
 *     ASCII characters, may be empty
 * @param contours empty if the structure was not found
 */
public record Roi(
    String name,
    RoiType type,
    RoiColour colour,
    Optional<RoiCode> code,
    RoiGeneration generation,
    Optional<AlgorithmProvenance> algorithm,
    String description,
    String generationDescription,
    PlanarContours contours) {

  /** Longest ROIName and ROIGenerationDescription: DICOM's LO. */
  public static final int LONGEST_NAME = 64;

  public Roi {
    if (!name.matches("[ -\\[\\]-~]{1," + LONGEST_NAME + "}") || !name.equals(name.strip())) {
      throw new IllegalArgumentException(
          "a ROI name has 1 to 64 printable ASCII characters without a backslash and without"
              + " blanks at its ends, not '"
              + name
              + "'");
    }
    if (!generationDescription.matches("[ -\\[\\]-~]{0," + LONGEST_NAME + "}")) {
      throw new IllegalArgumentException(
          "a ROI generation description has at most 64 printable ASCII characters without a"
              + " backslash, not '"
              + generationDescription
              + "'");
    }
  }

  /** The same under another name. */
  public Roi withName(String other) {
    return new Roi(
        other,
        type,
        colour,
        code,
        generation,
        algorithm,
        description,
        generationDescription,
        contours);
  }
}
