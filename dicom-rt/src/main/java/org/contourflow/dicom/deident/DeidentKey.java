package org.contourflow.dicom.deident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.KeyedHash;

/**
 * A project's secret: all pseudonyms are HMAC-SHA-256 of it, so the same key always gives the same
 * ones and another key shares none. Never printed.
 */
public final class DeidentKey {
  private static final int LEAST_SHIFT_DAYS = 30;
  private static final int SHIFT_RANGE_DAYS = 3650;

  private final KeyedHash hash;

  private DeidentKey(KeyedHash hash) {
    this.hash = hash;
  }

  /** A key of these bytes, at least {@link KeyedHash#LEAST_BYTES}. */
  public static DeidentKey of(byte[] secret) {
    return new DeidentKey(KeyedHash.of(secret));
  }

  /**
   * The key of a file of hex digits.
   *
   * @throws IOException if it is not there or holds something else
   */
  public static DeidentKey read(Path file) throws IOException {
    return new DeidentKey(KeyedHash.read(file));
  }

  /** The key of a file; a new one if it is not there. */
  public static DeidentKey open(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        create(file);
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker: its key counts.
      }
    }
    return read(file);
  }

  /** Makes a new key file that only its owner can read, and the folders above it. */
  public static void create(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    KeyedHash.create(file);
  }

  /** The UID under 2.25 that stands for another. */
  public String uid(String original) {
    ByteBuffer bytes = ByteBuffer.wrap(hash.mac("uid", original));
    long high = bytes.getLong() & ~0xF000L | 0x8000L;
    long low = bytes.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
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
    long random = ByteBuffer.wrap(hash.mac("shift", normal(id))).getLong();
    return LEAST_SHIFT_DAYS + (int) Math.floorMod(random, (long) SHIFT_RANGE_DAYS);
  }

  /** A key for another use, that says nothing about this one. */
  byte[] derive(String use) {
    return hash.mac("derive", use);
  }

  private static String normal(String id) {
    return id.strip().toUpperCase(Locale.ROOT);
  }

  private String hex(String use, String text, int bytes) {
    return HexFormat.of().formatHex(hash.mac(use, text), 0, bytes);
  }

  @Override
  public String toString() {
    return "(de-identification key)";
  }
}
