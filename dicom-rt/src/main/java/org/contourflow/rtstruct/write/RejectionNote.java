package org.contourflow.rtstruct.write;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/**
 * Says to an archive that instances which it was given are not to be used any more: a Key Object
 * Selection (PS3.3 A.35.4, PS3.16 TID 2010) titled "Rejected for Quality Reasons", as IHE RAD IOCM
 * has it. It deletes nothing: what a rejected instance becomes is the archive's own rule.
 * Deterministic: the UIDs follow from what is rejected, why and when.
 */
public final class RejectionNote {
  /** Transfer syntax in which it is to be written. */
  public static final String SYNTAX = DicomUid.EXPLICIT_VR_LITTLE_ENDIAN;

  /** TextValue is UT and without a limit; what is longer than this was no sentence. */
  private static final int LONGEST_REASON = 1024;

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");

  private RejectionNote() {}

  /**
   * A note.
   *
   * @param rejected data sets of instances of one patient and study, at least one; their UIDs and
   *     what names patient and study are enough
   * @param reason a sentence of ASCII without a patient identifier
   * @param at local time
   */
  public static DicomDataset of(List<DicomDataset> rejected, String reason, LocalDateTime at) {
    DicomDataset first = rejected.get(0);
    DicomDataset note = DicomDataset.create();
    CopiedAttributes.put(note, first);
    note.remove(DicomTag.PositionReferenceIndicator);
    note.put(DicomTag.SOPClassUID, DicomUid.KEY_OBJECT_SELECTION_STORAGE);
    note.put(DicomTag.Modality, "KO").putIntegers(DicomTag.SeriesNumber, 1);
    note.put(DicomTag.InstanceNumber, "1");
    note.put(DicomTag.SeriesDescription, "Contourflow, superseded");
    note.put(DicomTag.Manufacturer, Equipment.CONTOURFLOW.manufacturer());
    note.put(DicomTag.ManufacturerModelName, Equipment.CONTOURFLOW.model());
    note.put(DicomTag.SoftwareVersions, Equipment.CONTOURFLOW.softwareVersion());
    note.put(DicomTag.ContentDate, DATE.format(at)).put(DicomTag.ContentTime, TIME.format(at));
    note.putEmpty(DicomTag.ReferencedPerformedProcedureStepSequence);
    putEvidence(note, rejected);
    putContent(note, rejected, reason);
    identify(note);
    return note;
  }

  /** Every instance that the content names, by study and series (PS3.3 C.17.2.2). */
  private static void putEvidence(DicomDataset note, List<DicomDataset> rejected) {
    DicomDataset study = note.addItem(DicomTag.CurrentRequestedProcedureEvidenceSequence);
    study.put(DicomTag.StudyInstanceUID, rejected.get(0).text(DicomTag.StudyInstanceUID));
    Map<String, DicomDataset> bySeries = new LinkedHashMap<>();
    for (DicomDataset one : rejected) {
      String uid = one.text(DicomTag.SeriesInstanceUID);
      DicomDataset series =
          bySeries.computeIfAbsent(
              uid,
              u ->
                  study
                      .addItem(DicomTag.ReferencedSeriesSequence)
                      .put(DicomTag.SeriesInstanceUID, u));
      refer(series.addItem(DicomTag.ReferencedSOPSequence), one);
    }
  }

  private static void putContent(DicomDataset note, List<DicomDataset> rejected, String reason) {
    note.put(DicomTag.ValueType, "CONTAINER").put(DicomTag.ContinuityOfContent, "SEPARATE");
    Provenance.putCode(
        note.addItem(DicomTag.ConceptNameCodeSequence),
        "113001",
        "DCM",
        "Rejected for Quality Reasons");
    note.addItem(DicomTag.ContentTemplateSequence)
        .put(DicomTag.MappingResource, "DCMR")
        .put(DicomTag.TemplateIdentifier, "2010");
    DicomDataset description = note.addItem(DicomTag.ContentSequence);
    description.put(DicomTag.RelationshipType, "CONTAINS").put(DicomTag.ValueType, "TEXT");
    Provenance.putCode(
        description.addItem(DicomTag.ConceptNameCodeSequence),
        "113012",
        "DCM",
        "Key Object Description");
    description.put(
        DicomTag.TextValue, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    for (DicomDataset one : rejected) {
      DicomDataset item = note.addItem(DicomTag.ContentSequence);
      item.put(DicomTag.RelationshipType, "CONTAINS").put(DicomTag.ValueType, kind(one));
      refer(item.addItem(DicomTag.ReferencedSOPSequence), one);
    }
  }

  /** Segmentations are images (PS3.16 TID 2010); a structure set is none. */
  private static String kind(DicomDataset one) {
    return one.text(DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)
        ? "COMPOSITE"
        : "IMAGE";
  }

  private static void refer(DicomDataset item, DicomDataset to) {
    item.put(DicomTag.ReferencedSOPClassUID, to.text(DicomTag.SOPClassUID));
    item.put(DicomTag.ReferencedSOPInstanceUID, to.text(DicomTag.SOPInstanceUID));
  }

  private static void identify(DicomDataset note) {
    byte[] content = DicomFiles.toPart10(withUids(note, "2.25.0", "2.25.0"), SYNTAX);
    String series = DicomUid.fromContent("series", content);
    withUids(
        note, series, DicomUid.fromContent("instance", series.getBytes(StandardCharsets.US_ASCII)));
  }

  private static DicomDataset withUids(DicomDataset note, String series, String instance) {
    return note.put(DicomTag.SeriesInstanceUID, series).put(DicomTag.SOPInstanceUID, instance);
  }
}
