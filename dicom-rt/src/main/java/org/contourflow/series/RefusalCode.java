package org.contourflow.series;

/**
 * Why a file or a series is not contoured. The names are stable: they are stored and reported.
 *
 * <p>{@link #isSetAside} ones belong to something else and say nothing against the CT beside them.
 */
public enum RefusalCode {
  /** The file could not be read at all: rights, disk. */
  UNREADABLE(false, "Give the service the right to read the file, or copy it again."),
  EMPTY_FILE(false, "Copy or send the file again."),
  NOT_DICOM(true, "Put only DICOM files here; this one is left where it is."),
  TRUNCATED(false, "Copy or send the file again; it ends too early."),
  DAMAGED(false, "Export the instance again from its source; the file is damaged."),
  HOSTILE(false, "Do not open this file; find out where it comes from."),
  /** Any other SOP class or modality: RTSTRUCT, dose report, secondary capture, MR... */
  NOT_CT(true, "Nothing to do: only CT images are contoured."),
  /** One file of the single-frame CT class with several frames: no place is stated for each. */
  MULTI_FRAME_CT(
      false, "Export it as one file a slice, or as Enhanced CT, which says where each frame lies."),
  LOCALIZER(true, "Nothing to do: a localizer is no part of the volume."),
  /** CT image without a place in the patient: a dose page or a rendering stored as CT. */
  NO_POSITION(true, "Nothing to do if it is a dose page or a rendering; otherwise export again."),
  /** Like the slices of its series in matrix and kind, but where it lies is not said. */
  POSITION_LOST(false, "Export the series again with the position of every slice."),
  MISSING_ATTRIBUTE(false, "Export the series again with complete headers."),
  /** Study, series, SOP or frame of reference UID, as some anonymisers leave images. */
  MISSING_UID(
      false,
      "Export the series again with its UIDs. Research data without them: contour --derive-uids, or"
          + " assembly.missingUids: derive in the configuration; no archive knows such UIDs."),
  INVALID_ATTRIBUTE(false, "Export the series again with correct headers."),
  UNSUPPORTED_TRANSFER_SYNTAX(
      false,
      "Let the sender send it uncompressed (Explicit VR Little Endian) or convert it first."),
  /** The pixels are not encoded as the transfer syntax says. */
  ENCODING_MISMATCH(
      false, "Send or export it again from its source; a converter labelled it wrongly."),
  UNSUPPORTED_PIXEL_FORMAT(false, "Export the series as grey-scale CT of 8 to 16 bits."),
  /** Values that are not Hounsfield units. */
  NOT_HOUNSFIELD(false, "Export the reconstruction in Hounsfield units."),
  /** Several instances of one series that may not differ, differ. */
  MIXED_PATIENTS(false, "Find out whose images these are before sending any of them again."),
  MIXED_STUDIES(false, "Send the series with one StudyInstanceUID."),
  MIXED_FRAMES_OF_REFERENCE(false, "Export each frame of reference as a series of its own."),
  MIXED_ORIENTATIONS(false, "Export the axial images as a series of their own."),
  MIXED_SPACINGS(false, "Export one reconstruction with one pixel spacing."),
  MIXED_MATRICES(false, "Export one reconstruction with one matrix size."),
  /** The same SOP Instance UID with different contents. */
  CONFLICTING_INSTANCES(false, "Find out which one is right, remove the other, and send again."),
  DUPLICATE_POSITIONS(false, "Remove one of the slices at the same position, and send again."),
  /** 4D phases or several reconstructions under one Series Instance UID. */
  SEVERAL_VOLUMES(
      false,
      "Export the one phase or reconstruction to plan on as its own series. Or contour each:"
          + " --several-volumes each, or assembly.severalVolumes: each in the configuration."),
  /** Part of the stack is shifted sideways against the rest. */
  CENTRE_CHANGES(
      false, "Export one reconstruction with one centre (and one table position) for all slices."),
  /** Slices are off the stack here and there: positions are wrong. */
  SCATTERED_POSITIONS(
      false, "Export the series again; if it is so at the scanner, its positions are wrong."),
  GANTRY_TILT(false, "Scan without tilt, or export a tilt-corrected reconstruction."),
  NOT_AXIAL(false, "Export the axial reconstruction."),
  UNEVEN_SPACING(
      false, "Export with even spacing, or accept the series by the moderate geometry policy."),
  SINGLE_SLICE(false, "Send the whole series; a single slice is no volume.");

  private final boolean setAside;
  private final String whatToDo;

  RefusalCode(boolean setAside, String whatToDo) {
    this.setAside = setAside;
    this.whatToDo = whatToDo;
  }

  /** Whether it merely is something else than a slice of a CT volume. */
  public boolean isSetAside() {
    return setAside;
  }

  /** What a person can do about it, one sentence. */
  public String whatToDo() {
    return whatToDo;
  }
}
