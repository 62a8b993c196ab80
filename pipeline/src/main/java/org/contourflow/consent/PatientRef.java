package org.contourflow.consent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A patient as the log knows one: a keyed hash of the ID, 64 hex digits. May be shown and logged;
 * without the key nobody finds the patient, with it only by trying an ID.
 */
public record PatientRef(@JsonValue String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PatientRef {
    if (hex == null || !HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a patient's reference is 64 hex digits");
    }
  }

  /** The first digits: enough for a person to tell patients apart. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return brief();
  }
}
