package org.contourflow.dicom;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.io.ImageEncodingOptions;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.contourflow.dicom.DicomHeader.PixelDataInfo;

/** DICOM files (PS3.10) in and out. */
public final class DicomFiles {
  /** Largest single value read, bytes; also the largest whole of a deflated file once inflated. */
  public static final long LARGEST_VALUE_BYTES = 1L << 30;

  /**
   * Largest value that is read where only a header or an image is wanted; others are passed over.
   */
  public static final long LARGEST_HEADER_VALUE_BYTES = 1L << 20;

  /** Most memory that all that describes one image may take, bytes; 3,000 frames fit. */
  public static final long LARGEST_HEADER_BYTES = 32L << 20;

  /** Deepest nesting of sequences read; real objects use fewer than 10 levels. */
  public static final int DEEPEST_NESTING = 64;

  /** Longest value an explicit VR syntax can hold in a VR with a 16-bit length field, bytes. */
  public static final int LONGEST_SHORT_VALUE = 65_534;

  /** Sequences and items with explicit lengths: what every reader, however old, understands. */
  private static final ImageEncodingOptions EXPLICIT_LENGTHS =
      new ImageEncodingOptions(false, false, false, false, false);

  private DicomFiles() {}

  /**
   * A folder opens like a file and fails at its first byte, in a message that names nothing.
   *
   * @throws IOException that names it, if it is a folder
   */
  public static void requireNoFolder(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a folder; name a file in it");
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws DicomReadException with the reason if it is not readable as DICOM
   */
  public static DicomFile read(Path file) throws IOException {
    return DicomReader.readWhole(file);
  }

  /**
   * Reads a whole stream to its end and leaves it open.
   *
   * @param source what to call it in messages
   */
  public static DicomFile read(InputStream in, String source) throws IOException {
    return DicomReader.readWhole(new BufferedInputStream(in), source, Long.MAX_VALUE);
  }

  /**
   * Reads what describes an image, and its pixel data; other values above {@link
   * #LARGEST_HEADER_VALUE_BYTES} are passed over.
   *
   * @throws DicomReadException with the reason if it is not readable as DICOM
   */
  public static DicomFile readImage(Path file) throws IOException {
    return DicomReader.readImage(file);
  }

  /**
   * Reads a file up to its pixel data, which is neither read nor skipped; values above {@link
   * #LARGEST_HEADER_VALUE_BYTES} are passed over.
   */
  public static DicomHeader readHeader(Path file) throws IOException {
    return DicomReader.readHeader(file);
  }

  /** Reads a stream up to its pixel data and leaves it open. */
  public static DicomHeader readHeader(InputStream in, String source) throws IOException {
    return DicomReader.readHeader(new BufferedInputStream(in), source, Long.MAX_VALUE);
  }

  /**
   * Writes a Part 10 file, all or nothing: to a temporary name in the same folder, to the disk
   * (fsync), then renamed over {@code file}. File meta information is this project's own; nothing
   * follows the data set.
   *
   * @param dataset needs SOPClassUID and SOPInstanceUID
   * @throws IllegalArgumentException if the data set cannot be written in the transfer syntax: a
   *     value above {@link #LONGEST_SHORT_VALUE} in an explicit VR syntax (write Implicit VR Little
   *     Endian instead), or no SOP UIDs
   */
  public static void write(Path file, DicomDataset dataset, String transferSyntaxUid)
      throws IOException {
    checkWritable(dataset, transferSyntaxUid);
    DurableMove.write(file, out -> encode(out, dataset, transferSyntaxUid));
  }

  /** The bytes {@link #write} would write. */
  public static byte[] toPart10(DicomDataset dataset, String transferSyntaxUid) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTo(bytes, dataset, transferSyntaxUid);
    return bytes.toByteArray();
  }

  /** The UID (see {@link DicomUid#fromContent}) of the bytes {@link #write} would write. */
  public static String uidOf(String purpose, DicomDataset dataset, String transferSyntaxUid) {
    return DicomUid.fromContent(purpose, out -> writeTo(out, dataset, transferSyntaxUid));
  }

  private static void writeTo(OutputStream memory, DicomDataset dataset, String syntax) {
    checkWritable(dataset, syntax);
    try {
      encode(memory, dataset, syntax);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("memory cannot fail to be written", e);
    }
  }

  private static void checkWritable(DicomDataset dataset, String transferSyntaxUid) {
    for (int tag : new int[] {DicomTag.SOPClassUID, DicomTag.SOPInstanceUID}) {
      if (!DicomUid.isValid(dataset.text(tag))) {
        throw new IllegalArgumentException(DicomTag.describe(tag) + " is missing or not a UID");
      }
    }
    if (!transferSyntaxUid.equals(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN)) {
      ShortValues.requireShort(dataset.unwrap());
    }
  }

  private static void encode(OutputStream out, DicomDataset dataset, String transferSyntaxUid)
      throws IOException {
    ImageOutputStream meta =
        new ImageOutputStream(new Unclosed(out), DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    meta.writeFileMetaInformation(fileMeta(dataset, transferSyntaxUid));
    meta.flush();
    ImageOutputStream body = new ImageOutputStream(new Unclosed(out), transferSyntaxUid);
    body.setEncodingOptions(EXPLICIT_LENGTHS);
    Attributes attributes = dataset.unwrap();
    if (attributes.bigEndian() == isBigEndian(transferSyntaxUid)) {
      // Asked to write a data set with lengths, the toolkit copies it first, and in the copy each
      // number of a contour is a text of its own: twice the time of all the rest.
      attributes.calcLength(
          EXPLICIT_LENGTHS, !transferSyntaxUid.equals(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN));
      attributes.writeTo(body);
    } else {
      body.writeDataset(null, attributes);
    }
    body.finish();
    body.flush();
  }

  private static boolean isBigEndian(String transferSyntaxUid) {
    return transferSyntaxUid.equals(DicomUid.EXPLICIT_VR_BIG_ENDIAN);
  }

  private static Attributes fileMeta(DicomDataset dataset, String transferSyntaxUid) {
    DicomDataset meta = DicomDataset.create();
    meta.putEncoded(DicomTag.FileMetaInformationVersion, new byte[] {0, 1});
    meta.put(DicomTag.MediaStorageSOPClassUID, dataset.text(DicomTag.SOPClassUID));
    meta.put(DicomTag.MediaStorageSOPInstanceUID, dataset.text(DicomTag.SOPInstanceUID));
    meta.put(DicomTag.TransferSyntaxUID, transferSyntaxUid);
    meta.put(DicomTag.ImplementationClassUID, DicomUid.IMPLEMENTATION_CLASS);
    meta.put(DicomTag.ImplementationVersionName, DicomUid.IMPLEMENTATION_VERSION_NAME);
    return meta.unwrap();
  }

  static PixelDataInfo noPixelData() {
    return new PixelDataInfo(false, false, 0, 0);
  }

  /** Flushes but does not close what it wraps. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
