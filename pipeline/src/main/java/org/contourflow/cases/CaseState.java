package org.contourflow.cases;

/** How far a case has come. The order of the first four is the way of a case that goes well. */
public enum CaseState {
  /** Its series is accepted; contouring is next. */
  ACCEPTED,
  /** The masks are stored; the structure set is next. */
  CONTOURED,
  /** The RTSTRUCT is written and checked; delivery is next. */
  STRUCTURED,
  /** Every target has it. */
  DELIVERED,
  /** It cannot be contoured, for a reason that trying again does not change. */
  REFUSED,
  /** A step failed as often as it may; a person must look. */
  FAILED,
  /** Later slices made another case of the same series. */
  SUPERSEDED;

  /** Whether its RTSTRUCT is still to be made. */
  public boolean isBeforeDelivery() {
    return this == ACCEPTED || this == CONTOURED;
  }

  /** Whether a step is still to be done, so that the case is taken up again after a restart. */
  public boolean isUnfinished() {
    return this == ACCEPTED || this == CONTOURED || this == STRUCTURED;
  }
}
