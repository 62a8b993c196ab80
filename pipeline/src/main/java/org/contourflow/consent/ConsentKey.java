package org.contourflow.consent;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contourflow.dicom.KeyedHash;

/** The secret that turns patients' IDs into {@link PatientRef}s. Never printed. */
public final class ConsentKey {
  /** Control characters, the padding of some writers among them, and those without a width. */
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private final KeyedHash hash;

  private ConsentKey(KeyedHash hash) {
    this.hash = hash;
  }

  /** A key of these bytes, at least {@link KeyedHash#LEAST_BYTES}. */
  public static ConsentKey of(byte[] secret) {
    return new ConsentKey(KeyedHash.of(secret));
  }

  /** The key of a file of hex digits; made, readable by its owner only, if there is none. */
  public static ConsentKey open(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    return new ConsentKey(KeyedHash.read(file));
  }

  private static void create(Path file) throws IOException {
    try {
      KeyedHash.create(file);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker: its key counts.
    }
  }

  /**
   * The reference of a patient.
   *
   * @param id PatientID; letter case, blanks around it, invisible characters and other forms of the
   *     same character (full width, composed or not) do not matter
   * @param issuer who gave the ID; may be empty; likewise
   */
  public PatientRef refOf(String id, String issuer) {
    String who = plain(id);
    if (who.isEmpty()) {
      throw new IllegalArgumentException("a patient without an ID has no reference");
    }
    String text = who.length() + ":" + who + plain(issuer);
    return new PatientRef(HexFormat.of().formatHex(hash.mac("patient", text)));
  }

  /** Whose files are that say this; parameters as {@link #refOf}. */
  public Whose whose(String id, String issuer) {
    PatientRef ref = refOf(id, issuer);
    PatientRef plain = refOf(id, "");
    return new Whose(ref, plain.equals(ref) ? Optional.empty() : Optional.of(plain));
  }

  /** What a person would take for the same; a withdrawal must not miss for a hidden character. */
  private static String plain(String text) {
    String same = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return HIDDEN.matcher(same).replaceAll("").strip().toUpperCase(Locale.ROOT);
  }

  /**
   * A number of a patient that never changes: evenly spread from 0 up to, not including, 1.
   *
   * @param use what it is for: two uses give unrelated numbers
   * @param who a patient's reference, or the id of a public case
   */
  double place(String use, String who) {
    long bits = java.nio.ByteBuffer.wrap(hash.mac("place " + use, who)).getLong();
    return (bits >>> 11) * 0x1p-53;
  }

  /** A name for a case that says nothing about the case's own. */
  public String caseRef(String caseId) {
    return HexFormat.of().formatHex(hash.mac("case", caseId), 0, 8);
  }

  @Override
  public String toString() {
    return "(consent key)";
  }
}
