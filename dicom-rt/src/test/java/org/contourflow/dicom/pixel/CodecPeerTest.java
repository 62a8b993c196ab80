package org.contourflow.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.SharedData;
import org.contourflow.testdata.TransferSyntax;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every codec on real slices, value for value as dcmtk and gdcm decode them. */
@Tag("peer")
class CodecPeerTest {
  private static final String SLICES = "dicom_quirks/single_ct_slices_many_codecs.zip";

  private static final Set<String> LOSSY =
      Set.of(DicomUid.JPEG_BASELINE, DicomUid.JPEG_EXTENDED, DicomUid.JPEG_2000);

  @TempDir private Path folder;

  private List<Path> slices() throws IOException {
    Path unpacked = SharedData.unzip(SLICES, folder.resolve("in"));
    try (Stream<Path> all = Files.walk(unpacked)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String syntax(Path file) {
    try {
      return DicomFiles.readHeader(file).transferSyntaxUid();
    } catch (IOException e) {
      // GH178, GH179A and GH179B are cut-off headers: for the reader's tests, not for this one.
      return "unreadable";
    }
  }

  @TestFactory
  Stream<DynamicTest> a_compressed_slice_decodes_to_the_values_gdcm_decodes() throws IOException {
    Peer gdcm = Peer.require("gdcmconv");
    return compared(slices(), "1.2.840.10008.1.2.4.", gdcm, "--raw");
  }

  /** What the phantoms are written by is also what we decode by; gdcm is neither. */
  @TestFactory
  Stream<DynamicTest> a_phantoms_jpeg_2000_decodes_to_the_values_gdcm_decodes() throws IOException {
    Peer gdcm = Peer.require("gdcmconv");
    Path out = Files.createDirectories(folder.resolve("phantom"));
    Phantom.small()
        .noiseHu(40)
        .transferSyntax(TransferSyntax.JPEG_2000_LOSSLESS)
        .build()
        .writeTo(out);
    try (Stream<Path> all = Files.list(out)) {
      return compared(all.sorted().toList(), DicomUid.JPEG_2000_LOSSLESS, gdcm, "--raw");
    }
  }

  @TestFactory
  Stream<DynamicTest> a_jpeg_slice_decodes_to_the_values_dcmtk_decodes() throws IOException {
    Peer dcmdjpeg = Peer.require("dcmdjpeg");
    List<Path> jpegs =
        slices().stream()
            .filter(file -> PixelCodec.of(syntax(file)).equals(Optional.of(PixelCodec.JPEG)))
            .toList();
    return compared(jpegs, "", dcmdjpeg);
  }

  @TestFactory
  Stream<DynamicTest> an_rle_slice_decodes_to_the_values_dcmtk_decodes() throws IOException {
    Peer dcmdrle = Peer.require("dcmdrle");
    return compared(slices(), DicomUid.RLE_LOSSLESS, dcmdrle);
  }

  @TestFactory
  Stream<DynamicTest> a_plain_slice_has_the_values_of_what_dcmtk_makes_of_it() throws IOException {
    Peer dcmconv = Peer.require("dcmconv");
    List<Path> plain =
        slices().stream()
            .filter(file -> PixelCodec.of(syntax(file)).equals(Optional.of(PixelCodec.NATIVE)))
            .filter(CodecPeerTest::isGreyScale)
            .toList();
    assertThat(plain.stream().map(CodecPeerTest::syntax).distinct())
        .containsExactlyInAnyOrder(
            DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
            DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
            DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
            DicomUid.EXPLICIT_VR_BIG_ENDIAN);
    return compared(plain, "", dcmconv, "+te");
  }

  /** A whole one: cut-off files are for the reader's tests. */
  private static boolean isGreyScale(Path file) {
    try {
      DicomHeader header = DicomFiles.readHeader(file);
      PixelFormat format = PixelFormat.of(header.dataset());
      return header.pixelData().present()
          && (header.transferSyntaxUid().equals(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)
              || header.pixelData().availableBytes() >= format.nativeBytes());
    } catch (IOException | DicomValueException e) {
      return false;
    }
  }

  private Stream<DynamicTest> compared(
      List<Path> files, String syntaxPrefix, Peer peer, String... options) {
    List<Path> wanted = files.stream().filter(f -> syntax(f).startsWith(syntaxPrefix)).toList();
    assertThat(wanted).isNotEmpty();
    return wanted.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName() + " " + DicomUid.nameOf(syntax(file)),
                    () -> compare(file, peer, options)));
  }

  private void compare(Path file, Peer peer, String... options) throws IOException {
    if (PixelCodec.of(syntax(file)).isEmpty()) {
      DicomFile unsupported = DicomFiles.read(file);
      assertThatThrownBy(() -> PixelData.of(unsupported))
          .isInstanceOf(PixelDecodeException.class)
          .hasMessageContaining("JPEG");
      return;
    }
    Path plain = Files.createTempFile(folder, "plain", ".dcm");
    List<String> arguments = new java.util.ArrayList<>(List.of(options));
    arguments.addAll(List.of(file.toString(), plain.toString()));
    assertThat(peer.run(arguments.toArray(String[]::new)).exit()).isZero();
    PixelData ours = PixelData.of(DicomFiles.read(file));
    PixelData theirs = PixelData.of(DicomFiles.read(plain));
    for (int frame = 0; frame < ours.format().frames(); frame++) {
      int[] a = ours.frame(frame);
      int[] b = theirs.frame(frame);
      int worst = 0;
      int different = 0;
      for (int i = 0; i < a.length; i++) {
        worst = Math.max(worst, Math.abs(a[i] - b[i]));
        different += a[i] == b[i] ? 0 : 1;
      }
      // Lossy decoders may round their inverse transforms differently; never by more than 1.
      boolean lossy = LOSSY.contains(syntax(file));
      assertThat(worst)
          .as("%d of %d values differ, worst", different, a.length)
          .isLessThanOrEqualTo(lossy ? 1 : 0);
      assertThat(different).isLessThanOrEqualTo(a.length / 20);
    }
  }
}
