package org.contourflow.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.contourflow.dicom.DicomReadException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test per trap of the toolkit that concerns files; the network's are in {@code .net}. */
class DicomToolkitTrapsTest {
  @TempDir private Path folder;

  static DicomDataset instance() {
    return DicomDataset.create()
        .put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE)
        .put(DicomTag.SOPInstanceUID, "1.2.3");
  }

  private static DicomFile readBack(byte[] bytes) throws IOException {
    return DicomFiles.read(new ByteArrayInputStream(bytes), "memory");
  }

  @Test
  void trap_1_text_without_a_character_set_is_latin_1_and_not_chinese() throws IOException {
    byte[] name = {'M', (byte) 0xFC, (byte) 0xDF, 'e', 'r', '^', 'A'};
    DicomDataset dataset = instance().putEncoded(DicomTag.PatientName, name);
    DicomFile back = readBack(DicomFiles.toPart10(dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    assertThat(back.dataset().text(DicomTag.PatientName)).isEqualTo("Müßer^A");
  }

  @Test
  void trap_2_an_empty_offset_table_survives_reading_and_writing_again() throws IOException {
    byte[] written = encapsulated(new byte[] {1, 2, 3, 4});
    DicomFile once = readBack(written);
    assertThat(once.dataset().fragments(DicomTag.PixelData)).hasSize(1);
    assertThat(once.dataset().basicOffsetTable(DicomTag.PixelData)).isEmpty();
    byte[] again = DicomFiles.toPart10(once.dataset(), DicomUid.RLE_LOSSLESS);
    assertThat(readBack(again).dataset().fragments(DicomTag.PixelData))
        .containsExactly(new byte[] {1, 2, 3, 4});
  }

  /** An RLE instance with an empty Basic Offset Table, made by hand. */
  private static byte[] encapsulated(byte[] fragment) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(DicomFiles.toPart10(instance(), DicomUid.RLE_LOSSLESS));
    byte[] undefined = {-1, -1, -1, -1};
    out.write(new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0});
    out.write(undefined);
    byte[] item = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0};
    out.write(item);
    out.write(new byte[4]);
    out.write(item);
    out.write(new byte[] {(byte) fragment.length, 0, 0, 0});
    out.write(fragment);
    out.write(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0});
    return out.toByteArray();
  }

  @Test
  void trap_3_no_image_reader_needs_opencv() {
    DicomToolkit.initialise();
    for (String format : ImageIO.getReaderFormatNames()) {
      for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format);
          all.hasNext(); ) {
        assertThat(all.next().getClass().getName()).doesNotContain("opencv");
      }
    }
    assertThat(ImageIO.getWriterFormatNames()).isNotEmpty();
  }

  @Test
  void trap_4_a_file_names_this_project_as_its_writer() throws IOException {
    DicomFile back = readBack(DicomFiles.toPart10(instance(), DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    assertThat(back.fileMeta().text(DicomTag.ImplementationClassUID))
        .isEqualTo(DicomUid.IMPLEMENTATION_CLASS);
    assertThat(back.fileMeta().text(DicomTag.ImplementationVersionName))
        .isEqualTo(DicomUid.IMPLEMENTATION_VERSION_NAME);
    assertThat(back.transferSyntaxUid()).isEqualTo(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }

  @Test
  void trap_5_a_uid_that_is_a_path_is_not_a_uid() {
    DicomDataset hostile = instance().put(DicomTag.SOPInstanceUID, "../../etc/passwd");
    assertThatThrownBy(() -> DicomFiles.toPart10(hostile, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SOPInstanceUID");
  }

  @Test
  void trap_7_long_contour_data_is_written_in_implicit_vr_and_refused_in_explicit()
      throws IOException {
    byte[] coordinates = "1.5\\2.5\\-3.5\\".repeat(6000).getBytes();
    byte[] even = Arrays.copyOf(coordinates, coordinates.length - 1 & ~1);
    DicomDataset dataset = instance();
    dataset
        .addItem(DicomTag.ROIContourSequence)
        .addItem(DicomTag.ContourSequence)
        .putEncoded(DicomTag.ContourData, even);
    byte[] written = DicomFiles.toPart10(dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    DicomDataset contour =
        readBack(written)
            .dataset()
            .firstItem(DicomTag.ROIContourSequence, DicomTag.ContourSequence)
            .orElseThrow();
    assertThat(contour.vr(DicomTag.ContourData)).hasValue(DicomVr.DS);
    assertThat(contour.bytes(DicomTag.ContourData).orElseThrow()).isEqualTo(even);
    assertThatThrownBy(() -> DicomFiles.toPart10(dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Implicit VR Little Endian");
  }

  @Test
  void trap_10_three_thousand_nested_sequences_are_refused_and_not_a_stack_overflow()
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(DicomFiles.toPart10(instance(), DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    for (int i = 0; i < 3000; i++) {
      out.write(new byte[] {0x06, 0x30, 0x39, 0, -1, -1, -1, -1});
      out.write(new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, -1, -1, -1, -1});
    }
    assertThatThrownBy(() -> readBack(out.toByteArray()))
        .asInstanceOf(type(DicomReadException.class))
        .extracting(DicomReadException::reason)
        .isEqualTo(Reason.HOSTILE_NESTING);
  }

  @Test
  void a_file_is_read_up_to_its_pixel_data_and_knows_how_much_there_is() throws IOException {
    DicomDataset dataset = instance().putEncoded(DicomTag.PixelData, new byte[1000]);
    Path file = folder.resolve("ct.dcm");
    DicomFiles.write(file, dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    DicomHeader header = DicomFiles.readHeader(file);
    assertThat(header.dataset().contains(DicomTag.PixelData)).isFalse();
    assertThat(header.pixelData())
        .isEqualTo(new DicomHeader.PixelDataInfo(true, false, 1000, 1000));
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 1);
    }
    assertThat(DicomFiles.readHeader(file).pixelData().availableBytes()).isEqualTo(999);
    assertReason(file, Reason.TRUNCATED);
  }

  @Test
  void what_is_not_dicom_says_so() throws IOException {
    Path text =
        Files.writeString(folder.resolve("notes.txt"), "hello, this is not an image\n".repeat(20));
    assertReason(text, Reason.NOT_DICOM);
    assertReason(Files.createFile(folder.resolve("empty")), Reason.EMPTY);
    assertReason(Files.write(folder.resolve("zeros"), new byte[4096]), Reason.NOT_DICOM);
    assertThatThrownBy(() -> DicomFiles.read(folder.resolve("nowhere")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  private static void assertReason(Path file, Reason reason) {
    assertThatThrownBy(() -> DicomFiles.read(file))
        .asInstanceOf(type(DicomReadException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.source()).isEqualTo(file.toString()));
  }

  @Test
  void a_written_file_has_no_byte_behind_its_data_set_and_leaves_no_temporary() throws IOException {
    Path file = folder.resolve("rt.dcm");
    DicomDataset dataset = instance().put(DicomTag.PatientID, "X");
    DicomFiles.write(file, dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).isEqualTo(DicomFiles.toPart10(dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
    // The last element: (0010,0020), length 2, "X" and its padding.
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 10, bytes.length))
        .containsExactly(0x10, 0, 0x20, 0, 2, 0, 0, 0, 'X', ' ');
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void every_plain_transfer_syntax_reads_back_what_was_written() throws IOException {
    DicomDataset dataset = instance().putNumbers(DicomTag.PixelSpacing, 0.5, 0.7);
    dataset
        .putIntegers(DicomTag.Rows, 513)
        .addItem(DicomTag.ReferencedImageSequence)
        .putIntegers(DicomTag.Columns, 258);
    for (String syntax :
        new String[] {
          DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_BIG_ENDIAN,
          DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN
        }) {
      DicomDataset back = readBack(DicomFiles.toPart10(dataset, syntax)).dataset();
      assertThat(back.integer(DicomTag.Rows)).as(syntax).hasValue(513);
      assertThat(back.numbers(DicomTag.PixelSpacing)).containsExactly(0.5, 0.7);
      assertThat(
              back.firstItem(DicomTag.ReferencedImageSequence)
                  .orElseThrow()
                  .integer(DicomTag.Columns))
          .hasValue(258);
    }
  }
}
