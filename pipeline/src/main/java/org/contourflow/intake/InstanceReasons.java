package org.contourflow.intake;

import org.contourflow.dicom.ArchiveKind;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomUid;
import org.contourflow.home.Quarantine.Reason;

/** Why a single file is put aside, in a physicist's words. */
final class InstanceReasons {
  private InstanceReasons() {}

  static Reason unreadable(DicomReadException e) {
    return switch (e.reason()) {
      case EMPTY ->
          new Reason("EMPTY_FILE", "the file has no content", "Export it again and drop it again.");
      case NOT_DICOM ->
          new Reason(
              "NOT_DICOM",
              "the file is not DICOM",
              "Drop DICOM CT files only; other files of the folder are not needed.");
      case TRUNCATED -> truncated();
      case HOSTILE_NESTING, TOO_LARGE ->
          new Reason(
              "HOSTILE_FILE",
              "the file is built to exhaust a reader (" + e.reason() + ")",
              "Find out where it comes from; do not open it elsewhere.");
      case MALFORMED ->
          new Reason(
              "MALFORMED",
              "the file begins as DICOM but cannot be read to its end",
              "Export it again from its source and drop it again.");
    };
  }

  static Reason truncated() {
    return new Reason(
        "TRUNCATED",
        "the file is cut short: its pixel data or an element ends before its declared length",
        "Copy the file again (was the disk full, or the copy broken off?) and drop it again.");
  }

  static Reason replaced() {
    return new Reason(
        "REPLACED",
        "the file is cut short; the whole image has come since and took its place",
        "Nothing to do.");
  }

  /** Only the entries of a zip and what comes by network get here; a zip in the inbox is opened. */
  static Reason zipInZip() {
    return new Reason(
        "ZIP_IN_ZIP",
        "the file is a zip within a zip, which is not opened",
        "Unpack it and drop its files, or drop it by itself.");
  }

  /** A CT may be in it, so that a person must be told; a stray file that is not DICOM is none. */
  static Reason archive(ArchiveKind kind) {
    return new Reason(
        "ARCHIVE",
        "the file is not DICOM but a " + kind.words() + ", which is not opened",
        "Unpack it and drop its files, or drop them as a zip.");
  }

  static Reason notTaken(int tries, String what) {
    return new Reason(
        "NOT_TAKEN",
        "the file was tried " + tries + " times and could not be taken (" + what + ")",
        "The log says why. Have it examined, and drop it again.");
  }

  static Reason notCt(String sopClassUid) {
    return new Reason(
        "NOT_CT",
        "the object is not a CT image but " + DicomUid.nameOf(sopClassUid),
        "Nothing to do, if the CT series itself was dropped too; only CT images are contoured.");
  }

  static Reason badUid(String which) {
    return new Reason(
        "BAD_UID",
        which + " is missing or not a valid UID (PS3.5 9.1)",
        "Have the source write valid UIDs; the file cannot be referenced without one. Research data"
            + " that lacks them: assembly.missingUids: derive in the configuration.");
  }

  static Reason mismatch(String what) {
    return new Reason(
        "ENCODING_MISMATCH",
        what,
        "Send or export it again from its source; a converter labelled it wrongly.");
  }

  static Reason otherContent() {
    return new Reason(
        "SAME_UID_OTHER_CONTENT",
        "an instance of the same SOP Instance UID but other content has arrived before",
        "Find out which is right. Changed images need new UIDs; the first one was kept.");
  }
}
