package org.contourflow.dicom.deident;

import java.util.Set;

/**
 * What becomes of an attribute, wherever it stands.
 *
 * @param terms for {@link Kind#TERM}: the values that may stay
 */
record AttributeRule(int tag, Kind kind, Set<String> terms) {
  /** What is done. */
  enum Kind {
    /** Stays as it is if every value is a number; a value that is none stops the file. */
    NUMBER("kept if it is a number"),
    /** Values of a closed list stay, others go. */
    TERM("kept if it is one of the standard's terms"),
    /** A UID of the standard (1.2.840.10008) stays, another goes. */
    STANDARD_UID("kept if it is a UID of the standard"),
    /** Replaced by a keyed hash under 2.25. */
    UID("replaced by a keyed UID"),
    /** Moved by the patient's shift; what is no date becomes empty. */
    DATE("moved by the patient's shift"),
    /** Stays if it is a time of day. */
    TIME("kept if it is a time of day"),
    /** There, without a value. */
    EMPTY("emptied"),
    /** The patient's pseudonym. */
    PSEUDONYM("replaced by the patient's pseudonym"),
    /** A keyed word: tells two values apart, says neither. */
    WORD("replaced by a keyed word"),
    /** The vocabulary's name, or the whole ROI goes. */
    ROI_NAME("replaced by the vocabulary's name, or the ROI goes"),
    /** Its items are gone through by these same rules. */
    SEQUENCE("its items by these rules"),
    /** A text of this project's own. */
    FIXED("replaced by a fixed text"),
    /** Decoded, and written as plain values without anything beside them. */
    PIXELS("decoded and written anew, bits beside the values cleared");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** For the table in docs/deidentification.md. */
    String text() {
      return text;
    }
  }
}
