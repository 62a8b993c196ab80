package org.contourflow.series;

import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/**
 * The attributes of one frame: of a single-frame image its own, of an Enhanced CT those of the
 * frame's functional groups, per-frame before shared (PS3.3 C.7.6.16).
 */
record FunctionalGroups(
    DicomDataset image, boolean multiFrame, int frame, List<DicomDataset> perFrame) {

  static FunctionalGroups of(DicomDataset image, boolean multiFrame, int frame) {
    List<DicomDataset> perFrame =
        multiFrame ? image.items(DicomTag.PerFrameFunctionalGroupsSequence) : List.of();
    return new FunctionalGroups(image, multiFrame, frame, perFrame);
  }

  /** The data set that holds the attributes of a functional group for this frame. */
  Optional<DicomDataset> group(int sequenceTag) {
    if (!multiFrame) {
      return Optional.of(image);
    }
    Optional<DicomDataset> own =
        frame < perFrame.size() ? perFrame.get(frame).firstItem(sequenceTag) : Optional.empty();
    return own.or(() -> image.firstItem(DicomTag.SharedFunctionalGroupsSequence, sequenceTag));
  }

  double[] numbers(int sequenceTag, int tag) {
    return group(sequenceTag).map(group -> group.numbers(tag)).orElse(new double[0]);
  }

  String text(int sequenceTag, int tag) {
    return group(sequenceTag).map(group -> String.join("\\", group.strings(tag))).orElse("");
  }
}
