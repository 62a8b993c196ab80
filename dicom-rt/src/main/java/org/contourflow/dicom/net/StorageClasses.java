package org.contourflow.dicom.net;

import java.util.List;
import java.util.Map;
import org.contourflow.dicom.DicomUid;

/** The SOP classes and transfer syntaxes a listener takes unless it is told otherwise. */
public final class StorageClasses {
  /** Stands for every SOP class, private ones too. */
  public static final String ANY = "*";

  /** Native and compressed syntaxes that are stored as they come. Deflated is not among them. */
  public static final List<String> TRANSFER_SYNTAXES =
      List.of(
          DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
          DicomUid.EXPLICIT_VR_BIG_ENDIAN,
          DicomUid.JPEG_LOSSLESS_SV1,
          DicomUid.JPEG_LOSSLESS,
          DicomUid.JPEG_BASELINE,
          DicomUid.JPEG_EXTENDED,
          DicomUid.JPEG_LS_LOSSLESS,
          DicomUid.JPEG_LS_NEAR_LOSSLESS,
          DicomUid.JPEG_2000_LOSSLESS,
          DicomUid.JPEG_2000,
          DicomUid.RLE_LOSSLESS);

  private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";

  /** Name to UID, as the standard's PS3.4 B.5 has them. */
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("CTImageStorage", STORAGE + "2"),
          Map.entry("EnhancedCTImageStorage", STORAGE + "2.1"),
          Map.entry("LegacyConvertedEnhancedCTImageStorage", STORAGE + "2.2"),
          Map.entry("MRImageStorage", STORAGE + "4"),
          Map.entry("EnhancedMRImageStorage", STORAGE + "4.1"),
          Map.entry("SecondaryCaptureImageStorage", STORAGE + "7"),
          Map.entry("GrayscaleSoftcopyPresentationStateStorage", STORAGE + "11.1"),
          Map.entry("RawDataStorage", STORAGE + "66"),
          Map.entry("SpatialRegistrationStorage", STORAGE + "66.1"),
          Map.entry("DeformableSpatialRegistrationStorage", STORAGE + "66.3"),
          Map.entry("SegmentationStorage", STORAGE + "66.4"),
          Map.entry("LabelMapSegmentationStorage", STORAGE + "66.7"),
          Map.entry("BasicTextSRStorage", STORAGE + "88.11"),
          Map.entry("EnhancedSRStorage", STORAGE + "88.22"),
          Map.entry("ComprehensiveSRStorage", STORAGE + "88.33"),
          Map.entry("KeyObjectSelectionDocumentStorage", STORAGE + "88.59"),
          Map.entry("XRayRadiationDoseSRStorage", STORAGE + "88.67"),
          Map.entry("EncapsulatedPDFStorage", STORAGE + "104.1"),
          Map.entry("PositronEmissionTomographyImageStorage", STORAGE + "128"),
          Map.entry("RTImageStorage", STORAGE + "481.1"),
          Map.entry("RTDoseStorage", STORAGE + "481.2"),
          Map.entry("RTStructureSetStorage", STORAGE + "481.3"),
          Map.entry("RTPlanStorage", STORAGE + "481.5"),
          Map.entry("RTIonPlanStorage", STORAGE + "481.8"));

  private StorageClasses() {}

  /** CT, MR, PET, RT, segmentations, reports: what travels with a planning CT. */
  public static List<String> defaults() {
    return NAMED.values().stream().sorted().toList();
  }

  /**
   * The UID of a storage class given by keyword ({@code CTImageStorage}), by UID, or {@link #ANY}.
   *
   * @throws IllegalArgumentException naming the known keywords
   */
  public static String uidOf(String nameOrUid) {
    String text = nameOrUid.strip();
    if (text.equals(ANY) || InstanceUids.isSafe(text)) {
      return text;
    }
    String uid = NAMED.get(text);
    if (uid == null) {
      throw new IllegalArgumentException(
          "SOP class '"
              + text
              + "' is neither a UID, '*' nor one of "
              + NAMED.keySet().stream().sorted().toList());
    }
    return uid;
  }
}
