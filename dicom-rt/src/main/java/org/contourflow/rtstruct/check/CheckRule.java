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
  DUPLICATE_OBSERVATION_NUMBER(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.8: ObservationNumber is unique"),
  DUPLICATE_ROI_NAME(Severity.WARNING, "planning systems take names for the same, case ignored"),
  ROI_NAME_TOO_LONG(Severity.WARNING, "planning systems cut names after 16 characters"),
  ROI_WITHOUT_OBSERVATION(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.8: each ROI has an observation"),
  SEVERAL_OBSERVATIONS(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.8: one observation for each ROI"),
  SEVERAL_CONTOUR_ITEMS(Severity.ERROR, "PS3.3 C.8.8.6: one ROI Contour item for each ROI"),
  CONTOURS_WITHOUT_ROI(Severity.ERROR, "PS3.3 C.8.8.6: contours refer to a defined ROINumber"),
  OBSERVATION_WITHOUT_ROI(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.8: observations refer to a defined ROI"),
  COLOUR_OUT_OF_RANGE(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.6: ROIDisplayColor is three values 0 to 255"),
  UNKNOWN_INTERPRETED_TYPE(Severity.WARNING, "PS3.3 C.8.8.8: not a defined term"),

  UNKNOWN_GEOMETRIC_TYPE(Severity.ERROR, "PS3.3 C.8.8.6: ContourGeometricType is enumerated"),
  WRONG_POINT_COUNT(Severity.ERROR, "PS3.3 C.8.8.6: NumberOfContourPoints counts ContourData"),
  NOT_TRIPLES(Severity.ERROR, "PS3.3 C.8.8.6: ContourData is x, y, z of each point"),
  TOO_FEW_POINTS(
      Severity.ERROR, Severity.WARNING, "PS3.3 C.8.8.6.1: a closed contour has at least 3 points"),
  NOT_COPLANAR(
      Severity.ERROR,
      Severity.WARNING,
      "PS3.3 C.8.8.6.1: the points of a closed contour are coplanar"),
  REPEATED_CLOSING_POINT(
      Severity.ERROR,
      Severity.WARNING,
      "PS3.3 C.8.8.6.1: the first point is not repeated at the end"),
  SELF_CROSSING(
      Severity.ERROR,
      Severity.WARNING,
      "a loop that crosses itself encloses what each reader likes"),
  LOOP_TWICE(Severity.ERROR, "the same loop twice cancels in readers by exclusive or"),
  OVERLAPPING_LOOPS(
      Severity.ERROR, Severity.WARNING, "partly overlapping loops differ between readers"),
  NESTED_PLAIN_LOOPS(
      Severity.ERROR,
      Severity.WARNING,
      "PS3.3 C.8.8.6.3: a hole is a keyhole or CLOSEDPLANAR_XOR; union readers fill nested loops"),
  MIXED_XOR(Severity.ERROR, "PS3.3 C.8.8.6.3: CLOSEDPLANAR_XOR is for all contours of a ROI"),

  NO_IMAGE_REFERENCE(
      Severity.ERROR, Severity.WARNING, "importers need ContourImageSequence for every contour"),
  WRONG_IMAGE_REFERENCE(Severity.ERROR, "a contour refers to the slice it lies on"),
  OFF_PLANE(
      Severity.ERROR, Severity.WARNING, "a contour lies on a slice of the CT, at its own position"),
  WRONG_FRAME_OF_REFERENCE(Severity.ERROR, "PS3.3 C.8.8.5: the frame of reference is the CT's"),
  INCOMPLETE_REFERENCE_CHAIN(
      Severity.ERROR, Severity.WARNING, "importers need every slice of the CT in the chain"),
  WRONG_STUDY(Severity.ERROR, "the structure set, and the study it refers to, are the CT's study"),
  WRONG_SERIES(Severity.ERROR, "the series in the reference chain is the CT's"),
  WRONG_REFERENCED_CLASS(
      Severity.ERROR, "PS3.3 C.8.8.5: a reference names its object's own SOP class"),
  WRONG_PATIENT(Severity.ERROR, "patient ID, name and birth date are the CT's"),
  BAD_UID(Severity.ERROR, "PS3.5 9.1: 1 to 64 characters, numbers without leading zeros"),
  BAD_VALUE(Severity.ERROR, "PS3.5 6.2: a value keeps to its value representation"),
  NO_AREA(Severity.ERROR, Severity.WARNING, "a closed contour encloses an area"),
  OUTSIDE_IMAGE(
      Severity.ERROR, Severity.WARNING, "contours lie on the CT's images, between its ends"),
  SKIPPED_SLICES(
      Severity.WARNING, "readers fill skipped slices, or leave them empty: the volume differs");

  private final Severity severity;
  private final Severity elsewhere;
  private final String text;

  CheckRule(Severity severity, String text) {
    this(severity, severity, text);
  }

  CheckRule(Severity severity, Severity elsewhere, String text) {
    this.severity = severity;
    this.elsewhere = elsewhere;
    this.text = text;
  }

  /** How bad it is. */
  public enum Severity {
    /** Against the standard, or read differently by different systems. */
    ERROR,
    /** Allowed, but known to cause trouble. */
    WARNING
  }

  /** How bad it is in what we write ourselves. */
  public Severity severity() {
    return severity;
  }

  /**
   * How bad it is in other systems' files, where what does nothing to a volume is a warning; what
   * the check measures may make it worse.
   */
  public Severity severityElsewhere() {
    return elsewhere;
  }

  /** The rule, with its source where there is one. */
  public String text() {
    return text;
  }
}
