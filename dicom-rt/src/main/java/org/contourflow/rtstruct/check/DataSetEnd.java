package org.contourflow.rtstruct.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import org.contourflow.dicom.DicomUid;

/**
 * Walks over the elements of a Part 10 file to see where its data set ends. Bytes behind it look
 * like an element whose tag does not ascend (zeros are (0000,0000)), or do not fill a header.
 */
final class DataSetEnd {
  private static final int PREAMBLE = 132;
  private static final long UNDEFINED = 0xFFFFFFFFL;
  private static final long TRAILING_PADDING = 0xFFFCFFFCL;
  private static final long ITEM_END = 0xFFFEE00DL;
  private static final long SEQUENCE_END = 0xFFFEE0DDL;
  private static final Set<String> LONG_VRS =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  private final ByteBuffer in;
  private boolean explicit = true;
  private long tag;

  private DataSetEnd(byte[] file) {
    in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Number of bytes behind the data set; 0: none. Empty for what this does not walk: no Part 10, a
   * deflated or big endian syntax.
   */
  static OptionalLong trailingBytes(byte[] file, String transferSyntaxUid) {
    boolean walkable =
        file.length > PREAMBLE
            && new String(file, 128, 4, StandardCharsets.US_ASCII).equals("DICM")
            && !transferSyntaxUid.equals(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)
            && !transferSyntaxUid.equals(DicomUid.EXPLICIT_VR_BIG_ENDIAN);
    return walkable
        ? OptionalLong.of(new DataSetEnd(file).walk(transferSyntaxUid))
        : OptionalLong.empty();
  }

  private long walk(String transferSyntaxUid) {
    in.position(PREAMBLE);
    long last = -1;
    boolean implicit = transferSyntaxUid.equals(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int start = in.position();
      if (in.remaining() < 8) {
        return in.remaining();
      }
      boolean meta = in.getShort(start) == 2 && last < 0x00030000L;
      explicit = meta || !implicit;
      long length = header();
      if (tag <= last || length != UNDEFINED && length > in.remaining()) {
        return in.limit() - start;
      }
      last = tag;
      if (tag == TRAILING_PADDING) {
        return 0;
      }
      skip(length);
    }
    return 0;
  }

  /** Reads tag, VR and length. */
  private long header() {
    tag = (in.getShort() & 0xFFFFL) << 16 | in.getShort() & 0xFFFFL;
    boolean delimiter = tag >>> 16 == 0xFFFE;
    if (!explicit || delimiter) {
      return in.getInt() & UNDEFINED;
    }
    String vr = new String(new byte[] {in.get(), in.get()}, StandardCharsets.US_ASCII);
    if (!LONG_VRS.contains(vr)) {
      return in.getShort() & 0xFFFFL;
    }
    in.getShort();
    return in.remaining() < 4 ? 0 : in.getInt() & UNDEFINED;
  }

  private void skip(long length) {
    if (length != UNDEFINED) {
      in.position(in.position() + (int) length);
      return;
    }
    for (int depth = 1; depth > 0 && in.remaining() >= 8; ) {
      long inner = header();
      if (tag == ITEM_END || tag == SEQUENCE_END) {
        depth--;
      } else if (inner == UNDEFINED) {
        depth++;
      } else {
        in.position((int) Math.min(in.limit(), in.position() + inner));
      }
    }
  }
}
