package org.contourflow.series;

import java.math.BigDecimal;
import java.util.Locale;
import org.contourflow.dicom.DicomTag;

/** What can tell two volumes of one series apart, the most telling first. */
public enum VolumeTrait {
  TEMPORAL_POSITION(
      DicomTag.TemporalPositionIdentifier,
      DicomTag.FrameContentSequence,
      DicomTag.TemporalPositionIndex,
      "time points (4D phases)"),
  CARDIAC_PHASE(
      DicomTag.NominalPercentageOfCardiacPhase,
      DicomTag.CardiacSynchronizationSequence,
      DicomTag.NominalPercentageOfCardiacPhase,
      "gated phases (4D phases)"),
  RESPIRATORY_PHASE(
      DicomTag.NominalPercentageOfRespiratoryPhase,
      DicomTag.RespiratorySynchronizationSequence,
      DicomTag.NominalPercentageOfRespiratoryPhase,
      "breathing phases (4D phases)"),
  TRIGGER_TIME(DicomTag.TriggerTime, 0, 0, "trigger times (4D phases)"),
  STACK(DicomTag.StackID, DicomTag.FrameContentSequence, DicomTag.StackID, "stacks (StackID)"),
  ACQUISITION_NUMBER(
      DicomTag.AcquisitionNumber,
      DicomTag.FrameContentSequence,
      DicomTag.FrameAcquisitionNumber,
      "acquisitions"),
  CONVOLUTION_KERNEL(
      DicomTag.ConvolutionKernel,
      DicomTag.CTReconstructionSequence,
      DicomTag.ConvolutionKernel,
      "reconstructions by kernel"),
  SLICE_THICKNESS(
      DicomTag.SliceThickness,
      DicomTag.PixelMeasuresSequence,
      DicomTag.SliceThickness,
      "reconstructions by slice thickness"),
  IMAGE_TYPE(
      DicomTag.ImageType,
      DicomTag.CTImageFrameTypeSequence,
      DicomTag.FrameType,
      "kinds of image by ImageType"),
  TUBE_VOLTAGE(
      DicomTag.KVP, DicomTag.CTXRayDetailsSequence, DicomTag.KVP, "tube voltages (dual energy)"),
  PHASE_IN_TEXT(
      DicomTag.ImageComments,
      DicomTag.FrameContentSequence,
      DicomTag.FrameComments,
      "phases by ImageComments (4D phases)"),
  DESCRIPTION(DicomTag.SeriesDescription, 0, 0, "volumes by SeriesDescription"),
  PROTOCOL(DicomTag.ProtocolName, 0, 0, "volumes by ProtocolName"),
  CONTRAST(DicomTag.ContrastBolusAgent, 0, 0, "volumes by ContrastBolusAgent"),
  ACQUISITION_TIME(
      DicomTag.AcquisitionDateTime,
      DicomTag.FrameContentSequence,
      DicomTag.FrameAcquisitionDateTime,
      "acquisition times"),
  TIME_OF_ACQUISITION(DicomTag.AcquisitionTime, 0, 0, "acquisition times"),
  RECONSTRUCTION_TIME(DicomTag.ContentTime, 0, 0, "reconstructions by time (ContentTime)"),
  CREATION_TIME(
      DicomTag.InstanceCreationTime, 0, 0, "reconstructions by time (InstanceCreationTime)"),
  SERIES_TIME(DicomTag.SeriesTime, 0, 0, "volumes by SeriesTime");

  private final int tag;
  private final int group;
  private final int frameTag;
  private final String plural;

  VolumeTrait(int tag, int group, int frameTag, String plural) {
    this.tag = tag;
    this.group = group;
    this.frameTag = frameTag;
    this.plural = plural;
  }

  /** The attribute compared. */
  public int tag() {
    return tag;
  }

  /** The functional group of an Enhanced CT that holds it for a frame; 0: none does. */
  int group() {
    return group;
  }

  /** The attribute in {@link #group}. */
  int frameTag() {
    return frameTag;
  }

  /** What its values count, for a message. */
  public String plural() {
    return plural;
  }

  /** Whether it is a time, which may differ from each slice of one volume to the next. */
  boolean isTime() {
    return compareTo(ACQUISITION_TIME) >= 0;
  }

  /** Whether people write it: it may say anything, of a patient too. */
  boolean isFreeText() {
    return this == DESCRIPTION || this == PROTOCOL || this == CONTRAST;
  }

  /**
   * The value in one spelling: numbers as numbers, a comment as the percentage it names, and other
   * text behind a sign that keeps it from being shown ({@link SliceGroup#describe}).
   */
  String normalised(String value) {
    String text = value.strip().toUpperCase(Locale.ROOT);
    if (this == PHASE_IN_TEXT) {
      return SeriesRelation.percentage(text).orElse("");
    }
    if (isFreeText()) {
      return text.isEmpty() ? "" : SeriesRelation.percentage(text).orElse("#" + text);
    }
    try {
      return isTime() || text.isEmpty()
          ? text
          : new BigDecimal(text).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
