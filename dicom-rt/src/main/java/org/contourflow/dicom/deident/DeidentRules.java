package org.contourflow.dicom.deident;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.deident.AttributeRule.Kind;

/**
 * The allow-list: what the CT reader, the rasteriser and the IODs' type 2 rules need. All else
 * goes, private attributes, overlays, curves and unknown sequences included, at every depth.
 */
final class DeidentRules {
  private static final Map<Integer, AttributeRule> RULES = new TreeMap<>();

  private DeidentRules() {}

  static {
    for (int tag :
        new int[] {
          DicomTag.SliceThickness,
          DicomTag.KVP,
          DicomTag.SpacingBetweenSlices,
          DicomTag.DataCollectionDiameter,
          DicomTag.ReconstructionDiameter,
          DicomTag.GantryDetectorTilt,
          DicomTag.TableHeight,
          DicomTag.TriggerTime,
          DicomTag.AcquisitionNumber,
          DicomTag.InstanceNumber,
          DicomTag.ImagePositionPatient,
          DicomTag.ImageOrientationPatient,
          DicomTag.SliceLocation,
          DicomTag.TemporalPositionIdentifier,
          DicomTag.NumberOfTemporalPositions,
          DicomTag.ImagesInAcquisition,
          DicomTag.SamplesPerPixel,
          DicomTag.Rows,
          DicomTag.Columns,
          DicomTag.PixelSpacing,
          DicomTag.BitsAllocated,
          DicomTag.BitsStored,
          DicomTag.HighBit,
          DicomTag.PixelRepresentation,
          DicomTag.PixelPaddingValue,
          DicomTag.PixelPaddingRangeLimit,
          DicomTag.WindowCenter,
          DicomTag.WindowWidth,
          DicomTag.RescaleIntercept,
          DicomTag.RescaleSlope,
          DicomTag.LossyImageCompressionRatio,
          DicomTag.ROINumber,
          DicomTag.ROIDisplayColor,
          DicomTag.ReferencedROINumber,
          DicomTag.ObservationNumber,
          DicomTag.NumberOfContourPoints,
          DicomTag.ContourNumber,
          DicomTag.ContourSlabThickness,
          DicomTag.ContourOffsetVector,
          DicomTag.ContourData
        }) {
      put(tag, Kind.NUMBER);
    }
    term(DicomTag.ImageType, "ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY", "AXIAL", "LOCALIZER");
    term(DicomTag.Modality, "CT", "RTSTRUCT");
    term(DicomTag.PatientPosition, "HFS", "HFP", "HFDR", "HFDL", "FFS", "FFP", "FFDR", "FFDL");
    term(DicomTag.PhotometricInterpretation, "MONOCHROME1", "MONOCHROME2");
    term(DicomTag.RescaleType, "HU", "US");
    term(DicomTag.LossyImageCompression, "00", "01");
    term(DicomTag.LossyImageCompressionMethod, "ISO_10918_1", "ISO_14495_1", "ISO_15444_1");
    term(DicomTag.BurnedInAnnotation, "NO");
    term(DicomTag.ROIGenerationAlgorithm, "AUTOMATIC", "SEMIAUTOMATIC", "MANUAL");
    term(
        DicomTag.ContourGeometricType,
        "POINT",
        "OPEN_PLANAR",
        "OPEN_NONPLANAR",
        "CLOSED_PLANAR",
        "CLOSEDPLANAR_XOR");
    term(
        DicomTag.RTROIInterpretedType,
        "EXTERNAL",
        "PTV",
        "CTV",
        "GTV",
        "TREATED_VOLUME",
        "IRRAD_VOLUME",
        "BOLUS",
        "AVOIDANCE",
        "ORGAN",
        "MARKER",
        "REGISTRATION",
        "ISOCENTER",
        "CONTRAST_AGENT",
        "CAVITY",
        "BRACHY_CHANNEL",
        "SUPPORT",
        "FIXATION",
        "DOSE_REGION",
        "CONTROL",
        "DOSE_MEASUREMENT");
    term(DicomTag.ApprovalStatus, "APPROVED", "UNAPPROVED", "REJECTED");
    put(DicomTag.SOPClassUID, Kind.STANDARD_UID);
    put(DicomTag.ReferencedSOPClassUID, Kind.STANDARD_UID);
    for (int tag :
        new int[] {
          DicomTag.SOPInstanceUID,
          DicomTag.StudyInstanceUID,
          DicomTag.SeriesInstanceUID,
          DicomTag.FrameOfReferenceUID,
          DicomTag.ReferencedSOPInstanceUID,
          DicomTag.ReferencedFrameOfReferenceUID
        }) {
      put(tag, Kind.UID);
    }
    for (int tag :
        new int[] {
          DicomTag.StudyDate,
          DicomTag.SeriesDate,
          DicomTag.AcquisitionDate,
          DicomTag.ContentDate,
          DicomTag.StructureSetDate,
          DicomTag.ReviewDate
        }) {
      put(tag, Kind.DATE);
    }
    for (int tag :
        new int[] {
          DicomTag.StudyTime,
          DicomTag.SeriesTime,
          DicomTag.AcquisitionTime,
          DicomTag.ContentTime,
          DicomTag.StructureSetTime,
          DicomTag.ReviewTime
        }) {
      put(tag, Kind.TIME);
    }
    for (int tag :
        new int[] {
          DicomTag.AccessionNumber,
          DicomTag.Manufacturer,
          DicomTag.ReferringPhysicianName,
          DicomTag.OperatorsName,
          DicomTag.Laterality,
          DicomTag.PatientBirthDate,
          DicomTag.PatientSex,
          DicomTag.StudyID,
          DicomTag.SeriesNumber,
          DicomTag.PositionReferenceIndicator,
          DicomTag.ROIInterpreter,
          DicomTag.ReviewerName
        }) {
      put(tag, Kind.EMPTY);
    }
    put(DicomTag.PatientID, Kind.PSEUDONYM);
    put(DicomTag.PatientName, Kind.PSEUDONYM);
    put(DicomTag.ConvolutionKernel, Kind.WORD);
    put(DicomTag.ROIName, Kind.ROI_NAME);
    put(DicomTag.StructureSetLabel, Kind.FIXED);
    put(DicomTag.PixelData, Kind.PIXELS);
    for (int tag :
        new int[] {
          DicomTag.ReferencedFrameOfReferenceSequence,
          DicomTag.RTReferencedStudySequence,
          DicomTag.RTReferencedSeriesSequence,
          DicomTag.ContourImageSequence,
          DicomTag.StructureSetROISequence,
          DicomTag.ROIContourSequence,
          DicomTag.ContourSequence,
          DicomTag.RTROIObservationsSequence
        }) {
      put(tag, Kind.SEQUENCE);
    }
  }

  private static void put(int tag, Kind kind) {
    RULES.put(tag, new AttributeRule(tag, kind, Set.of()));
  }

  private static void term(int tag, String... terms) {
    RULES.put(tag, new AttributeRule(tag, Kind.TERM, Set.of(terms)));
  }

  /** The rule of a tag; null: it goes. */
  static AttributeRule of(int tag) {
    return RULES.get(tag);
  }

  /** The table of docs/deidentification.md, a line an attribute. */
  static String table() {
    StringBuilder text = new StringBuilder();
    RULES.forEach(
        (tag, rule) ->
            text.append("| ")
                .append(DicomTag.format(tag))
                .append(" | ")
                .append(DicomTag.keyword(tag))
                .append(" | ")
                .append(rule.kind().text())
                .append(" |\n"));
    return text.toString();
  }
}
