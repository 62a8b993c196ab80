package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells an archive that a structure set is outdated. */
class RejectionNoteTest {
  private static final LocalDateTime AT = LocalDateTime.of(2026, 11, 29, 6, 7, 8);

  @TempDir Path folder;

  private DicomDataset structureSet() throws Exception {
    Phantom phantom = Phantom.small().build();
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    BinaryMask lung = BinaryMask.wrap(series.grid(), phantom.truth().mask("Lung_L"));
    Path file = folder.resolve("rtss.dcm");
    Rois.write(series, DestinationProfile.GENERIC, Rois.of("Lung_L", lung)).writeTo(file);
    return DicomFiles.readHeader(file).dataset();
  }

  @Test
  void it_rejects_the_set_as_evidence_and_as_content_and_is_of_its_patient_and_study()
      throws Exception {
    DicomDataset set = structureSet();
    DicomDataset note = RejectionNote.of(List.of(set), "Superseded", AT);
    for (int tag :
        new int[] {DicomTag.PatientID, DicomTag.PatientName, DicomTag.StudyInstanceUID}) {
      assertThat(note.text(tag)).isEqualTo(set.text(tag));
    }
    assertThat(note.text(DicomTag.Modality)).isEqualTo("KO");
    assertThat(
            note.firstItem(DicomTag.ConceptNameCodeSequence).orElseThrow().text(DicomTag.CodeValue))
        .isEqualTo("113001");
    DicomDataset evidence =
        note.firstItem(
                DicomTag.CurrentRequestedProcedureEvidenceSequence,
                DicomTag.ReferencedSeriesSequence)
            .orElseThrow();
    assertThat(evidence.text(DicomTag.SeriesInstanceUID))
        .isEqualTo(set.text(DicomTag.SeriesInstanceUID));
    List<DicomDataset> content = note.items(DicomTag.ContentSequence);
    assertThat(content).hasSize(2);
    assertThat(content.get(0).text(DicomTag.TextValue)).isEqualTo("Superseded");
    assertThat(content.get(1).text(DicomTag.ValueType)).isEqualTo("COMPOSITE");
    for (DicomDataset item : List.of(evidence, content.get(1))) {
      DicomDataset reference = item.firstItem(DicomTag.ReferencedSOPSequence).orElseThrow();
      assertThat(reference.text(DicomTag.ReferencedSOPClassUID))
          .isEqualTo(DicomUid.RT_STRUCTURE_SET_STORAGE);
      assertThat(reference.text(DicomTag.ReferencedSOPInstanceUID))
          .isEqualTo(set.text(DicomTag.SOPInstanceUID));
    }
  }

  @Test
  void the_same_note_is_the_same_instance_and_another_is_another() throws Exception {
    DicomDataset set = structureSet();
    String first = RejectionNote.of(List.of(set), "Superseded", AT).text(DicomTag.SOPInstanceUID);
    assertThat(RejectionNote.of(List.of(set), "Superseded", AT).text(DicomTag.SOPInstanceUID))
        .isEqualTo(first);
    assertThat(
            RejectionNote.of(List.of(set), "Superseded", AT.plusSeconds(1))
                .text(DicomTag.SOPInstanceUID))
        .isNotEqualTo(first);
  }

  @Test
  @Tag("peer")
  void dciodvfy_finds_no_error_and_dcmtk_reads_the_document() throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    Peer dsrdump = Peer.require("dsrdump");
    Path file = folder.resolve("note.dcm");
    DicomFiles.write(
        file, RejectionNote.of(List.of(structureSet()), "Superseded", AT), RejectionNote.SYNTAX);
    assertThat(dciodvfy.run(file.toString()).output()).doesNotContain("Error");
    assertThat(dsrdump.run(file.toString()).output())
        .contains("Rejected for Quality Reasons", "RTStructureSetStorage");
  }
}
