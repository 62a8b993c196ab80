package org.contourflow.seg;

import java.time.LocalDateTime;
import java.util.List;
import org.contourflow.rtstruct.write.Equipment;

/**
 * A segmentation to write.
 *
 * @param label ContentLabel (CS): 1 to 16 capitals, digits, blanks and underscores
 * @param seriesDescription at most 64 characters
 * @param created local time; part of the content, so that a resend is the same bytes
 * @param segments in the order in which they are numbered, from 1
 */
public record SegmentationContent(
    String label,
    String seriesDescription,
    LocalDateTime created,
    Equipment equipment,
    List<Segment> segments) {

  public SegmentationContent {
    segments = List.copyOf(segments);
    if (!label.matches("[A-Z0-9_ ]{1,16}")) {
      throw new IllegalArgumentException(
          "a content label has 1 to 16 capitals, digits, blanks and underscores, not '"
              + label
              + "'");
    }
    if (seriesDescription.length() > 64 || !seriesDescription.matches("[ -\\[\\]-~]*")) {
      throw new IllegalArgumentException("a series description has at most 64 ASCII characters");
    }
  }

  /** The text as a content label: what a code string cannot hold becomes an underscore. */
  public static String labelOf(String text) {
    String label = text.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9_ ]", "_").strip();
    return label.isEmpty() ? "CONTOURFLOW" : label.substring(0, Math.min(16, label.length()));
  }

  /** The same with other segments. */
  SegmentationContent with(List<Segment> others) {
    return new SegmentationContent(label, seriesDescription, created, equipment, others);
  }
}
