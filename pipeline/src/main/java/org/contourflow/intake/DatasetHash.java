package org.contourflow.intake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a file's data set without its preamble and file meta information (PS3.10 7.1), which
 * each receiver writes anew: the same image dropped as a file and sent by C-STORE is the same.
 */
public final class DatasetHash {
  /** Preamble, prefix, and the element (0002,0000) whose value is the length of the rest. */
  private static final int FIXED_META = 144;

  private DatasetHash() {}

  public static String of(Path file) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] start = raw.readNBytes(FIXED_META);
      if (isPart10(start)) {
        int rest = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(FIXED_META - 4);
        raw.skipNBytes(Math.max(0, rest));
      } else {
        sha.update(start);
      }
      new DigestInputStream(raw, sha).transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  public static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isPart10(byte[] start) {
    return start.length == FIXED_META
        && new String(start, 128, 4, StandardCharsets.US_ASCII).equals("DICM")
        && ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(132) == 0x00000002;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
