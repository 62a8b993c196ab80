package org.contourflow.structure;

/**
 * RTROIIdentificationCodeSequence (3006,0086), for example SNOMED CT.
 *
 * @param value SH, at most 16 characters
 * @param scheme coding scheme designator, for example {@code SCT}
 */
public record RoiCode(String value, String scheme, String meaning) {
  public RoiCode {
    if (value.isBlank() || value.length() > 16 || scheme.isBlank() || scheme.length() > 16) {
      throw new IllegalArgumentException("a code has a value and a scheme of 1 to 16 characters");
    }
    if (meaning.isBlank() || meaning.length() > 64) {
      throw new IllegalArgumentException("a code has a meaning of 1 to 64 characters");
    }
  }
}
