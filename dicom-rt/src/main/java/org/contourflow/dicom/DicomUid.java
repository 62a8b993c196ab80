package org.contourflow.dicom;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.aoju.bus.image.UID;

/** Unique identifiers (PS3.5 chapter 9): the ones the project knows, their syntax, new ones. */
public final class DicomUid {
  /** This implementation, in file meta information and associations. */
  public static final String IMPLEMENTATION_CLASS = "2.25.161718118003404871231847898345040329422";

  /** This implementation's version, at most 16 characters. */
  public static final String IMPLEMENTATION_VERSION_NAME = "CONTOURFLOW_0.1";

  public static final String VERIFICATION = "1.2.840.10008.1.1";
  public static final String STORAGE_COMMITMENT_PUSH = "1.2.840.10008.1.20.1";
  public static final String STORAGE_COMMITMENT_PUSH_INSTANCE = "1.2.840.10008.1.20.1.1";
  public static final String MODALITY_WORKLIST_FIND = "1.2.840.10008.5.1.4.31";
  public static final String STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";
  public static final String STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2";
  public static final String STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3";
  public static final String STUDY_COMPONENT_MANAGEMENT = "1.2.840.10008.3.1.2.3.1";

  public static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
  public static final String ENHANCED_CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2.1";
  public static final String LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE =
      "1.2.840.10008.5.1.4.1.1.2.2";
  public static final String SECONDARY_CAPTURE_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.7";
  public static final String MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";
  public static final String PET_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.128";
  public static final String SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.4";
  public static final String LABEL_MAP_SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.7";
  public static final String RT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.481.1";
  public static final String RT_DOSE_STORAGE = "1.2.840.10008.5.1.4.1.1.481.2";
  public static final String KEY_OBJECT_SELECTION_STORAGE = "1.2.840.10008.5.1.4.1.1.88.59";
  public static final String RT_STRUCTURE_SET_STORAGE = "1.2.840.10008.5.1.4.1.1.481.3";
  public static final String RT_PLAN_STORAGE = "1.2.840.10008.5.1.4.1.1.481.5";
  public static final String X_RAY_RADIATION_DOSE_SR_STORAGE = "1.2.840.10008.5.1.4.1.1.88.67";

  public static final String IMPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2";
  public static final String EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
  public static final String DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99";
  public static final String EXPLICIT_VR_BIG_ENDIAN = "1.2.840.10008.1.2.2";
  public static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
  public static final String JPEG_EXTENDED = "1.2.840.10008.1.2.4.51";
  public static final String JPEG_LOSSLESS = "1.2.840.10008.1.2.4.57";
  public static final String JPEG_LOSSLESS_SV1 = "1.2.840.10008.1.2.4.70";
  public static final String JPEG_LS_LOSSLESS = "1.2.840.10008.1.2.4.80";
  public static final String JPEG_LS_NEAR_LOSSLESS = "1.2.840.10008.1.2.4.81";
  public static final String JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90";
  public static final String JPEG_2000 = "1.2.840.10008.1.2.4.91";
  public static final String RLE_LOSSLESS = "1.2.840.10008.1.2.5";

  /** Longest UID, characters. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern SYNTAX = Pattern.compile("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))+");

  private static final Pattern USABLE = Pattern.compile("[0-9]+(\\.[0-9]+)+");

  private DicomUid() {}

  /**
   * Whether the text is a UID by PS3.5 9.1: 1 to 64 characters, numbers without leading zeros,
   * joined by dots. Such a text is safe as a file name: check before a UID from outside becomes
   * one.
   */
  public static boolean isValid(String text) {
    return text != null && text.length() <= MAX_LENGTH && SYNTAX.matcher(text).matches();
  }

  /**
   * Whether the text is a UID, or one with leading zeros in its components, which PS3.5 9.1 forbids
   * and some scanners write. Such a UID is kept verbatim: only so do other systems know it again.
   * Safe as a file name.
   */
  public static boolean isUsable(String text) {
    return text != null && text.length() <= MAX_LENGTH && USABLE.matcher(text).matches();
  }

  /** A new UID under 2.25 from a random UUID (PS3.5 B.2). */
  public static String create() {
    return fromUuid(UUID.randomUUID());
  }

  /** The UID under 2.25 of a UUID (PS3.5 B.2). */
  public static String fromUuid(UUID uuid) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return "2.25." + new BigInteger(1, bytes);
  }

  /**
   * The UID that belongs to a content: the same content always has the same one, other content in
   * practice never. SHA-256, cut to 128 bits and marked as a UUID of version 8 (RFC 9562).
   *
   * @param purpose tells apart several UIDs of one content, e.g. "series" and "instance"
   */
  public static String fromContent(String purpose, byte[] content) {
    return fromDigest(purpose, digest -> digest.update(content));
  }

  /** As {@link #fromContent(String, byte[])}, of a content that is written and kept nowhere. */
  static String fromContent(String purpose, Consumer<OutputStream> content) {
    return fromDigest(
        purpose,
        digest ->
            content.accept(
                new BufferedOutputStream(
                    new DigestOutputStream(OutputStream.nullOutputStream(), digest))));
  }

  private static String fromDigest(String purpose, Consumer<MessageDigest> content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update((byte) 0);
      content.accept(digest);
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      long high = hash.getLong() & ~0xF000L | 0x8000L;
      long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
      return fromUuid(new UUID(high, low));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Vendors' own transfer syntaxes, which no registry names. */
  private static final Map<String, String> PRIVATE_SYNTAXES =
      Map.of(
          "1.2.840.113619.5.2", "GE private, Implicit VR with big endian pixels (DLX)",
          "1.3.46.670589.33.1.4.1", "Philips private (CT-private-ELE)");

  /** The name of a registered UID ("CT Image Storage"), or the UID itself if it is not known. */
  public static String nameOf(String uid) {
    String vendor = PRIVATE_SYNTAXES.get(uid);
    if (vendor != null) {
      return vendor;
    }
    String name = UID.nameOf(uid);
    return name == null || name.isBlank() || name.equals("?") ? uid : name;
  }
}
