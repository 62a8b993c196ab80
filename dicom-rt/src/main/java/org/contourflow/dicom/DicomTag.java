package org.contourflow.dicom;

import java.util.Locale;
import java.util.OptionalInt;
import org.aoju.bus.image.galaxy.data.ElementDictionary;

/**
 * Attribute tags (PS3.6), each named by its keyword of the standard so that both can be searched
 * for. A tag is an int, group in the upper and element in the lower 16 bits.
 */
public final class DicomTag {
  public static final int FileMetaInformationVersion = 0x00020001;
  public static final int MediaStorageSOPClassUID = 0x00020002;
  public static final int MediaStorageSOPInstanceUID = 0x00020003;
  public static final int TransferSyntaxUID = 0x00020010;
  public static final int ImplementationClassUID = 0x00020012;
  public static final int ImplementationVersionName = 0x00020013;
  public static final int SourceApplicationEntityTitle = 0x00020016;
  public static final int SpecificCharacterSet = 0x00080005;
  public static final int ImageType = 0x00080008;
  public static final int InstanceCreationDate = 0x00080012;
  public static final int InstanceCreationTime = 0x00080013;
  public static final int InstanceCreatorUID = 0x00080014;
  public static final int SOPClassUID = 0x00080016;
  public static final int SOPInstanceUID = 0x00080018;
  public static final int StudyDate = 0x00080020;
  public static final int SeriesDate = 0x00080021;
  public static final int AcquisitionDate = 0x00080022;
  public static final int ContentDate = 0x00080023;
  public static final int AcquisitionDateTime = 0x0008002A;
  public static final int StudyTime = 0x00080030;
  public static final int SeriesTime = 0x00080031;
  public static final int AcquisitionTime = 0x00080032;
  public static final int ContentTime = 0x00080033;
  public static final int AccessionNumber = 0x00080050;
  public static final int QueryRetrieveLevel = 0x00080052;
  public static final int RetrieveAETitle = 0x00080054;
  public static final int Modality = 0x00080060;
  public static final int ModalitiesInStudy = 0x00080061;
  public static final int ConversionType = 0x00080064;
  public static final int Manufacturer = 0x00080070;
  public static final int InstitutionName = 0x00080080;
  public static final int InstitutionAddress = 0x00080081;
  public static final int ReferringPhysicianName = 0x00080090;
  public static final int CodeValue = 0x00080100;
  public static final int CodingSchemeDesignator = 0x00080102;
  public static final int CodingSchemeVersion = 0x00080103;
  public static final int CodeMeaning = 0x00080104;
  public static final int MappingResource = 0x00080105;
  public static final int ContextIdentifier = 0x0008010F;
  public static final int ContextUID = 0x00080117;
  public static final int LongCodeValue = 0x00080119;
  public static final int URNCodeValue = 0x00080120;
  public static final int TimezoneOffsetFromUTC = 0x00080201;
  public static final int StationName = 0x00081010;
  public static final int StudyDescription = 0x00081030;
  public static final int ProcedureCodeSequence = 0x00081032;
  public static final int SeriesDescription = 0x0008103E;
  public static final int InstitutionalDepartmentName = 0x00081040;
  public static final int PhysiciansOfRecord = 0x00081048;
  public static final int PerformingPhysicianName = 0x00081050;
  public static final int OperatorsName = 0x00081070;
  public static final int ManufacturerModelName = 0x00081090;
  public static final int ReferencedStudySequence = 0x00081110;
  public static final int ReferencedPerformedProcedureStepSequence = 0x00081111;
  public static final int ReferencedSeriesSequence = 0x00081115;
  public static final int ReferencedImageSequence = 0x00081140;
  public static final int ReferencedInstanceSequence = 0x0008114A;
  public static final int ReferencedSOPClassUID = 0x00081150;
  public static final int ReferencedSOPInstanceUID = 0x00081155;
  public static final int ReferencedFrameNumber = 0x00081160;
  public static final int TransactionUID = 0x00081195;
  public static final int FailureReason = 0x00081197;
  public static final int FailedSOPSequence = 0x00081198;
  public static final int ReferencedSOPSequence = 0x00081199;
  public static final int DerivationDescription = 0x00082111;
  public static final int SourceImageSequence = 0x00082112;
  public static final int AnatomicRegionSequence = 0x00082218;
  public static final int AnatomicRegionModifierSequence = 0x00082220;
  public static final int IrradiationEventUID = 0x00083010;
  public static final int FrameType = 0x00089007;
  public static final int DerivationImageSequence = 0x00089124;
  public static final int PixelPresentation = 0x00089205;
  public static final int VolumetricProperties = 0x00089206;
  public static final int VolumeBasedCalculationTechnique = 0x00089207;
  public static final int DerivationCodeSequence = 0x00089215;
  public static final int PatientName = 0x00100010;
  public static final int PatientID = 0x00100020;
  public static final int IssuerOfPatientID = 0x00100021;
  public static final int TypeOfPatientID = 0x00100022;
  public static final int PatientBirthDate = 0x00100030;
  public static final int PatientBirthTime = 0x00100032;
  public static final int PatientSex = 0x00100040;
  public static final int OtherPatientIDs = 0x00101000;
  public static final int OtherPatientNames = 0x00101001;
  public static final int OtherPatientIDsSequence = 0x00101002;
  public static final int PatientAge = 0x00101010;
  public static final int PatientSize = 0x00101020;
  public static final int PatientWeight = 0x00101030;
  public static final int EthnicGroup = 0x00102160;
  public static final int AdditionalPatientHistory = 0x001021B0;
  public static final int PatientComments = 0x00104000;
  public static final int PatientIdentityRemoved = 0x00120062;
  public static final int DeidentificationMethod = 0x00120063;
  public static final int DeidentificationMethodCodeSequence = 0x00120064;
  public static final int ContrastBolusAgent = 0x00180010;
  public static final int BodyPartExamined = 0x00180015;
  public static final int ScanOptions = 0x00180022;
  public static final int SliceThickness = 0x00180050;
  public static final int KVP = 0x00180060;
  public static final int SpacingBetweenSlices = 0x00180088;
  public static final int DataCollectionDiameter = 0x00180090;
  public static final int DeviceSerialNumber = 0x00181000;
  public static final int SoftwareVersions = 0x00181020;
  public static final int ProtocolName = 0x00181030;
  public static final int TriggerTime = 0x00181060;
  public static final int ReconstructionDiameter = 0x00181100;
  public static final int GantryDetectorTilt = 0x00181120;
  public static final int TableHeight = 0x00181130;
  public static final int ExposureTime = 0x00181150;
  public static final int XRayTubeCurrent = 0x00181151;
  public static final int Exposure = 0x00181152;
  public static final int FilterType = 0x00181160;
  public static final int ConvolutionKernel = 0x00181210;
  public static final int PatientPosition = 0x00185100;
  public static final int FrameAcquisitionDateTime = 0x00189074;
  public static final int CardiacSynchronizationSequence = 0x00189118;
  public static final int FrameReferenceDateTime = 0x00189151;
  public static final int AcquisitionType = 0x00189302;
  public static final int RevolutionTime = 0x00189305;
  public static final int TableSpeed = 0x00189309;
  public static final int ReconstructionAlgorithm = 0x00189315;
  public static final int CTReconstructionSequence = 0x00189314;
  public static final int CTImageFrameTypeSequence = 0x00189329;
  public static final int CTXRayDetailsSequence = 0x00189325;
  public static final int CTDIvol = 0x00189345;
  public static final int ContributingEquipmentSequence = 0x0018A001;
  public static final int ContributionDateTime = 0x0018A002;
  public static final int ContributionDescription = 0x0018A003;
  public static final int StudyInstanceUID = 0x0020000D;
  public static final int SeriesInstanceUID = 0x0020000E;
  public static final int StudyID = 0x00200010;
  public static final int SeriesNumber = 0x00200011;
  public static final int AcquisitionNumber = 0x00200012;
  public static final int InstanceNumber = 0x00200013;
  public static final int ImagePositionPatient = 0x00200032;
  public static final int ImageOrientationPatient = 0x00200037;
  public static final int FrameOfReferenceUID = 0x00200052;
  public static final int Laterality = 0x00200060;
  public static final int ImageLaterality = 0x00200062;
  public static final int TemporalPositionIdentifier = 0x00200100;
  public static final int NumberOfTemporalPositions = 0x00200105;
  public static final int ImagesInAcquisition = 0x00201002;
  public static final int PositionReferenceIndicator = 0x00201040;
  public static final int SliceLocation = 0x00201041;
  public static final int NumberOfStudyRelatedSeries = 0x00201206;
  public static final int NumberOfStudyRelatedInstances = 0x00201208;
  public static final int NumberOfSeriesRelatedInstances = 0x00201209;
  public static final int ImageComments = 0x00204000;
  public static final int StackID = 0x00209056;
  public static final int InStackPositionNumber = 0x00209057;
  public static final int FrameContentSequence = 0x00209111;
  public static final int PlanePositionSequence = 0x00209113;
  public static final int PlaneOrientationSequence = 0x00209116;
  public static final int TemporalPositionIndex = 0x00209128;
  public static final int FrameComments = 0x00209158;
  public static final int FrameAcquisitionNumber = 0x00209156;
  public static final int DimensionIndexValues = 0x00209157;
  public static final int ConcatenationUID = 0x00209161;
  public static final int InConcatenationNumber = 0x00209162;
  public static final int InConcatenationTotalNumber = 0x00209163;
  public static final int DimensionOrganizationUID = 0x00209164;
  public static final int DimensionIndexPointer = 0x00209165;
  public static final int FunctionalGroupPointer = 0x00209167;
  public static final int DimensionOrganizationSequence = 0x00209221;
  public static final int DimensionIndexSequence = 0x00209222;
  public static final int NominalPercentageOfCardiacPhase = 0x00209241;
  public static final int NominalPercentageOfRespiratoryPhase = 0x00209245;
  public static final int RespiratorySynchronizationSequence = 0x00209253;
  public static final int ImagePositionVolume = 0x00209301;
  public static final int DimensionOrganizationType = 0x00209311;
  public static final int DimensionDescriptionLabel = 0x00209421;
  public static final int AlgorithmSource = 0x00240202;
  public static final int SamplesPerPixel = 0x00280002;
  public static final int PhotometricInterpretation = 0x00280004;
  public static final int PlanarConfiguration = 0x00280006;
  public static final int NumberOfFrames = 0x00280008;
  public static final int Rows = 0x00280010;
  public static final int Columns = 0x00280011;
  public static final int PixelSpacing = 0x00280030;
  public static final int PixelAspectRatio = 0x00280034;
  public static final int BitsAllocated = 0x00280100;
  public static final int BitsStored = 0x00280101;
  public static final int HighBit = 0x00280102;
  public static final int PixelRepresentation = 0x00280103;
  public static final int SmallestImagePixelValue = 0x00280106;
  public static final int LargestImagePixelValue = 0x00280107;
  public static final int PixelPaddingValue = 0x00280120;
  public static final int PixelPaddingRangeLimit = 0x00280121;
  public static final int QualityControlImage = 0x00280300;
  public static final int BurnedInAnnotation = 0x00280301;
  public static final int LongitudinalTemporalInformationModified = 0x00280303;
  public static final int WindowCenter = 0x00281050;
  public static final int WindowWidth = 0x00281051;
  public static final int RescaleIntercept = 0x00281052;
  public static final int RescaleSlope = 0x00281053;
  public static final int RescaleType = 0x00281054;
  public static final int SpatialLocationsPreserved = 0x0028135A;
  public static final int LossyImageCompression = 0x00282110;
  public static final int LossyImageCompressionRatio = 0x00282112;
  public static final int LossyImageCompressionMethod = 0x00282114;
  public static final int ModalityLUTSequence = 0x00283000;
  public static final int PixelMeasuresSequence = 0x00289110;
  public static final int FrameVOILUTSequence = 0x00289132;
  public static final int PixelValueTransformationSequence = 0x00289145;
  public static final int RequestingPhysician = 0x00321032;
  public static final int RequestedProcedureDescription = 0x00321060;
  public static final int AdmissionID = 0x00380010;
  public static final int ScheduledStationAETitle = 0x00400001;
  public static final int ScheduledProcedureStepStartDate = 0x00400002;
  public static final int ScheduledProcedureStepStartTime = 0x00400003;
  public static final int ScheduledProcedureStepSequence = 0x00400100;
  public static final int ScheduledProcedureStepID = 0x00400009;
  public static final int PerformedProcedureStepStartDate = 0x00400244;
  public static final int PerformedProcedureStepStartTime = 0x00400245;
  public static final int PerformedProcedureStepDescription = 0x00400254;
  public static final int RequestAttributesSequence = 0x00400275;
  public static final int RequestedProcedureID = 0x00401001;
  public static final int RelationshipType = 0x0040A010;
  public static final int ValueType = 0x0040A040;
  public static final int ConceptNameCodeSequence = 0x0040A043;
  public static final int ContinuityOfContent = 0x0040A050;
  public static final int TextValue = 0x0040A160;
  public static final int PurposeOfReferenceCodeSequence = 0x0040A170;
  public static final int CurrentRequestedProcedureEvidenceSequence = 0x0040A375;
  public static final int ContentTemplateSequence = 0x0040A504;
  public static final int ContentSequence = 0x0040A730;
  public static final int TemplateIdentifier = 0x0040DB00;
  public static final int NumberOfSlices = 0x00540081;
  public static final int SegmentationType = 0x00620001;
  public static final int SegmentSequence = 0x00620002;
  public static final int SegmentedPropertyCategoryCodeSequence = 0x00620003;
  public static final int SegmentNumber = 0x00620004;
  public static final int SegmentLabel = 0x00620005;
  public static final int SegmentDescription = 0x00620006;
  public static final int SegmentationAlgorithmIdentificationSequence = 0x00620007;
  public static final int SegmentAlgorithmType = 0x00620008;
  public static final int SegmentAlgorithmName = 0x00620009;
  public static final int SegmentIdentificationSequence = 0x0062000A;
  public static final int ReferencedSegmentNumber = 0x0062000B;
  public static final int RecommendedDisplayCIELabValue = 0x0062000D;
  public static final int MaximumFractionalValue = 0x0062000E;
  public static final int SegmentedPropertyTypeCodeSequence = 0x0062000F;
  public static final int SegmentationFractionalType = 0x00620010;
  public static final int SegmentedPropertyTypeModifierCodeSequence = 0x00620011;
  public static final int SegmentsOverlap = 0x00620013;
  public static final int TrackingID = 0x00620020;
  public static final int TrackingUID = 0x00620021;
  public static final int AlgorithmFamilyCodeSequence = 0x0066002F;
  public static final int AlgorithmNameCodeSequence = 0x00660030;
  public static final int AlgorithmVersion = 0x00660031;
  public static final int AlgorithmParameters = 0x00660032;
  public static final int AlgorithmName = 0x00660036;
  public static final int ContentLabel = 0x00700080;
  public static final int ContentDescription = 0x00700081;
  public static final int ContentCreatorName = 0x00700084;
  public static final int EncryptedAttributesSequence = 0x04000500;
  public static final int ModifiedAttributesSequence = 0x04000550;
  public static final int OriginalAttributesSequence = 0x04000561;
  public static final int DoseUnits = 0x30040002;
  public static final int DoseGridScaling = 0x3004000E;
  public static final int StructureSetLabel = 0x30060002;
  public static final int StructureSetName = 0x30060004;
  public static final int StructureSetDescription = 0x30060006;
  public static final int StructureSetDate = 0x30060008;
  public static final int StructureSetTime = 0x30060009;
  public static final int ReferencedFrameOfReferenceSequence = 0x30060010;
  public static final int RTReferencedStudySequence = 0x30060012;
  public static final int RTReferencedSeriesSequence = 0x30060014;
  public static final int ContourImageSequence = 0x30060016;
  public static final int PredecessorStructureSetSequence = 0x30060018;
  public static final int StructureSetROISequence = 0x30060020;
  public static final int ROINumber = 0x30060022;
  public static final int ReferencedFrameOfReferenceUID = 0x30060024;
  public static final int ROIName = 0x30060026;
  public static final int ROIDescription = 0x30060028;
  public static final int ROIDisplayColor = 0x3006002A;
  public static final int ROIVolume = 0x3006002C;
  public static final int RTRelatedROISequence = 0x30060030;
  public static final int RTROIRelationship = 0x30060033;
  public static final int ROIGenerationAlgorithm = 0x30060036;
  public static final int ROIDerivationAlgorithmIdentificationSequence = 0x30060037;
  public static final int ROIGenerationDescription = 0x30060038;
  public static final int ROIContourSequence = 0x30060039;
  public static final int ContourSequence = 0x30060040;
  public static final int ContourGeometricType = 0x30060042;
  public static final int ContourSlabThickness = 0x30060044;
  public static final int ContourOffsetVector = 0x30060045;
  public static final int NumberOfContourPoints = 0x30060046;
  public static final int ContourNumber = 0x30060048;
  public static final int AttachedContours = 0x30060049;
  public static final int ContourData = 0x30060050;
  public static final int RTROIObservationsSequence = 0x30060080;
  public static final int ObservationNumber = 0x30060082;
  public static final int ReferencedROINumber = 0x30060084;
  public static final int ROIObservationLabel = 0x30060085;
  public static final int RTROIIdentificationCodeSequence = 0x30060086;
  public static final int ROIObservationDescription = 0x30060088;
  public static final int RelatedRTROIObservationsSequence = 0x300600A0;
  public static final int RTROIInterpretedType = 0x300600A4;
  public static final int ROIInterpreter = 0x300600A6;
  public static final int ROIPhysicalPropertiesSequence = 0x300600B0;
  public static final int FrameOfReferenceTransformationMatrix = 0x300600C6;
  public static final int RTPlanLabel = 0x300A0002;
  public static final int ApprovalStatus = 0x300E0002;
  public static final int ReviewDate = 0x300E0004;
  public static final int ReviewTime = 0x300E0005;
  public static final int ReviewerName = 0x300E0008;
  public static final int MACParametersSequence = 0x4FFE0001;
  public static final int SharedFunctionalGroupsSequence = 0x52009229;
  public static final int PerFrameFunctionalGroupsSequence = 0x52009230;
  public static final int ExtendedOffsetTable = 0x7FE00001;
  public static final int ExtendedOffsetTableLengths = 0x7FE00002;
  public static final int FloatPixelData = 0x7FE00008;
  public static final int DoubleFloatPixelData = 0x7FE00009;
  public static final int PixelData = 0x7FE00010;
  public static final int DigitalSignaturesSequence = 0xFFFAFFFA;

