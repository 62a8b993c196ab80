package org.contourflow.dicom;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aoju.bus.core.exception.InternalException;
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

  static DicomFile readWhole(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return readWhole(in, file.toString(), Files.size(file));
    }
  }

  static DicomFile readWhole(InputStream in, String source, long size) throws IOException {
    return readWhole(in, source, size, ReadLimits.Keep.ALL);
  }

  static DicomFile readImage(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return readWhole(in, file.toString(), Files.size(file), ReadLimits.Keep.IMAGE);
    }
  }

  private static DicomFile readWhole(InputStream in, String source, long size, ReadLimits.Keep keep)
      throws IOException {
    return guarded(
        in,
        source,
        size,
        keep,
        dicom -> {
          Attributes dataset = dicom.readDataset(-1, NOTHING);
          mendEmptyOffsetTables(dataset);
          return new DicomFile(meta(dicom), DicomDataset.wrap(dataset), dicom.getTransferSyntax());
        });
  }

  static DicomHeader readHeader(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return readHeader(in, file.toString(), Files.size(file));
    }
  }

  static DicomHeader readHeader(InputStream in, String source, long size) throws IOException {
    return guarded(
        in,
        source,
        size,
        ReadLimits.Keep.HEADER,
        dicom -> {
          Attributes dataset = dicom.readDataset(-1, DicomTag.PixelData);
          mendEmptyOffsetTables(dataset);
          return new DicomHeader(
              meta(dicom),
              DicomDataset.wrap(dataset),
              dicom.getTransferSyntax(),
              pixelData(dicom, size));
        });
  }

  private static DicomDataset meta(ImageInputStream dicom) throws IOException {
    Attributes meta = dicom.getFileMetaInformation();
    return DicomDataset.wrap(meta == null ? new Attributes() : meta);
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
    T apply(ImageInputStream dicom) throws IOException;
  }

  private static <T> T guarded(
      InputStream in, String source, long size, ReadLimits.Keep keep, Parse<T> parse)
      throws IOException {
    DicomToolkit.initialise();
    boolean isPart10 = looksLikeDicom(in, source);
    try {
      ImageInputStream dicom = new ImageInputStream(in);
      dicom.setImageInputHandler(new ReadLimits(dicom, source, size, keep));
      return parse.apply(dicom);
    } catch (DicomReadException e) {
      throw e;
    } catch (EOFException e) {
      throw new DicomReadException(
          Reason.TRUNCATED, source, "ends in the middle of an element; copy or send it again", e);
    } catch (StackOverflowError e) {
      throw new DicomReadException(Reason.HOSTILE_NESTING, source, "nested without end", null);
    } catch (java.util.zip.ZipException | InternalException | IllegalArgumentException e) {
      throw unreadable(isPart10, source, e);
    } catch (java.nio.file.FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(isPart10, source, e);
    }
  }

  private static DicomReadException unreadable(boolean isPart10, String source, Exception cause) {
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
      throw new DicomReadException(Reason.NOT_DICOM, source, "is not a DICOM file", null);
    }
    return false;
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
