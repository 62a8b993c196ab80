package org.contourflow.dicom;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Whether a Part 10 file's data set is encoded as its file meta information declares. Some exports
 * write Implicit VR under a meta that says Explicit, or the other way round; the first element of
 * the data set shows what it is.
 *
 * @param stream the file as it can be read: with a meta that tells the truth
 * @param addedBytes by how much the meta has grown
 * @param declared the transfer syntax the file declares, "" if that is how it is encoded
 */
public record DeclaredEncoding(InputStream stream, int addedBytes, String declared) {
  private static final int PREAMBLE_AND_MARK = 132;

  /** Where (0002,0000) ends: its value is the length of the rest of the group (PS3.10 7.1). */
  private static final int META_START = 144;

  private static final int LONGEST_META = 32_768;
  private static final int FIRST_ELEMENT = 8;

  private static final Set<String> NATIVE =
      Set.of(
          DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_BIG_ENDIAN);

  /**
   * The stream as it is, or with a meta that says how the data set is really encoded.
   *
   * @param in at the start of a file; its buffer holds 32 KiB of meta
   * @throws IOException if it cannot be read
   */
  public static DeclaredEncoding mend(BufferedInputStream in) throws IOException {
    in.mark(LONGEST_META + META_START + FIRST_ELEMENT);
    byte[] start = in.readNBytes(META_START);
    DeclaredEncoding asItIs = new DeclaredEncoding(in, 0, "");
    int length = metaLength(start);
    byte[] rest = length < 0 ? new byte[0] : in.readNBytes(length + FIRST_ELEMENT);
    in.reset();
    if (length < 0 || rest.length < length + FIRST_ELEMENT) {
      return asItIs;
    }
    int at = transferSyntax(rest, length);
    if (at < 0) {
      return asItIs;
    }
    int valueLength = littleEndian(rest).getShort(at + 6);
    String declared =
        new String(rest, at + 8, valueLength, StandardCharsets.US_ASCII).replace("\0", "").strip();
    String actual = encoding(Arrays.copyOfRange(rest, length, rest.length));
    boolean parsesAsDeclared = actual.isEmpty() || actual.equals(parsedAs(declared));
    if (parsesAsDeclared || declared.equals(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)) {
      return asItIs;
    }
    byte[] mended = withSyntax(start, rest, length, at, valueLength, actual);
    in.skipNBytes((long) META_START + length);
    return new DeclaredEncoding(
        new SequenceInputStream(new ByteArrayInputStream(mended), in),
        mended.length - META_START - length,
        declared);
  }

  /** The transfer syntax to go by: a codec's or a vendor's own stays what it is. */
  public String syntax(String parsed) {
    return declared.isEmpty() || NATIVE.contains(declared) ? parsed : declared;
  }

  private static String parsedAs(String declared) {
    return NATIVE.contains(declared) ? declared : DicomUid.EXPLICIT_VR_LITTLE_ENDIAN;
  }

  private static int metaLength(byte[] start) {
    boolean part10 =
        start.length == META_START
            && new String(start, 128, 4, StandardCharsets.US_ASCII).equals("DICM")
            && littleEndian(start).getInt(PREAMBLE_AND_MARK) == 0x00000002;
    int length = part10 ? littleEndian(start).getInt(META_START - 4) : -1;
    return length > LONGEST_META ? -1 : length;
  }

  /** Where (0002,0010) UI stands in the group; -1: it is not there. */
  private static int transferSyntax(byte[] group, int length) {
    ByteBuffer bytes = littleEndian(group);
    int at = 0;
    while (at + 8 <= length) {
      boolean isLong = group[at + 4] == 'O' || group[at + 4] == 'U' && group[at + 5] == 'N';
      if (isLong && at + 12 > length) {
        return -1;
      }
      long value = isLong ? bytes.getInt(at + 8) : bytes.getShort(at + 6) & 0xFFFF;
      if (bytes.getShort(at) == 2 && bytes.getShort(at + 2) == 0x10 && !isLong) {
        return at + 8 + value <= length ? at : -1;
      }
      long next = at + (isLong ? 12 : 8) + value;
      if (value < 0 || next > length) {
        return -1;
      }
      at = (int) next;
    }
    return -1;
  }

  /** How the data set's first element is encoded; "" where that cannot be told. */
  private static String encoding(byte[] first) {
    boolean hasVr = isLetter(first[4]) && isLetter(first[5]);
    boolean littleGroup = first[1] == 0 && first[0] != 0 && first[0] <= 0x10;
    boolean bigGroup = first[0] == 0 && first[1] != 0 && first[1] <= 0x10;
    if (littleGroup) {
      return hasVr ? DicomUid.EXPLICIT_VR_LITTLE_ENDIAN : DicomUid.IMPLICIT_VR_LITTLE_ENDIAN;
    }
    return bigGroup && hasVr ? DicomUid.EXPLICIT_VR_BIG_ENDIAN : "";
  }

  private static boolean isLetter(byte b) {
    return b >= 'A' && b <= 'Z';
  }

  private static byte[] withSyntax(
      byte[] start, byte[] rest, int length, int at, int valueLength, String syntax) {
    byte[] uid = syntax.getBytes(StandardCharsets.US_ASCII);
    int padded = uid.length + uid.length % 2;
    int added = padded - valueLength;
    ByteBuffer mended =
        ByteBuffer.allocate(META_START + length + added).order(ByteOrder.LITTLE_ENDIAN);
    mended.put(start).putInt(META_START - 4, length + added);
    mended.put(rest, 0, at + 6).putShort((short) padded).put(uid);
    mended.position(META_START + at + 8 + padded);
    mended.put(rest, at + 8 + valueLength, length - at - 8 - valueLength);
    return mended.array();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
