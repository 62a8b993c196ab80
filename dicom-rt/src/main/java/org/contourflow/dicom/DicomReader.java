package org.contourflow.dicom;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.contourflow.dicom.DicomHeader.PixelDataInfo;
import org.contourflow.dicom.DicomReadException.Reason;

/** Parses files nobody vouches for: every way the toolkit can fail becomes a typed reason. */
final class DicomReader {
  private static final int PREAMBLE = 128;
  private static final int BUFFER = 1 << 16;
  private static final int NOTHING = -1;

  private DicomReader() {}

  private static BufferedInputStream open(Path file) throws IOException {
    DicomFiles.requireNoFolder(file);
    return new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  static DicomFile readWhole(Path file) throws IOException {
    try (BufferedInputStream in = open(file)) {
      return readWhole(in, file.toString(), Files.size(file));
    }
  }

  static DicomFile readWhole(BufferedInputStream in, String source, long size) throws IOException {
    return readWhole(in, source, size, ReadLimits.Keep.ALL);
  }

  static DicomFile readImage(Path file) throws IOException {
    try (BufferedInputStream in = open(file)) {
      return readWhole(in, file.toString(), Files.size(file), ReadLimits.Keep.IMAGE);
    }
  }

  private static DicomFile readWhole(
      BufferedInputStream in, String source, long size, ReadLimits.Keep keep) throws IOException {
    return guarded(
        in,
        source,
        size,
        keep,
        (dicom, limits, encoding, total) -> {
          Attributes dataset = readToPixels(dicom);
          mendEmptyOffsetTables(dataset);
          return new DicomFile(
              meta(dicom, encoding),
              DicomDataset.wrap(dataset),
              encoding.syntax(dicom.getTransferSyntax()));
        });
  }

  /**
   * Up to and with the pixel data: what follows it (padding, rubbish of a broken copy) is no part
   * of the image, and the header's reader does not see it either.
   */
  private static Attributes readToPixels(ImageInputStream dicom) throws IOException {
    dicom.getFileMetaInformation();
    Attributes dataset = new Attributes(dicom.bigEndian(), 64);
    try {
      dicom.readAttributes(dataset, -1, NOTHING);
    } catch (PastPixels e) {
      return dataset;
    }
    return dataset;
  }

  /** Thrown to stop the toolkit's reader, which has no "stop after". */
  static final class PastPixels extends IOException {
    @Serial private static final long serialVersionUID = 1;
  }

  static DicomHeader readHeader(Path file) throws IOException {
    try (BufferedInputStream in = open(file)) {
      return readHeader(in, file.toString(), Files.size(file));
    }
  }

  static DicomHeader readHeader(BufferedInputStream in, String source, long size)
      throws IOException {
    return guarded(
        in,
        source,
        size,
        ReadLimits.Keep.HEADER,
        (dicom, limits, encoding, total) -> {
          Attributes dataset = dicom.readDataset(-1, DicomTag.PixelData);
          mendEmptyOffsetTables(dataset);
          return new DicomHeader(
              meta(dicom, encoding),
              DicomDataset.wrap(dataset),
              encoding.syntax(dicom.getTransferSyntax()),
              pixelData(dicom, total),
              limits.passedOverBytes());
        });
  }

  /** As the file has it, also where the data set is encoded otherwise. */
  private static DicomDataset meta(ImageInputStream dicom, DeclaredEncoding encoding)
      throws IOException {
    Attributes meta = dicom.getFileMetaInformation();
    DicomDataset read = DicomDataset.wrap(meta == null ? new Attributes() : meta);
    return encoding.declared().isEmpty()
        ? read
        : read.put(DicomTag.TransferSyntaxUID, encoding.declared());
  }

  private static PixelDataInfo pixelData(ImageInputStream dicom, long size) {
    if (dicom.tag() != DicomTag.PixelData) {
      return DicomFiles.noPixelData();
    }
    boolean encapsulated = dicom.length() == -1;
    long declared = encapsulated ? 0 : dicom.length() & 0xFFFFFFFFL;
    boolean sizeKnown = size != Long.MAX_VALUE && !isDeflated(dicom);
    long available = sizeKnown ? size - dicom.getPosition() : Long.MAX_VALUE;
    return new PixelDataInfo(true, encapsulated, declared, available);
  }

  static boolean isDeflated(ImageInputStream dicom) {
    return DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN.equals(dicom.getTransferSyntax());
  }

  /** What to do with an opened stream. */
  private interface Parse<T> {
    T apply(ImageInputStream dicom, ReadLimits limits, DeclaredEncoding encoding, long size)
        throws IOException;
  }

  private static <T> T guarded(
      BufferedInputStream in, String source, long size, ReadLimits.Keep keep, Parse<T> parse)
      throws IOException {
    DicomToolkit.initialise();
    boolean isPart10 = looksLikeDicom(in, source);
    ReadLimits limits = null;
    try {
      DeclaredEncoding encoding = DeclaredEncoding.mend(in);
      long total = size == Long.MAX_VALUE ? size : size + encoding.addedBytes();
      ImageInputStream dicom = new ImageInputStream(encoding.stream());
      limits = new ReadLimits(dicom, source, total, keep);
      dicom.setImageInputHandler(limits);
      return parse.apply(dicom, limits, encoding, total);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      DicomReadException why = reason(e, isPart10, source);
      throw limits == null || limits.seriesInstanceUid().isEmpty()
          ? why
          : why.ofSeries(limits.seriesInstanceUid());
    }
  }

  private static DicomReadException reason(Throwable e, boolean isPart10, String source) {
    if (e instanceof DicomReadException known) {
      return known;
    }
    if (e instanceof EOFException) {
      return new DicomReadException(
          Reason.TRUNCATED, source, "ends in the middle of an element; copy or send it again", e);
    }
    return e instanceof StackOverflowError
        ? new DicomReadException(Reason.HOSTILE_NESTING, source, "nested without end", null)
        : unreadable(isPart10, source, e);
  }

  private static DicomReadException unreadable(boolean isPart10, String source, Throwable cause) {
    return isPart10
        ? new DicomReadException(Reason.MALFORMED, source, "starts as DICOM but is damaged", cause)
        : new DicomReadException(Reason.NOT_DICOM, source, "is not a DICOM file", cause);
  }

  /**
   * Whether the stream has the DICM mark; refuses what is neither that nor starts with an element
   * of group 0002 or 0008. The stream stays where it was.
   */
  private static boolean looksLikeDicom(InputStream in, String source) throws IOException {
    in.mark(BUFFER);
    byte[] start = in.readNBytes(PREAMBLE + 4);
    in.reset();
    if (start.length == 0) {
      throw new DicomReadException(Reason.EMPTY, source, "is an empty file", null);
    }
    if (start.length == PREAMBLE + 4
        && start[PREAMBLE] == 'D'
        && start[PREAMBLE + 1] == 'I'
        && start[PREAMBLE + 2] == 'C'
        && start[PREAMBLE + 3] == 'M') {
      return true;
    }
    boolean bare =
        start.length >= 8
            && (start[1] == 0 && (start[0] == 8 || start[0] == 2)
                || start[0] == 0 && start[1] == 8);
    if (!bare) {
      throw new DicomReadException(Reason.NOT_DICOM, source, notDicom(in), null);
    }
    return false;
  }

  /** A CT in an archive is the likeliest of what is given by mistake, and must be told as that. */
  private static String notDicom(InputStream in) throws IOException {
    in.mark(BUFFER);
    byte[] start = in.readNBytes(ArchiveKind.BYTES);
    in.reset();
    return ArchiveKind.of(start)
        .map(kind -> "is not a DICOM file but a " + kind.words() + ": unpack it first")
        .orElse("is not a DICOM file");
  }

  /** The toolkit reads an offset table of zero length as a text, and then fails to write it. */
  private static void mendEmptyOffsetTables(Attributes attributes) {
    for (int tag : attributes.tags()) {
      Object value = attributes.getValue(tag);
      if (value instanceof Sequence items) {
        items.forEach(DicomReader::mendEmptyOffsetTables);
      } else if (value instanceof Fragments fragments) {
        fragments.replaceAll(fragment -> fragment instanceof byte[] ? fragment : new byte[0]);
      }
    }
  }
}
