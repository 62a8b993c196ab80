package org.contourflow.consent;

/** Why a case may not teach, with what to do about it. */
public enum Reason {
  NO_RECORD("nobody recorded consent of this patient", "record it: contourflow consent record"),
  WITHDRAWN("consent was withdrawn", "leave the case out"),
  EXPIRED("consent has ended", "ask the patient anew, and record it"),
  NOT_YET_VALID("consent begins later than now, or this clock is wrong", "check date and clock"),
  WRONG_PURPOSE("consent was given for another purpose", "ask the patient for this purpose"),
  OPT_OUT_UNKNOWN("S251 needs an answer of the opt-out service", "ask the service, record it"),
  OPT_OUT_STALE("the opt-out service's answer is too old", "ask the service again"),
  OPTED_OUT("the patient opted out", "leave the case out"),
  WRONG_PATIENT(
      "the case's files are of more than one patient, or of another than before",
      "put each patient's CT and RTSTRUCT in its own folder"),
  NO_PATIENT(
      "the files do not say whose they are",
      "give DICOM with PatientID, or a statement if the data are public"),
  DICOM_REFUSED("the files themselves say no (0012,0085)", "leave the case out"),
  DICOM_UNCLEAR("the files' consent flag (0012,0085) is no known value", "mend the files"),
  UNAPPROVED("no approved contour", "let a clinician approve the RTSTRUCT (ApprovalStatus)"),
  SYMLINK("a link stands in the place of a folder or file", "put the files themselves there"),
  CHANGED("the files are not those of the statement", "restore them, or make a new statement"),
  NOT_IN_STATEMENT("the statement does not name this case", "make a new statement"),
  KNOWN_PATIENT(
      "the consent log knows this patient, so the data are not public",
      "record consent instead of a statement"),
  TAUGHT_BY_REFUSED(
      "the network here was taught by a case that is no longer released",
      "start anew in an empty work folder, from the last clean ancestor"),
  UNREADABLE("the case's files cannot be read", "mend or leave out the case"),
  TEST_FOLD(
      "the patient is kept apart to judge networks, for ever",
      "leave the case out; refine judge uses it"),
  STORE_DOWN(
      "the consent log cannot be read, is broken, or is older than it was",
      "restore the newest copy of the consent folder");

  private final String what;
  private final String whatToDo;

  Reason(String what, String whatToDo) {
    this.what = what;
    this.whatToDo = whatToDo;
  }

  /** What is the matter; what to do. */
  public String describe() {
    return what + "; " + whatToDo;
  }
}
