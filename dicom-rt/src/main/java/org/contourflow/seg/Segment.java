package org.contourflow.seg;

import java.util.Optional;
import org.contourflow.rtstruct.write.AlgorithmProvenance;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;

/**
 * One structure to write as a segment.
 *
 * @param label SegmentLabel, 1 to 64 printable ASCII characters without a backslash
 * @param code what it is; empty: that of its TG-263 name, or of its type
 * @param side the patient's side
 * @param algorithm empty: it was drawn by hand
 */
public record Segment(
    String label,
    RoiType type,
    RoiColour colour,
    Optional<RoiCode> code,
    Laterality side,
    Optional<AlgorithmProvenance> algorithm,
    BinaryMask mask) {

  public Segment {
    if (!label.matches("[ -\\[\\]-~]{1,64}") || !label.equals(label.strip())) {
      throw new IllegalArgumentException(
          "a segment label has 1 to 64 printable ASCII characters without a backslash and without"
              + " blanks at its ends, not '"
              + label
              + "'");
    }
  }
}
