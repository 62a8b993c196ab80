package org.contourflow.model;

/**
 * What identifies a model in provenance, run logs and the registry.
 *
 * @param id registry name: lower case, digits and dashes
 * @param version as released
 * @param weightsSha256 lower-case hex digest over the digests of all its weight files
 * @param title for a person, at most 64 characters (DICOM's LO)
 * @param clinicalUse false: "not for clinical use" is shown wherever its results are
 */
public record ModelIdentity(
    String id, String version, String weightsSha256, String title, boolean clinicalUse) {

  /** Characters that a title may have: DICOM's LO. */
  public static final int LONGEST_TITLE = 64;

  public ModelIdentity {
    if (!id.matches("[a-z0-9][a-z0-9.+-]{0,199}")) {
      throw new IllegalArgumentException("a model id is lower case, digits and dashes: " + id);
    }
    if (!version.matches("[A-Za-z0-9][A-Za-z0-9.+-]{0,199}")) {
      throw new IllegalArgumentException("not a model version: '" + version + "'");
    }
    if (!weightsSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a SHA-256 has 64 lower-case hex digits");
    }
    if (title.isBlank() || title.length() > LONGEST_TITLE) {
      throw new IllegalArgumentException("a model's title has 1 to 64 characters");
    }
  }

  /** {@code id version}. */
  public String label() {
    return id + " " + version;
  }
}
