package org.contourflow.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.dicom.DurableMove;
import org.contourflow.dicom.KeyedHash;
import org.contourflow.dicom.OwnerOnly;

/**
 * The keys that seal the run log (HMAC-SHA-256): the last one seals, the ones before it still
 * verify what they sealed. A key's id follows from the key. Never printed.
 *
 * <p>A file or a variable holds them as hex digits, one a line or with blanks between, the oldest
 * first; a line that begins with # is a comment.
 */
public final class AuditKeys {
  /** No key: events are chained by SHA-256 alone, as they were before there were keys. */
  public static final AuditKeys NONE = new AuditKeys(Map.of(), "");

  private static final int BYTES = 32;
  private static final int ID_BYTES = 6;

  private final Map<String, KeyedHash> byId;
  private final String currentId;

  private AuditKeys(Map<String, KeyedHash> byId, String currentId) {
    this.byId = byId;
    this.currentId = currentId;
  }

  /**
   * The keys of a text.
   *
   * @param where it comes from, for the error
   * @throws IOException if one is no key, or there is none
   */
  public static AuditKeys parse(String text, String where) throws IOException {
    Map<String, KeyedHash> keys = new LinkedHashMap<>();
    String last = "";
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      for (String hex : line.strip().split("\\s+")) {
        if (!hex.isEmpty()) {
          KeyedHash key = key(hex, where);
          last = HexFormat.of().formatHex(key.mac("key id", ""), 0, ID_BYTES);
          keys.put(last, key);
        }
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(where + " holds no key of the audit; give at least 32 hex digits");
    }
    return new AuditKeys(keys, last);
  }

  private static KeyedHash key(String hex, String where) throws IOException {
    try {
      return KeyedHash.of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may quote the key.
      throw new IOException(where + " holds what is no key: at least 32 hex digits each");
    }
  }

  /** The keys of a file; made with one, readable by its owner only, if there is none. */
  public static AuditKeys open(Path file) throws IOException {
    if (Files.notExists(file)) {
      OwnerOnly.folder(file.toAbsolutePath().getParent());
      try {
        KeyedHash.create(file);
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker: its key counts.
      }
    }
    return read(file);
  }

  /** The keys of a file there is. */
  public static AuditKeys read(Path file) throws IOException {
    return parse(Files.readString(file), file.toString());
  }

  /** Adds a new key to a file; it seals from the next start on, the others still verify. */
  public static AuditKeys roll(Path file) throws IOException {
    String before = Files.readString(file);
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    String all = before.stripTrailing() + "\n" + HexFormat.of().formatHex(secret) + "\n";
    DurableMove.write(
        file, out -> out.write(all.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    OwnerOnly.file(file);
    return read(file);
  }

  /** Id of the key that seals; empty if there is none. */
  public String currentId() {
    return currentId;
  }

  /** Ids of all, oldest first. */
  public List<String> ids() {
    return List.copyOf(byId.keySet());
  }

  /**
   * The keyed hash of a text, hexadecimal.
   *
   * @return empty if there is no key of that id
   */
  Optional<String> hashOf(String id, String use, String text) {
    return Optional.ofNullable(byId.get(id)).map(k -> HexFormat.of().formatHex(k.mac(use, text)));
  }

  @Override
  public String toString() {
    return "(audit keys)";
  }
}
