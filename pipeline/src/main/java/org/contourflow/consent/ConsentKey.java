package org.contourflow.consent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that turns patients' IDs into {@link PatientRef}s. Never printed. */
public final class ConsentKey {
  private static final int BYTES = 32;

  private final SecretKeySpec key;

  private ConsentKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** A key of these bytes, at least 16. */
  public static ConsentKey of(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("a consent key needs at least 16 bytes");
    }
    return new ConsentKey(secret.clone());
  }

  /** The key of a file of hex digits; made, readable by its owner only, if there is none. */
  public static ConsentKey open(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      return of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file.getFileName() + " is no consent key: 64 hex digits");
    }
  }

  private static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      Files.createFile(file);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(file, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker: its key counts.
    }
  }

  /**
   * The reference of a patient.
   *
   * @param id PatientID; letter case and blanks around it do not matter
   * @param issuer who gave the ID; may be empty
   */
  public PatientRef refOf(String id, String issuer) {
    String who = id.strip().toUpperCase(Locale.ROOT);
    if (who.isEmpty()) {
      throw new IllegalArgumentException("a patient without an ID has no reference");
    }
    String text = who.length() + ":" + who + issuer.strip().toUpperCase(Locale.ROOT);
    return new PatientRef(HexFormat.of().formatHex(mac("patient", text)));
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
    return "(consent key)";
  }
}
