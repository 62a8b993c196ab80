package org.contourflow.rtstruct.write;

import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalInt;

/**
 * A structure set to write.
 *
 * @param label StructureSetLabel, 1 to 16 characters (SH; longer ones broke imports)
 * @param seriesDescription at most 64 characters
 * @param seriesNumber empty: the attribute is written empty
 * @param created local time; part of the content, so that a resend is the same bytes
 * @param rois in the order in which they are numbered, from 1
 * @param description StructureSetDescription, at most 1024 ASCII characters; may be empty
 */
public record StructureSetContent(
    String label,
    String seriesDescription,
    OptionalInt seriesNumber,
    LocalDateTime created,
    Equipment equipment,
    List<Roi> rois,
    String description) {

  /** Longest StructureSetLabel: DICOM's SH. */
  public static final int LONGEST_LABEL = 16;

  public StructureSetContent {
    rois = List.copyOf(rois);
    requireLabel(label);
    if (description.length() > ShortText.LONGEST || !description.matches("[ -~]*")) {
      throw new IllegalArgumentException("a description has at most 1024 ASCII characters");
    }
    if (seriesDescription.length() > 64 || !seriesDescription.matches("[ -\\[\\]-~]*")) {
      throw new IllegalArgumentException("a series description has at most 64 ASCII characters");
    }
  }

  /**
   * Refuses a label that is none, before any work is done for it.
   *
   * @throws IllegalArgumentException if it has not 1 to 16 printable ASCII characters
   */
  public static void requireLabel(String label) {
    if (label.isBlank() || label.length() > LONGEST_LABEL || !label.matches("[ -\\[\\]-~]+")) {
      throw new IllegalArgumentException(
          "a structure set label has 1 to 16 printable ASCII characters, not '" + label + "'");
    }
  }

  /** With this project's equipment, as series number 1. */
  public static StructureSetContent of(
      String label, String seriesDescription, LocalDateTime created, List<Roi> rois) {
    return new StructureSetContent(
        label, seriesDescription, OptionalInt.of(1), created, Equipment.CONTOURFLOW, rois, "");
  }

  /** The same with a StructureSetDescription. */
  public StructureSetContent withDescription(String text) {
    return new StructureSetContent(
        label, seriesDescription, seriesNumber, created, equipment, rois, text);
  }

  /** The same with other ROIs. */
  public StructureSetContent withRois(List<Roi> others) {
    return new StructureSetContent(
        label, seriesDescription, seriesNumber, created, equipment, others, description);
  }
}
