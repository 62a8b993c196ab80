package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.contourflow.contour.MaskTracer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.check.CheckRule;
import org.contourflow.rtstruct.check.Finding;
import org.contourflow.rtstruct.check.StructureSetChecker;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile.EmptyRoiPolicy;
import org.contourflow.rtstruct.write.StructureSetOutcome.Reason;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solids;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of docs/conformance-rtstruct.md that no other test holds; the numbers are the rows'. */
class ConformanceTest {
  /** A name in ideographs by an escape sequence, and a comment of Latin 1 would be misread. */
  private static final byte[] JAPANESE_NAME =
      "Yamada^Tarou=\u001b$B;3ED\u001b(B^\u001b$BB@O:\u001b(B".getBytes(StandardCharsets.US_ASCII);

  private static final int SPECIFIC_CHARACTER_SET = 0x00080005;
  private static final int OTHER_PATIENT_IDS = 0x00101000;
  private static final int PATIENT_AGE = 0x00101010;

  @TempDir Path folder;
  private ReferencedSeries series;
  private DicomDataset ct;
  private BinaryMask mask;

  private static PhantomBuilder phantom() {
    return Phantom.builder()
        .anatomy(Anatomy.of("Nothing", Solids.sphere(new Lps(0, 0, 0), 1), 0))
        .noiseHu(0)
        .subSamples(1)
        .matrix(20, 24)
        .spacingMm(0.7, 1.3)
        .centre(new Lps(-101.23456789, 57.1, 1234.56789))
        .slicesAtMm(3, -6.0123456, -3, 0.333333333, 5, 7.77);
  }

  @BeforeEach
  void writeCt() throws Exception {
    use(phantom().build());
  }

  private void use(Phantom phantom) throws Exception {
    series = TestSeries.write(phantom, folder.resolve("ct"));
    ct = DicomFiles.readHeader(phantom.writeTo(folder.resolve("ct")).files().get(0)).dataset();
    mask = BinaryMask.of(series.grid(), (s, r, c) -> s > 0 && s < 4 && r > 3 && r < 9 && c > 4);
  }

  private DicomDataset written() {
    return Rois.write(series, Rois.of("Heart", mask)).dataset();
  }

  private static DicomDataset only(DicomDataset dataset, int sequence) {
    assertThat(dataset.items(sequence)).hasSize(1);
    return dataset.items(sequence).get(0);
  }

