package org.contourflow.rtstruct.check;

/** What {@link StructureSetChecker} looks for; names are stable. */
public enum CheckRule {
  WRONG_SOP_CLASS(Severity.ERROR, "PS3.3 A.19: this is no RT Structure Set"),
  MISSING_ATTRIBUTE(Severity.ERROR, "PS3.3 A.19.3: type 1 needs a value, type 2 needs to be there"),
  LABEL_TOO_LONG(Severity.ERROR, "PS3.3 C.8.8.5: StructureSetLabel is SH, 1 to 16 characters"),
  DS_TOO_LONG(Severity.ERROR, "PS3.5 6.2: a DS value has at most 16 bytes"),
  NOT_A_NUMBER(Severity.ERROR, "PS3.5 6.2: DS and IS hold numbers"),
  EXPLICIT_VR_OVERFLOW(
      Severity.WARNING,
      "PS3.3 C.8.8.6: ContourData above 65,534 bytes fits no explicit VR; keep it implicit"),
  TRAILING_BYTES(Severity.ERROR, "PS3.10 7.2: nothing may follow the data set"),
  RETIRED_ATTRIBUTE(Severity.WARNING, "PS3.6: retired attributes are not to be written"),

  DUPLICATE_ROI_NUMBER(Severity.ERROR, "PS3.3 C.8.8.5: ROINumber is unique"),
  DUPLICATE_OBSERVATION_NUMBER(Severity.ERROR, "PS3.3 C.8.8.8: ObservationNumber is unique"),
  DUPLICATE_ROI_NAME(Severity.WARNING, "planning systems take names for the same, case ignored"),
  ROI_NAME_TOO_LONG(Severity.WARNING, "planning systems cut names after 16 characters"),
  ROI_WITHOUT_OBSERVATION(Severity.ERROR, "PS3.3 C.8.8.8: each ROI has an observation"),
  SEVERAL_OBSERVATIONS(Severity.ERROR, "PS3.3 C.8.8.8: one observation for each ROI"),
  SEVERAL_CONTOUR_ITEMS(Severity.ERROR, "PS3.3 C.8.8.6: one ROI Contour item for each ROI"),
  CONTOURS_WITHOUT_ROI(Severity.ERROR, "PS3.3 C.8.8.6: contours refer to a defined ROINumber"),
  OBSERVATION_WITHOUT_ROI(Severity.ERROR, "PS3.3 C.8.8.8: observations refer to a defined ROI"),
  COLOUR_OUT_OF_RANGE(Severity.ERROR, "PS3.3 C.8.8.6: ROIDisplayColor is three values 0 to 255"),
  UNKNOWN_INTERPRETED_TYPE(Severity.WARNING, "PS3.3 C.8.8.8: not a defined term"),

  UNKNOWN_GEOMETRIC_TYPE(Severity.ERROR, "PS3.3 C.8.8.6: ContourGeometricType is enumerated"),
  WRONG_POINT_COUNT(Severity.ERROR, "PS3.3 C.8.8.6: NumberOfContourPoints counts ContourData"),
  NOT_TRIPLES(Severity.ERROR, "PS3.3 C.8.8.6: ContourData is x, y, z of each point"),
  TOO_FEW_POINTS(Severity.ERROR, "PS3.3 C.8.8.6.1: a closed contour has at least 3 points"),
  NOT_COPLANAR(Severity.ERROR, "PS3.3 C.8.8.6.1: the points of a closed contour are coplanar"),
  REPEATED_CLOSING_POINT(
      Severity.ERROR, "PS3.3 C.8.8.6.1: the first point is not repeated at the end"),
  SELF_CROSSING(Severity.ERROR, "a loop that crosses itself encloses what each reader likes"),
  LOOP_TWICE(Severity.ERROR, "the same loop twice cancels in readers by exclusive or"),
  OVERLAPPING_LOOPS(Severity.ERROR, "partly overlapping loops differ between readers"),
  NESTED_PLAIN_LOOPS(
      Severity.ERROR,
      "PS3.3 C.8.8.6.3: a hole is a keyhole or CLOSEDPLANAR_XOR; union readers fill nested loops"),
  MIXED_XOR(Severity.ERROR, "PS3.3 C.8.8.6.3: CLOSEDPLANAR_XOR is for all contours of a ROI"),

  NO_IMAGE_REFERENCE(Severity.ERROR, "importers need ContourImageSequence for every contour"),
  WRONG_IMAGE_REFERENCE(Severity.ERROR, "a contour refers to the slice it lies on"),
  OFF_PLANE(Severity.ERROR, "a contour lies on a slice of the CT, at its own position"),
  WRONG_FRAME_OF_REFERENCE(Severity.ERROR, "PS3.3 C.8.8.5: the frame of reference is the CT's"),
  INCOMPLETE_REFERENCE_CHAIN(Severity.ERROR, "importers need every slice of the CT in the chain"),
  WRONG_STUDY(Severity.ERROR, "the structure set is in the CT's study");

  private final Severity severity;
  private final String text;

  CheckRule(Severity severity, String text) {
    this.severity = severity;
    this.text = text;
  }

  /** How bad it is. */
  public enum Severity {
    /** Against the standard, or read differently by different systems. */
    ERROR,
    /** Allowed, but known to cause trouble. */
    WARNING
  }

  /** How bad it is. */
  public Severity severity() {
    return severity;
  }

  /** The rule, with its source where there is one. */
  public String text() {
    return text;
  }
}
