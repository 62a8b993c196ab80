package org.contourflow.testdata;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * UIDs that depend on the seed only: {@code 2.25.} and a 128-bit number (PS3.5 B.2) from a digest.
 *
 * @param seed the phantom's seed
 */
public record PhantomUids(long seed) {
  /** StudyInstanceUID. */
  public String study() {
    return uid("study");
  }

  /** SeriesInstanceUID. */
  public String series() {
    return uid("series");
  }

  /** FrameOfReferenceUID. */
  public String frameOfReference() {
    return uid("frame");
  }

  /** SOPInstanceUID of the slice with this instance number. */
  public String instance(int instanceNumber) {
    return uid("instance" + instanceNumber);
  }

  /** A UID for something else. */
  public String uid(String what) {
    return "2.25." + new BigInteger(1, java.util.Arrays.copyOf(digest(what), 16));
  }

  private byte[] digest(String what) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((seed + "/" + what).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
