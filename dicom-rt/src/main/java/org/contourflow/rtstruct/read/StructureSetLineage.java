package org.contourflow.rtstruct.read;

import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/**
 * What a structure set says of itself and of those it was made from (PS3.3 C.8.8.5, C.8.8.16).
 *
 * @param approval ApprovalStatus; may be empty
 * @param predecessorUids SOP Instance UIDs of PredecessorStructureSetSequence; often empty
 */
public record StructureSetLineage(
    String sopInstanceUid, String approval, Set<String> predecessorUids) {
  public StructureSetLineage {
    predecessorUids = Set.copyOf(predecessorUids);
  }

  /** Of a structure set's data set. */
  public static StructureSetLineage of(DicomDataset dataset) {
    return new StructureSetLineage(
        dataset.text(DicomTag.SOPInstanceUID),
        dataset.text(DicomTag.ApprovalStatus),
        dataset.items(DicomTag.PredecessorStructureSetSequence).stream()
            .flatMap(item -> item.string(DicomTag.ReferencedSOPInstanceUID).stream())
            .collect(Collectors.toSet()));
  }
}
