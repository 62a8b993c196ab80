package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.StructureSetAppender.Policy;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Theirs as other systems write it: text without a character set, numbers as they like. */
class StructureSetAppenderTest {
  @TempDir Path folder;
  private ReferencedSeries ct;
  private BinaryMask mask;

  @BeforeEach
  void writeCt() throws Exception {
    Phantom phantom = (Phantom) GridCases.all().findFirst().orElseThrow().get()[1];
    ct = TestSeries.write(phantom, folder.resolve("ct"));
    mask = BinaryMask.of(ct.grid(), (s, r, c) -> s > 0 && s < 4 && r > 2 && r < 8 && c < 6);
  }

  private DicomDataset theirs() {
    return Rois.write(ct, Rois.of("Left", mask), Rois.of("Right", mask)).dataset();
  }

  /** The CT in this character set; empty: it names none. */
  private ReferencedSeries ctIn(String characters) {
    DicomDataset header = ct.header().copy().remove(DicomTag.SpecificCharacterSet);
    if (!characters.isEmpty()) {
      header.put(DicomTag.SpecificCharacterSet, characters);
    }
    return new ReferencedSeries(
        ct.studyInstanceUid(),
        ct.seriesInstanceUid(),
        ct.frameOfReferenceUid(),
        ct.grid(),
        ct.images(),
        header);
  }

  private static Completed append(DicomDataset theirs, ReferencedSeries series, BinaryMask mask) {
    StructureSetContent ours =
        Rois.content(Rois.of("Heart", mask), Rois.of("Liver", mask)).withDescription("Protocol");
    return (Completed)
        new StructureSetAppender(theirs, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN, series)
            .append(ours, DestinationProfile.GENERIC, Policy.CAREFUL);
  }

  /** As it is read again from its bytes. */
  private static DicomDataset again(Completed both) throws IOException {
    return DicomFiles.read(
            new ByteArrayInputStream(DicomFiles.toPart10(both.dataset(), both.transferSyntaxUid())),
            "both")
        .dataset();
  }

  private static List<DicomDataset> rois(DicomDataset set) {
    return set.items(DicomTag.StructureSetROISequence);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "'', ISO_IR 100", "'', ISO_IR 192", "ISO_IR 6, ISO_IR 192"})
  void umlauts_without_a_character_set_stay_letters_and_bytes(String declared, String ofCt)
      throws Exception {
    DicomDataset theirs = theirs().remove(DicomTag.SpecificCharacterSet);
    if (!declared.isEmpty()) {
      theirs.put(DicomTag.SpecificCharacterSet, declared);
    }
    byte[] name = "\u00d6sophagus".getBytes(StandardCharsets.ISO_8859_1);
    byte[] plan = "Pl\u00e4ne".getBytes(StandardCharsets.ISO_8859_1);
    rois(theirs).get(0).putEncoded(DicomTag.ROIName, name);
    rois(theirs).get(0).putEncoded(DicomTag.ROIDescription, plan);
    theirs.putEncoded(DicomTag.StructureSetDescription, plan);
    DicomDataset both = again(append(theirs, ctIn(ofCt), mask));
    assertThat(rois(both).get(0).bytes(DicomTag.ROIName).orElseThrow()).startsWith(name);
    assertThat(rois(both).get(0).text(DicomTag.ROIName)).isEqualTo("\u00d6sophagus");
    assertThat(rois(both).get(0).text(DicomTag.ROIDescription)).isEqualTo("Pl\u00e4ne");
    assertThat(both.text(DicomTag.StructureSetDescription)).isEqualTo("Pl\u00e4ne; Protocol");
    assertThat(rois(both)).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"ISO_IR 192, ISO-8859-1", "ISO_IR 999, ISO-8859-1", "ISO_IR 100, UTF-8"})
  void bytes_of_another_character_set_than_the_declared_one_stay(String declared, String real)
      throws Exception {
    DicomDataset theirs = theirs().put(DicomTag.SpecificCharacterSet, declared);
    byte[] plan = "Pl\u00e4ne und Gr\u00f6\u00dfe".getBytes(Charset.forName(real));
    theirs.putEncoded(DicomTag.StructureSetDescription, plan);
    DicomDataset both = again(append(theirs, ctIn("ISO_IR 192"), mask));
    assertThat(both.text(DicomTag.SpecificCharacterSet)).isEqualTo(declared);
    assertThat(both.bytes(DicomTag.StructureSetDescription).orElseThrow()).startsWith(plan);
    theirs.putEncoded(
        DicomTag.StructureSetDescription, "\u00e4".repeat(1020).getBytes(Charset.forName(real)));
    Completed shortened = append(theirs, ctIn("ISO_IR 192"), mask);
    assertThat(again(shortened).text(DicomTag.StructureSetDescription)).endsWith("Protocol");
    assertThat(shortened.notes()).anyMatch(note -> note.contains("shortened"));
  }

  private static DicomDataset item(DicomDataset set, int sequence, int index) {
    return set.items(sequence).get(index);
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 1", "2147483646, 1", "-5, 0", "'two ', 0", "7, 0"})
  void ours_have_numbers_that_nothing_of_theirs_has(String number, int of) throws Exception {
    DicomDataset theirs = theirs();
    byte[] value = number.getBytes(StandardCharsets.US_ASCII);
    item(theirs, DicomTag.StructureSetROISequence, of).putEncoded(DicomTag.ROINumber, value);
    item(theirs, DicomTag.RTROIObservationsSequence, of)
        .putEncoded(DicomTag.ObservationNumber, value);
    // Contours of a ROI that is defined nowhere, just behind the last that is.
    item(theirs, DicomTag.ROIContourSequence, 1).putIntegers(DicomTag.ReferencedROINumber, 3);
    DicomDataset both = again(append(theirs, ct, mask));
    List<DicomDataset> contours = both.items(DicomTag.ROIContourSequence);
    for (int i = 2; i < 4; i++) {
      String own = rois(both).get(i).text(DicomTag.ROINumber);
      assertThat(Integer.parseInt(own)).isPositive().isNotEqualTo(3);
      assertThat(rois(both).stream().filter(r -> r.text(DicomTag.ROINumber).equals(own)))
          .hasSize(1);
      assertThat(contours.stream().filter(c -> c.text(DicomTag.ReferencedROINumber).equals(own)))
          .hasSize(1);
      assertThat(
              item(both, DicomTag.RTROIObservationsSequence, i)
                  .integer(DicomTag.ObservationNumber)
                  .getAsInt())
          .isPositive();
    }
  }

  @Test
  void a_set_in_ascii_without_a_character_set_is_not_told() {
    DicomDataset theirs = theirs().remove(DicomTag.SpecificCharacterSet);
    assertThat(append(theirs, ct, mask).notes()).noneMatch(note -> note.contains("character set"));
  }
}
