package org.contourflow.demand.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** How the text of a file was written, by its first bytes: hospitals' exports seldom say. */
final class TextEncoding {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private TextEncoding() {}

  /**
   * UTF-16 by its mark, or by every other byte being 0 as in Latin text; UTF-8 if the bytes are
   * some; else Windows-1252, in which every byte but five is a character.
   */
  static Charset of(byte[] head) {
    if (head.length >= 2 && (head[0] & 0xFF) == 0xFE && (head[1] & 0xFF) == 0xFF) {
      return StandardCharsets.UTF_16;
    }
    if (head.length >= 2 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xFE) {
      return StandardCharsets.UTF_16;
    }
    if (head.length >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) {
      return StandardCharsets.UTF_16LE;
    }
    if (head.length >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0) {
      return StandardCharsets.UTF_16BE;
    }
    return isUtf8(head) ? StandardCharsets.UTF_8 : WINDOWS;
  }

  /** A character cut off at the end is none that is wrong. */
  private static boolean isUtf8(byte[] head) {
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
    return !result.isError();
  }
}
