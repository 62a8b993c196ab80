package org.contourflow.dicom.net;

import java.util.Objects;

/**
 * A DICOM application entity title: 1 to 16 characters of the default repertoire, no backslash and
 * no control character, leading and trailing spaces not significant (PS3.5 6.2, VR AE).
 */
public record AeTitle(String value) {
  private static final int MAX_LENGTH = 16;

  /** Trims and checks. */
  public AeTitle {
    Objects.requireNonNull(value, "AE title");
    value = value.strip();
    boolean legal =
        !value.isEmpty()
            && value.length() <= MAX_LENGTH
            && value.chars().allMatch(c -> c >= 0x20 && c < 0x7F && c != '\\');
    if (!legal) {
      throw new IllegalArgumentException(
          "AE title '"
              + value.replaceAll("[^\\x20-\\x7E]", "?")
              + "' is not 1 to 16 printable ASCII characters without a backslash (PS3.5 6.2)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
