package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PixelEncoding;
import org.contourflow.testdata.TransferSyntax;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One phantom stored in different ways is the same volume in HU. */
class PixelValuesTest {
  @TempDir Path folder;
  private List<Path> files;
  private short[] truth;

  @BeforeEach
  void plain() throws IOException {
    files = HostileInput.tiny().build().writeTo(folder).files();
    truth = volume();
    assertThat(truth).hasSize(10 * 32 * 32);
    assertThat(range(truth)).as("air and bone are in it").isGreaterThan(1500);
  }

  private static int range(short[] values) {
    int low = Short.MAX_VALUE;
    int high = Short.MIN_VALUE;
    for (short v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    return high - low;
  }

  private short[] volume() throws IOException {
    return volume(new CtSeriesAssembler().assemble(RealSeriesPeerTest.filesBelow(folder)));
  }

  private static short[] volume(SeriesAssembly assembly) throws IOException {
    assertThat(assembly.accepted()).as(assembly.toString()).hasSize(1);
    ShortBuffer values = assembly.accepted().get(0).readVolume().values();
    short[] copy = new short[values.remaining()];
    values.get(copy);
    return copy;
  }

  private void edit(BiConsumer<Integer, DicomDataset> change) throws IOException {
    for (int slice = 0; slice < files.size(); slice++) {
      DicomFile read = DicomFiles.read(files.get(slice));
      change.accept(slice, read.dataset());
      DicomFiles.write(files.get(slice), read.dataset(), read.transferSyntaxUid());
    }
  }

  private static void mapStored(DicomDataset d, java.util.function.IntUnaryOperator change) {
    ByteBuffer pixels =
        ByteBuffer.wrap(d.bytes(DicomTag.PixelData).orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] changed = new byte[pixels.remaining()];
    ByteBuffer out = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    while (pixels.hasRemaining()) {
      out.putShort((short) change.applyAsInt(pixels.getShort() & 0xFFFF));
    }
    d.putEncoded(DicomTag.PixelData, changed);
  }

  @Test
  void monochrome1_means_the_same_values() throws IOException {
    edit((slice, d) -> d.put(DicomTag.PhotometricInterpretation, "MONOCHROME1"));
    assertThat(volume()).isEqualTo(truth);
  }

  @Test
  void every_slice_is_rescaled_by_its_own_slope_and_intercept() throws IOException {
    edit(
        (slice, d) -> {
          int shift = 40 * slice;
          boolean doubled = slice % 2 == 1;
          mapStored(d, v -> (v + shift) * (doubled ? 2 : 1));
          double intercept = d.number(DicomTag.RescaleIntercept).orElseThrow() - shift;
          d.putNumbers(DicomTag.RescaleSlope, doubled ? 0.5 : 1)
              .putNumbers(DicomTag.RescaleIntercept, intercept);
        });
    assertThat(volume()).isEqualTo(truth);
  }

  @Test
  void signed_values_are_those_of_unsigned_ones() throws IOException {
    Path signed = Files.createDirectories(folder.resolve("../signed").normalize());
    HostileInput.tiny().pixels(PixelEncoding.SIGNED).build().writeTo(signed);
    assertThat(volume(new CtSeriesAssembler().assemble(RealSeriesPeerTest.filesBelow(signed))))
        .isEqualTo(truth);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN",
        "RLE_LOSSLESS",
        "JPEG_LOSSLESS_SV1",
        "JPEG_2000_LOSSLESS"
      })
  void lossless_compression_loses_nothing(TransferSyntax syntax) throws IOException {
    Path compressed = Files.createDirectories(folder.resolve("../" + syntax).normalize());
    HostileInput.tiny().transferSyntax(syntax).build().writeTo(compressed);
    assertThat(volume(new CtSeriesAssembler().assemble(RealSeriesPeerTest.filesBelow(compressed))))
        .isEqualTo(truth);
  }

  @Test
  void twelve_bits_of_sixteen_leave_out_what_old_overlays_put_above_them() throws IOException {
    edit(
        (slice, d) -> {
          d.putIntegers(DicomTag.BitsStored, 12).putIntegers(DicomTag.HighBit, 11);
          mapStored(d, v -> v & 0xFFF | 0xA000);
        });
    assertThat(volume()).isEqualTo(truth);
  }

  @Test
  void twelve_bits_shifted_to_the_top_are_taken_from_there() throws IOException {
    edit(
        (slice, d) -> {
          d.putIntegers(DicomTag.BitsStored, 12).putIntegers(DicomTag.HighBit, 15);
          mapStored(d, v -> v << 4 | 0x9);
        });
    assertThat(volume()).isEqualTo(truth);
  }

  @Test
  void padding_outside_the_reconstruction_is_air_in_every_slice() throws IOException {
    edit(
        (slice, d) -> {
          // Unsigned padding of 65535 would be 64511 HU.
          d.putIntegers(DicomTag.PixelPaddingValue, 0xFFFF);
          mapStored(
              d, v -> v + d.number(DicomTag.RescaleIntercept).orElseThrow() < -900 ? 0xFFFF : v);
        });
    short[] padded = volume();
    for (int i = 0; i < truth.length; i++) {
      assertThat(padded[i]).isEqualTo(truth[i] < -900 ? (short) -1024 : truth[i]);
    }
  }
}
