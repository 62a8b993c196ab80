package org.contourflow.series;

import org.contourflow.dicom.DicomTag;

/** What can tell two volumes at the same place apart, the most telling first. */
public enum VolumeTrait {
  TEMPORAL_POSITION(DicomTag.TemporalPositionIdentifier, "time points (4D phases)"),
  CARDIAC_PHASE(DicomTag.NominalPercentageOfCardiacPhase, "gated phases (4D phases)"),
  RESPIRATORY_PHASE(DicomTag.NominalPercentageOfRespiratoryPhase, "breathing phases (4D phases)"),
  TRIGGER_TIME(DicomTag.TriggerTime, "trigger times (4D phases)"),
  ACQUISITION_NUMBER(DicomTag.AcquisitionNumber, "acquisitions"),
  CONVOLUTION_KERNEL(DicomTag.ConvolutionKernel, "reconstructions by kernel"),
  SLICE_THICKNESS(DicomTag.SliceThickness, "reconstructions by slice thickness"),
  IMAGE_TYPE(DicomTag.ImageType, "kinds of image by ImageType"),
  TUBE_VOLTAGE(DicomTag.KVP, "tube voltages (dual energy)"),
  ACQUISITION_TIME(DicomTag.AcquisitionDateTime, "acquisition times");

  private final int tag;
  private final String plural;

  VolumeTrait(int tag, String plural) {
    this.tag = tag;
    this.plural = plural;
  }

  /** The attribute compared. */
  public int tag() {
    return tag;
  }

  /** What its values count, for a message. */
  public String plural() {
    return plural;
  }
}