  private DicomTag() {}

  /** The standard's keyword of a tag, or "" for a private or unknown one. */
  public static String keyword(int tag) {
    DicomToolkit.initialise();
    String keyword = ElementDictionary.keywordOf(tag, null);
    return keyword == null ? "" : keyword;
  }

  /** The VR the standard has for a tag; UN for a private or unknown one. */
  public static DicomVr vr(int tag) {
    DicomToolkit.initialise();
    return DicomVr.of(ElementDictionary.vrOf(tag, null));
  }

  /** A tag as people read it: {@code (0010,0020) PatientID}. */
  public static String describe(int tag) {
    String keyword = keyword(tag);
    return keyword.isEmpty() ? format(tag) : format(tag) + " " + keyword;
  }

  /** A tag as {@code (0010,0020)}. */
  public static String format(int tag) {
    return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xFFFF);
  }

  /**
   * Reads a tag written as a keyword ({@code PatientID}), {@code (0010,0020)}, {@code 0010,0020} or
   * {@code 00100020}; empty if it is none of them.
   */
  public static OptionalInt parse(String text) {
    DicomToolkit.initialise();
    String hex = text.strip().replaceAll("[(),]", "");
    if (hex.matches("[0-9A-Fa-f]{8}")) {
      return OptionalInt.of(Integer.parseUnsignedInt(hex, 16));
    }
    int tag = ElementDictionary.tagForKeyword(text.strip(), null);
    return tag == -1 ? OptionalInt.empty() : OptionalInt.of(tag);
  }

  /** Whether the tag's group is odd: a vendor's own attribute. */
  public static boolean isPrivate(int tag) {
    return (tag >>> 16 & 1) == 1;
  }
}