  @Test
  void row_2_a_label_has_1_to_16_characters() {
    for (String label : List.of("", " ", "seventeen letters", "back\\slash", "Kopf\u00e4")) {
      assertThatThrownBy(
              () -> StructureSetContent.of(label, "", Rois.CREATED, List.of(Rois.of("A", mask))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 16");
    }
    assertThat(written().text(DicomTag.StructureSetLabel)).isEqualTo("CF TEST");
  }

  @Test
  void row_3_date_and_time_are_the_callers_local_ones() {
    assertThat(written().text(DicomTag.StructureSetDate)).isEqualTo("20261124");
    assertThat(written().text(DicomTag.StructureSetTime)).isEqualTo("081530");
  }

  @Test
  void row_4_a_long_name_and_a_second_of_the_same_name_are_refused() {
    assertRefused(Reason.NAME_TOO_LONG, Rois.of("Seventeen_letters", mask));
    assertRefused(Reason.NAME_NOT_UNIQUE, Rois.of("Heart", mask), Rois.of("HEART", mask));
    assertThatThrownBy(() -> Rois.of("He\\art", mask)).hasMessageContaining("backslash");
  }

  private void assertRefused(Reason reason, Roi... rois) {
    for (DestinationProfile profile : DestinationProfile.ALL) {
      assertThat(StructureSetWriter.write(series, Rois.content(rois), profile))
          .isInstanceOfSatisfying(
              StructureSetOutcome.Refused.class, no -> assertThat(no.reason()).isEqualTo(reason));
    }
  }

  @Test
  void row_5_rois_are_numbered_from_1_with_an_observation_and_a_contour_item_each() {
    DicomDataset dataset =
        Rois.write(series, Rois.of("A", mask), Rois.of("B", mask), Rois.of("C", mask)).dataset();
    assertNumbers(dataset, DicomTag.StructureSetROISequence, DicomTag.ROINumber);
    assertNumbers(dataset, DicomTag.ROIContourSequence, DicomTag.ReferencedROINumber);
    assertNumbers(dataset, DicomTag.RTROIObservationsSequence, DicomTag.ReferencedROINumber);
    assertNumbers(dataset, DicomTag.RTROIObservationsSequence, DicomTag.ObservationNumber);
  }

  private static void assertNumbers(DicomDataset dataset, int sequence, int tag) {
    assertThat(dataset.items(sequence))
        .extracting(item -> item.text(tag))
        .containsExactly("1", "2", "3");
  }

  private Roi roi(RoiType type, RoiGeneration generation) {
    return new Roi(
        "Heart",
        type,
        new RoiColour(0, 255, 7),
        Optional.empty(),
        generation,
        Optional.empty(),
        "",
        "",
        MaskTracer.trace(mask));
  }

  @ParameterizedTest
  @EnumSource(
      value = RoiType.class,
      names = {"ORGAN", "EXTERNAL", "AVOIDANCE"})
  void row_6_the_interpreted_type_is_the_definitions(RoiType type) {
    DicomDataset dataset = Rois.write(series, roi(type, RoiGeneration.AUTOMATIC)).dataset();
    assertThat(
            only(dataset, DicomTag.RTROIObservationsSequence).text(DicomTag.RTROIInterpretedType))
        .isEqualTo(type.name());
  }

  @Test
  void row_7_a_models_contours_are_automatic_and_an_unknown_origin_is_empty_but_there() {
    assertThat(
            only(written(), DicomTag.StructureSetROISequence).text(DicomTag.ROIGenerationAlgorithm))
        .isEqualTo("AUTOMATIC");
    DicomDataset roi =
        only(
            Rois.write(series, roi(RoiType.ORGAN, RoiGeneration.UNKNOWN)).dataset(),
            DicomTag.StructureSetROISequence);
    assertThat(roi.contains(DicomTag.ROIGenerationAlgorithm)).isTrue();
    assertThat(roi.hasValue(DicomTag.ROIGenerationAlgorithm)).isFalse();
  }

  @Test
  void row_7_how_it_was_made_is_one_value_of_at_most_64_characters() {
    assertThat(
            only(written(), DicomTag.StructureSetROISequence)
                .text(DicomTag.ROIGenerationDescription))
        .isEqualTo("made by a test");
    assertThat(
            only(
                    Rois.write(series, roi(RoiType.ORGAN, RoiGeneration.AUTOMATIC)).dataset(),
                    DicomTag.StructureSetROISequence)
                .contains(DicomTag.ROIGenerationDescription))
        .as("nothing to say")
        .isFalse();
    for (String bad : List.of("x".repeat(65), "two\\values")) {
      assertThatThrownBy(() -> generation(bad)).hasMessageContaining("generation description");
    }
  }

  private Roi generation(String text) {
    return new Roi(
        "Heart",
        RoiType.ORGAN,
        new RoiColour(0, 255, 7),
        Optional.empty(),
        RoiGeneration.AUTOMATIC,
        Optional.empty(),
        "",
        text,
        MaskTracer.trace(mask));
  }

  @Test
  void row_8_no_coordinate_has_more_than_16_bytes_and_z_is_the_slices_own() throws Exception {
    DicomDataset dataset = written();
    Map<String, String> zOfImage = new HashMap<>();
    for (Path file : phantom().build().writeTo(folder.resolve("ct")).files()) {
      DicomDataset slice = DicomFiles.readHeader(file).dataset();
      zOfImage.put(
          slice.text(DicomTag.SOPInstanceUID), slice.strings(DicomTag.ImagePositionPatient).get(2));
    }
    List<DicomDataset> contours =
        only(dataset, DicomTag.ROIContourSequence).items(DicomTag.ContourSequence);
    assertThat(contours).hasSize(3);
    for (DicomDataset contour : contours) {
      byte[] data = contour.bytes(DicomTag.ContourData).orElseThrow();
      String[] values = new String(data, StandardCharsets.US_ASCII).split("\\\\");
      String image =
          only(contour, DicomTag.ContourImageSequence).text(DicomTag.ReferencedSOPInstanceUID);
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i].strip().length()).isBetween(1, 16);
        if (i % 3 == 2) { // row 16
          assertThat(Double.parseDouble(values[i]))
              .isEqualTo(Double.parseDouble(zOfImage.get(image)));
        }
      }
    }
  }

  @Test
  void row_9_every_profile_writes_implicit_vr_and_a_contour_above_64_kb_comes_back()
      throws Exception {
    use(phantom().matrix(120, 130).build());
    Random random = new Random(1);
    BinaryMask noise = BinaryMask.of(series.grid(), (s, r, c) -> s == 2 && random.nextInt(10) < 8);
    Path file = folder.resolve("large.dcm");
    StructureSetOutcome.Completed done = Rois.write(series, Rois.of("Noise", noise));
    done.writeTo(file);
    DicomFile read = DicomFiles.read(file);
    assertThat(read.transferSyntaxUid()).isEqualTo(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    assertThat(done.notes()).anySatisfy(note -> assertThat(note).contains("above the limit"));
    assertThat(StructureSetChecker.check(read.dataset(), Optional.of(series)))
        .extracting(Finding::rule)
        .containsOnly(CheckRule.EXPLICIT_VR_OVERFLOW);
    ReadRoi roi = StructureSetReader.read(file).rois().get(0);
    assertThat(new StructureSetRasterizer(series.grid()).rasterize(roi).mask().toBitSet())
        .isEqualTo(noise.toBitSet());
    for (DestinationProfile profile : DestinationProfile.ALL) {
      assertThat(Rois.write(series, profile, Rois.of("Heart", mask)).transferSyntaxUid())
          .isEqualTo(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    }
  }

  @Test
  void row_12_the_chain_has_the_cts_frame_and_study_and_every_slice() {
    DicomDataset dataset = written();
    DicomDataset frame = only(dataset, DicomTag.ReferencedFrameOfReferenceSequence);
    DicomDataset study = only(frame, DicomTag.RTReferencedStudySequence);
    DicomDataset listed = only(study, DicomTag.RTReferencedSeriesSequence);
    assertThat(frame.text(DicomTag.FrameOfReferenceUID)).isEqualTo(series.frameOfReferenceUid());
    assertThat(dataset.text(DicomTag.FrameOfReferenceUID)).isEqualTo(series.frameOfReferenceUid());
    assertThat(study.text(DicomTag.ReferencedSOPInstanceUID)).isEqualTo(series.studyInstanceUid());
    assertThat(listed.text(DicomTag.SeriesInstanceUID)).isEqualTo(series.seriesInstanceUid());
    assertThat(listed.items(DicomTag.ContourImageSequence))
        .extracting(image -> image.text(DicomTag.ReferencedSOPInstanceUID))
        .containsExactlyElementsOf(
            series.images().stream().map(ReferencedImage::sopInstanceUid).toList());
  }

  @Test
  void row_13_the_study_is_the_cts_series_and_instance_are_new_and_follow_the_content() {
    StructureSetOutcome.Completed one = Rois.write(series, Rois.of("Heart", mask));
    assertThat(one.dataset().text(DicomTag.StudyInstanceUID)).isEqualTo(series.studyInstanceUid());
    assertThat(one.seriesInstanceUid()).isNotEqualTo(series.seriesInstanceUid());
    Set<String> uids = new HashSet<>(List.of(one.seriesInstanceUid(), one.sopInstanceUid()));
    series.images().forEach(image -> uids.add(image.sopInstanceUid()));
    assertThat(uids).hasSize(2 + series.images().size()).allMatch(DicomUid::isValid);
    assertThat(Rois.write(series, Rois.of("Heart", mask)).sopInstanceUid())
        .isEqualTo(one.sopInstanceUid());
    StructureSetContent later =
        StructureSetContent.of(
            "CF TEST",
            "Test contours, unapproved",
            LocalDateTime.of(2026, 11, 24, 8, 15, 31),
            List.of(Rois.of("Heart", mask)));
    StructureSetOutcome other = StructureSetWriter.write(series, later, DestinationProfile.GENERIC);
    assertThat(((StructureSetOutcome.Completed) other).sopInstanceUid())
        .isNotEqualTo(one.sopInstanceUid());
  }

  @Test
  void row_14_patient_and_study_are_the_cts_bytes_in_its_character_set() throws Exception {
    use(
        phantom()
            .editSlices(
                (slice, a) ->
                    a.text(SPECIFIC_CHARACTER_SET, "CS", "", "ISO 2022 IR 87")
                        .bytes(DicomTag.PatientName, "PN", JAPANESE_NAME)
                        .bytes(
                            OTHER_PATIENT_IDS,
                            "LO",
                            "X-17\\Y 4".getBytes(StandardCharsets.US_ASCII))
                        .text(PATIENT_AGE, "AS", "063Y")
                        .text(DicomTag.AccessionNumber, "SH", "A-77"))
            .build());
    Path file = folder.resolve("rtss.dcm");
    Rois.write(series, Rois.of("Heart", mask)).writeTo(file);
    DicomDataset read = DicomFiles.read(file).dataset();
    assertThat(read.strings(SPECIFIC_CHARACTER_SET)).containsExactly("", "ISO 2022 IR 87");
    for (int tag :
        new int[] {
          DicomTag.PatientName,
          DicomTag.PatientID,
          DicomTag.PatientBirthDate,
          DicomTag.PatientSex,
          OTHER_PATIENT_IDS,
          PATIENT_AGE,
          DicomTag.StudyInstanceUID,
          DicomTag.StudyDate,
          DicomTag.StudyTime,
          DicomTag.StudyID,
          DicomTag.AccessionNumber,
        }) {
      assertThat(read.bytes(tag)).as(DicomTag.describe(tag)).isPresent();
      assertThat(read.bytes(tag).orElseThrow())
          .as(DicomTag.describe(tag))
          .isEqualTo(ct.bytes(tag).orElseThrow());
    }
    assertThat(read.text(DicomTag.PatientName)).contains("\u5c71\u7530");
  }

  @Test
  void row_14_what_the_ct_lacks_is_there_and_empty() throws Exception {
    int[] type2 = {
      DicomTag.PatientBirthDate,
      DicomTag.PatientSex,
      DicomTag.StudyTime,
      DicomTag.ReferringPhysicianName,
      DicomTag.StudyID,
      DicomTag.AccessionNumber,
    };
    use(
        phantom()
            .editSlices(
                (slice, a) -> {
                  for (int tag : type2) {
                    a.remove(tag);
                  }
                })
            .build());
    DicomDataset dataset = written();
    for (int tag : type2) {
      assertThat(ct.contains(tag)).isFalse();
      assertThat(dataset.contains(tag)).as(DicomTag.describe(tag)).isTrue();
      assertThat(dataset.hasValue(tag)).as(DicomTag.describe(tag)).isFalse();
    }
    assertThat(dataset.contains(DicomTag.OperatorsName)).isTrue();
    assertThat(StructureSetChecker.check(dataset, Optional.of(series))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void row_19_a_structure_that_was_not_found_is_told_and_written_as_the_profile_says(
      EmptyRoiPolicy policy) {
    BinaryMask nothing = BinaryMask.of(series.grid(), (s, r, c) -> false);
    DestinationProfile profile = DestinationProfile.GENERIC.withEmptyRoi(policy);
    StructureSetOutcome.Completed done =
        Rois.write(series, profile, Rois.of("Absent", nothing), Rois.of("Heart", mask));
    assertThat(done.absentRois()).containsExactly("Absent");
    int rois = policy == EmptyRoiPolicy.LEAVE_OUT ? 1 : 2;
    int items = policy == EmptyRoiPolicy.KEEP_WITH_EMPTY_CONTOUR_ITEM ? 2 : 1;
    assertThat(done.dataset().items(DicomTag.StructureSetROISequence)).hasSize(rois);
    assertThat(done.dataset().items(DicomTag.RTROIObservationsSequence)).hasSize(rois);
    assertThat(done.dataset().items(DicomTag.ROIContourSequence)).hasSize(items);
    assertThat(done.dataset().items(DicomTag.ROIContourSequence))
        .filteredOn(item -> item.contains(DicomTag.ContourSequence))
        .hasSize(1);
    assertThat(StructureSetChecker.check(done.dataset(), Optional.of(series))).isEmpty();
    if (policy == EmptyRoiPolicy.LEAVE_OUT) {
      assertRefused(Reason.NO_ROI);
    }
  }

  @Test
  void row_22_it_is_never_approved() {
    for (DestinationProfile profile : DestinationProfile.ALL) {
      DicomDataset dataset = Rois.write(series, profile, Rois.of("Heart", mask)).dataset();
      assertThat(dataset.strings(DicomTag.ApprovalStatus)).containsExactly("UNAPPROVED");
    }
  }

  @Test
  void row_23_a_machine_can_read_who_made_it() {
    DicomDataset dataset = written();
    DicomDataset equipment = only(dataset, DicomTag.ContributingEquipmentSequence);
    assertThat(equipment.text(DicomTag.Manufacturer)).isEqualTo("Contourflow");
    assertThat(only(equipment, DicomTag.PurposeOfReferenceCodeSequence).text(DicomTag.CodeValue))
        .isEqualTo("109102");
    assertThat(equipment.text(DicomTag.ContributionDescription))
        .contains("thorax-demo 1.2.0", Rois.MODEL.checksum());
    DicomDataset algorithm =
        only(
            only(dataset, DicomTag.StructureSetROISequence),
            DicomTag.ROIDerivationAlgorithmIdentificationSequence);
    assertThat(algorithm.text(DicomTag.AlgorithmName)).isEqualTo("thorax-demo");
    assertThat(algorithm.text(DicomTag.AlgorithmVersion)).isEqualTo("1.2.0");
    assertThat(algorithm.text(DicomTag.AlgorithmParameters)).isEqualTo(Rois.MODEL.checksum());
    assertThat(algorithm.text(DicomTag.AlgorithmSource)).isEqualTo("Contourflow");
    assertThat(only(algorithm, DicomTag.AlgorithmFamilyCodeSequence).text(DicomTag.CodeValue))
        .isEqualTo("123110");
  }

  @Test
  void row_24_equipment_and_description_are_our_own_and_none_of_the_scanners() throws Exception {
    use(
        phantom()
            .editSlices((slice, a) -> a.text(DicomTag.Manufacturer, "LO", "Scanner Works"))
            .build());
    DicomDataset dataset = written();
    assertThat(dataset.text(DicomTag.Manufacturer)).isEqualTo("Contourflow");
    assertThat(dataset.text(DicomTag.ManufacturerModelName)).isEqualTo("Contourflow");
    assertThat(dataset.text(DicomTag.SoftwareVersions))
        .isEqualTo(DicomUid.IMPLEMENTATION_VERSION_NAME);
    assertThat(dataset.text(DicomTag.SeriesDescription)).isEqualTo("Test contours, unapproved");
    assertThat(ct.text(DicomTag.Manufacturer)).isEqualTo("Scanner Works");
  }

  @Test
  void row_25_colours_are_three_values_of_0_to_255() {
    DicomDataset dataset =
        Rois.write(series, roi(RoiType.ORGAN, RoiGeneration.AUTOMATIC)).dataset();
    assertThat(only(dataset, DicomTag.ROIContourSequence).integers(DicomTag.ROIDisplayColor))
        .containsExactly(0, 255, 7);
    assertThatThrownBy(() -> new RoiColour(0, 256, 0)).hasMessageContaining("0 to 255");
    assertThatThrownBy(() -> new RoiColour(0, -1, 0)).hasMessageContaining("0 to 255");
  }

  @Test
  void row_26_no_retired_and_no_private_attribute_is_anywhere() {
    List<Integer> tags = new ArrayList<>();
    collect(written(), tags);
    assertThat(tags)
        .hasSizeGreaterThan(60)
        .doesNotContain(
            DicomTag.ContourSlabThickness,
            DicomTag.ContourOffsetVector,
            DicomTag.AttachedContours,
            DicomTag.ROIObservationLabel)
        .allMatch(tag -> (tag >>> 16) % 2 == 0);
  }

  private static void collect(DicomDataset dataset, List<Integer> tags) {
    for (int tag : dataset.tags()) {
      tags.add(tag);
      dataset.items(tag).forEach(item -> collect(item, tags));
    }
  }

  @Test
  void a_frame_of_a_multi_frame_image_is_referred_to_by_its_number() {
    List<ReferencedImage> frames = new ArrayList<>();
    for (int i = 0; i < series.images().size(); i++) {
      frames.add(
          new ReferencedImage(
              DicomUid.ENHANCED_CT_IMAGE_STORAGE, "1.2.3.4.5", OptionalInt.of(i + 1)));
    }
    ReferencedSeries enhanced =
        new ReferencedSeries(
            series.studyInstanceUid(),
            series.seriesInstanceUid(),
            series.frameOfReferenceUid(),
            series.grid(),
            frames,
            series.header());
    DicomDataset dataset = Rois.write(enhanced, Rois.of("Heart", mask)).dataset();
    assertThat(only(dataset, DicomTag.ROIContourSequence).items(DicomTag.ContourSequence))
        .extracting(
            c -> only(c, DicomTag.ContourImageSequence).text(DicomTag.ReferencedFrameNumber))
        .containsExactly("2", "3", "4");
    assertThat(StructureSetChecker.check(dataset, Optional.of(enhanced))).isEmpty();
  }
}
