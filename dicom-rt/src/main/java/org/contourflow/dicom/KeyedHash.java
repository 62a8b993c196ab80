package org.contourflow.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of a secret that lies in a file of hex digits: the same secret always gives the same
 * hashes, another shares none. Never printed.
 */
public final class KeyedHash {
  /** Fewest bytes of a secret. */
  public static final int LEAST_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final SecretKeySpec key;

  private KeyedHash(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Of these bytes.
   *
   * @throws IllegalArgumentException if there are fewer than {@link #LEAST_BYTES}
   */
  public static KeyedHash of(byte[] secret) {
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException("a key needs at least " + LEAST_BYTES + " bytes");
    }
    return new KeyedHash(secret.clone());
  }

  /**
   * Of a file.
   *
   * @throws IOException if it is not there or holds something else
   */
  public static KeyedHash read(Path file) throws IOException {
    try {
      return of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may quote what stands in the file.
      throw new IOException(
          file.getFileName() + " is no key: at least " + 2 * LEAST_BYTES + " hex digits");
    }
  }

  /**
   * Makes a new file with a random secret, which only its owner can read.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Files.createFile(file);
    OwnerOnly.file(file);
    Files.writeString(file, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
  }

  /**
   * The hash of a text, 32 bytes.
   *
   * @param use what it is for: one text gives unrelated hashes for two uses
   */
  public byte[] mac(String use, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
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
    return "(key)";
  }
}
