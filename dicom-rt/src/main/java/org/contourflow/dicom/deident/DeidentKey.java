package org.contourflow.dicom.deident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.contourflow.dicom.DicomUid;

/**
 * A project's secret: all pseudonyms are HMAC-SHA-256 of it, so the same key always gives the same
 * ones and another key shares none. Never printed.
 */
public final class DeidentKey {
  /** Fewest bytes of a key. */
  public static final int LEAST_BYTES = 16;

  private static final int BYTES = 32;
  private static final int LEAST_SHIFT_DAYS = 30;
  private static final int SHIFT_RANGE_DAYS = 3650;

  private final SecretKeySpec key;

  private DeidentKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** A key of these bytes, at least {@link #LEAST_BYTES}. */
  public static DeidentKey of(byte[] secret) {
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException("a key needs at least " + LEAST_BYTES + " bytes");
    }
    return new DeidentKey(secret.clone());
  }

  /**
   * The key of a file of hex digits.
   *
   * @throws IOException if it is not there or holds something else
   */
  public static DeidentKey read(Path file) throws IOException {
    try {
      return of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file.getFileName() + " is no key: at least " + 2 * LEAST_BYTES + " hex digits", null);
    }
  }

  /** Makes a new key file that only its owner can read. */
  public static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.createFile(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(file, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
  }

  /** The UID under 2.25 that stands for another. */
  public String uid(String original) {
    ByteBuffer hash = ByteBuffer.wrap(mac("uid", original));
    long high = hash.getLong() & ~0xF000L | 0x8000L;
    long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
    return DicomUid.fromUuid(new UUID(high, low));
  }

  /** The ID and name that stand for a patient. */
  String patient(String id) {
    return "CF-" + hex("patient", normal(id), 8).toUpperCase(Locale.ROOT);
  }

  /** A word that stands for another, so that two of them can still be told apart. */
  String word(String original) {
    return "W" + hex("word", original, 5).toUpperCase(Locale.ROOT);
  }

  /**
   * By how many days a patient's dates go back: one number a patient, about 1 month to 10 years.
   */
  int shiftDays(String id) {
    long random = ByteBuffer.wrap(mac("shift", normal(id))).getLong();
    return LEAST_SHIFT_DAYS + (int) Math.floorMod(random, (long) SHIFT_RANGE_DAYS);
  }

  /** A key for another use, that says nothing about this one. */
  byte[] derive(String use) {
    return mac("derive", use);
  }

  private static String normal(String id) {
    return id.strip().toUpperCase(Locale.ROOT);
  }

  private String hex(String use, String text, int bytes) {
    return HexFormat.of().formatHex(mac(use, text), 0, bytes);
  }

  private byte[] mac(String use, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(use.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "(de-identification key)";
  }
}
