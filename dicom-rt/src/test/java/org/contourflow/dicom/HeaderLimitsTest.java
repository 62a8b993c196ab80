package org.contourflow.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.dicom.DicomReadException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a vendor, or somebody who means harm, puts beside an image does not come into memory. */
class HeaderLimitsTest {
  private static final int PRIVATE = 0x00290000;

  @TempDir Path folder;

  private static DicomDataset image() {
    return DicomDataset.create()
        .put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE)
        .put(DicomTag.SOPInstanceUID, "1.2.3.4")
        .put(DicomTag.SeriesInstanceUID, "1.2.3")
        .put(0x00290010, DicomVr.LO, "A VENDOR");
  }

  private Path write(DicomDataset image) throws IOException {
    Path file = folder.resolve("image.dcm");
    DicomFiles.write(file, image, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  @Test
  void large_private_values_are_passed_over_in_header_and_image_and_read_where_all_is_wanted()
      throws IOException {
    DicomDataset image = image().putEncoded(DicomTag.PixelData, DicomVr.OW, new byte[64]);
    for (int i = 0; i < 60; i++) {
      image.putEncoded(PRIVATE + 0x1001 + i, DicomVr.OB, new byte[(1 << 20) + 2]);
    }
    image.putEncoded(PRIVATE + 0x1000, DicomVr.OB, new byte[1 << 20]);
    Path file = write(image);
    for (DicomDataset read :
        new DicomDataset[] {
          DicomFiles.readHeader(file).dataset(), DicomFiles.readImage(file).dataset()
        }) {
      assertThat(read.text(DicomTag.SeriesInstanceUID)).isEqualTo("1.2.3");
      assertThat(read.contains(PRIVATE + 0x1001)).isFalse();
      assertThat(read.bytes(PRIVATE + 0x1000)).as("1 MiB is not too large").isPresent();
    }
    assertThat(DicomFiles.readImage(file).dataset().bytes(DicomTag.PixelData)).isPresent();
    assertThat(DicomFiles.read(file).dataset().contains(PRIVATE + 0x1001)).isTrue();
  }

  @Test
  void many_values_below_the_limit_are_too_much_together() throws IOException {
    DicomDataset image = image();
    for (int i = 0; i < 40; i++) {
      image.putEncoded(PRIVATE + 0x1001 + i, DicomVr.OB, new byte[1 << 20]);
    }
    Path file = write(image);
    assertThatThrownBy(() -> DicomFiles.readHeader(file))
        .isInstanceOfSatisfying(
            DicomReadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void a_million_empty_items_are_too_much_as_well() throws IOException {
    DicomDataset image = image();
    for (int i = 0; i < 200_000; i++) {
      image.addItem(DicomTag.ReferencedImageSequence);
    }
    Path file = write(image);
    assertThatThrownBy(() -> DicomFiles.readHeader(file)).isInstanceOf(DicomReadException.class);
  }

  @Test
  void a_text_far_beyond_its_vr_is_not_kept() throws IOException {
    Path file = write(image().put(DicomTag.PatientID, "X".repeat(60_000)));
    assertThat(DicomFiles.readHeader(file).dataset().contains(DicomTag.PatientID)).isFalse();
    assertThat(Files.size(file)).isGreaterThan(60_000);
  }

  @Test
  void what_is_passed_over_is_counted() throws IOException {
    DicomDataset image = image().putEncoded(PRIVATE + 0x1001, DicomVr.OB, new byte[(1 << 20) + 2]);
    assertThat(DicomFiles.readHeader(write(image)).passedOverBytes()).isEqualTo((1 << 20) + 2);
    assertThat(DicomFiles.readHeader(write(image())).passedOverBytes()).isZero();
  }

  /** Zeros pack a thousandfold; an image that is deflated, at most tenfold. */
  @Test
  void a_deflated_file_that_unfolds_beyond_measure_is_refused_and_an_image_is_not()
      throws IOException {
    Path file = folder.resolve("deflated.dcm");
    DicomDataset bomb = image().putEncoded(DicomTag.PixelData, DicomVr.OW, new byte[100 << 20]);
    DicomFiles.write(file, bomb, DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertThatThrownBy(() -> DicomFiles.readImage(file))
        .isInstanceOfSatisfying(
            DicomReadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    DicomDataset slice = image().putEncoded(DicomTag.PixelData, DicomVr.OW, new byte[1 << 19]);
    DicomFiles.write(file, slice, DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    assertThat(DicomFiles.readImage(file).dataset().bytes(DicomTag.PixelData))
        .hasValueSatisfying(pixels -> assertThat(pixels).hasSize(1 << 19));
  }
}
