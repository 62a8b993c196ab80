package org.contourflow.rtstruct.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/**
 * What a structure set says of itself, of its CT, and of the sets it was made from (PS3.3 C.8.8.5,
 * C.8.8.16). No patient identifiers.
 *
 * @param approval ApprovalStatus; may be empty
 * @param studyInstanceUid its own study; may be empty
 * @param frameOfReferenceUids of the reference chain and of the ROIs
 * @param seriesUids CT series of the reference chain; often empty
 * @param predecessorUids SOP Instance UIDs of PredecessorStructureSetSequence; often empty
 */
public record StructureSetLineage(
    String sopInstanceUid,
    String approval,
    String studyInstanceUid,
    Set<String> frameOfReferenceUids,
    Set<String> seriesUids,
    Set<String> predecessorUids) {
  public StructureSetLineage {
    frameOfReferenceUids = Set.copyOf(frameOfReferenceUids);
    seriesUids = Set.copyOf(seriesUids);
    predecessorUids = Set.copyOf(predecessorUids);
  }

  /** Of a structure set's data set. */
  public static StructureSetLineage of(DicomDataset dataset) {
    List<DicomDataset> references = dataset.items(DicomTag.ReferencedFrameOfReferenceSequence);
    Set<String> frames = texts(references, DicomTag.FrameOfReferenceUID);
    frames.addAll(
        texts(
            dataset.items(DicomTag.StructureSetROISequence),
            DicomTag.ReferencedFrameOfReferenceUID));
    List<DicomDataset> series =
        references.stream()
            .flatMap(frame -> frame.items(DicomTag.RTReferencedStudySequence).stream())
            .flatMap(study -> study.items(DicomTag.RTReferencedSeriesSequence).stream())
            .toList();
    return new StructureSetLineage(
        dataset.text(DicomTag.SOPInstanceUID),
        dataset.text(DicomTag.ApprovalStatus),
        dataset.text(DicomTag.StudyInstanceUID),
        frames,
        texts(series, DicomTag.SeriesInstanceUID),
        texts(
            dataset.items(DicomTag.PredecessorStructureSetSequence),
            DicomTag.ReferencedSOPInstanceUID));
  }

  private static Set<String> texts(List<DicomDataset> items, int tag) {
    return items.stream()
        .flatMap(item -> item.string(tag).stream())
        .filter(text -> !text.isBlank())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
