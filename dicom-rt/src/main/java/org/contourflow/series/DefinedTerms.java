package org.contourflow.series;

import java.util.Optional;
import java.util.Set;

/** Values that may be shown because DICOM defines which there are; any other is outside text. */
public final class DefinedTerms {
  /** PS3.3 C.7.3.1.1.2. */
  private static final Set<String> PATIENT_POSITIONS =
      Set.of(
          "HFP", "HFS", "HFDR", "HFDL", "FFP", "FFS", "FFDR", "FFDL", "LFP", "LFS", "RFP", "RFS",
          "AFDR", "AFDL", "PFDR", "PFDL");

  private DefinedTerms() {}

  /** The patient's position as a word for people; never the value of an undefined one. */
  public static String patientPosition(Optional<String> value) {
    if (value.isEmpty() || value.get().isBlank()) {
      return "not given";
    }
    String term = value.get().strip();
    return PATIENT_POSITIONS.contains(term) ? term : "not a defined term";
  }
}
