package org.contourflow.seg;

import java.util.List;
import java.util.Optional;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;

/**
 * One segment as a file describes it.
 *
 * @param number as the file numbers it
 * @param label SegmentLabel; where it is empty, {@code Segment_} and the number
 * @param type SegmentedPropertyTypeCodeSequence
 * @param colour of RecommendedDisplayCIELabValue, as sRGB
 * @param trackingUid empty: none
 * @param frames indices of its frames, from 0; of a label map all
 */
public record ReadSegment(
    int number,
    String label,
    Optional<RoiCode> type,
    Optional<RoiColour> colour,
    Optional<String> trackingUid,
    List<Integer> frames) {
  public ReadSegment {
    frames = List.copyOf(frames);
  }
}
