package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One image is the same values however it is encoded. */
class EncodingsTest {
  private static final List<String> LOSSLESS =
      List.of(
          "1.2.1.dcm",
          "1.2.2.dcm",
          "1.2.1.99.dcm",
          "1.2.5.dcm",
          "4.57.dcm",
          "4.70.dcm",
          "4.90.dcm");

  @TempDir private Path folder;

  @Test
  void every_lossless_encoding_of_a_slice_gives_the_values_of_the_plain_one() throws IOException {
    Path in =
        SharedData.unzip("dicom_quirks/single_ct_slices_many_codecs.zip", folder.resolve("in"))
            .resolve("cs3d");
    int[] plain = PixelData.of(DicomFiles.read(in.resolve("CTImage.dcm"))).frame(0);
    int compared = 0;
    try (Stream<Path> files = Files.list(in)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("CTImage.dcm_") && LOSSLESS.stream().anyMatch(name::endsWith)) {
          assertThat(PixelData.of(DicomFiles.read(file)).frame(0)).as(name).isEqualTo(plain);
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(LOSSLESS.size());
  }

  @Test
  void an_enhanced_ct_is_a_series_with_each_frames_own_place_and_rescale() throws IOException {
    Path file = folder.resolve("enhanced.dcm");
    DicomFiles.write(file, enhanced(), DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    CtSeries series = new CtSeriesAssembler().assemble(List.of(file)).accepted().get(0);
    assertThat(series.grid().slices()).isEqualTo(3);
    assertThat(series.grid().sliceOrigins().get(0).zMm()).isEqualTo(-4);
    // Stored last first: the slice at the feet end is frame 3.
    assertThat(series.slices().get(0).referencedFrameNumber()).hasValue(3);
    assertThat(series.readVolume().hu(0, 0, 1)).isEqualTo((short) (3 * 9 - 1000));
    assertThat(series.readVolume().hu(2, 0, 0)).isEqualTo((short) (1 * 4 - 1000));
  }

  static DicomDataset enhanced() {
    DicomDataset d =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.ENHANCED_CT_IMAGE_STORAGE)
            .put(DicomTag.SOPInstanceUID, "2.25.1")
            .put(DicomTag.StudyInstanceUID, "2.25.2")
            .put(DicomTag.SeriesInstanceUID, "2.25.3")
            .put(DicomTag.FrameOfReferenceUID, "2.25.4")
            .put(DicomTag.Modality, "CT")
            .put(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
            .put(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .putIntegers(DicomTag.SamplesPerPixel, 1)
            .putIntegers(DicomTag.NumberOfFrames, 3)
            .putIntegers(DicomTag.Rows, 1)
            .putIntegers(DicomTag.Columns, 2)
            .putIntegers(DicomTag.BitsAllocated, 16)
            .putIntegers(DicomTag.BitsStored, 16)
            .putIntegers(DicomTag.HighBit, 15)
            .putIntegers(DicomTag.PixelRepresentation, 0)
            .putEncoded(DicomTag.PixelData, new byte[] {4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0});
    DicomDataset shared = d.addItem(DicomTag.SharedFunctionalGroupsSequence);
    shared
        .addItem(DicomTag.PlaneOrientationSequence)
        .putNumbers(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0);
    shared
        .addItem(DicomTag.PixelMeasuresSequence)
        .putNumbers(DicomTag.PixelSpacing, 1, 1)
        .putNumbers(DicomTag.SliceThickness, 2);
    for (int frame = 0; frame < 3; frame++) {
      DicomDataset own = d.addItem(DicomTag.PerFrameFunctionalGroupsSequence);
      own.addItem(DicomTag.PlanePositionSequence)
          .putNumbers(DicomTag.ImagePositionPatient, 0, 0, -2.0 * frame);
      own.addItem(DicomTag.PixelValueTransformationSequence)
          .putNumbers(DicomTag.RescaleSlope, frame + 1)
          .putNumbers(DicomTag.RescaleIntercept, -1000)
          .put(DicomTag.RescaleType, "HU");
    }
    return d;
  }
}
