package org.contourflow.dicom.deident;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.DicomVr;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.dicom.pixel.PixelDecodeException;

/**
 * De-identifies one CT image or RTSTRUCT: Basic Application Level Confidentiality Profile with
 * Clean Descriptors and Retain Longitudinal Temporal Information with Modified Dates (PS3.15 E.1,
 * E.3.5, E.3.6). Builds a new data set from the allow-list of {@link DeidentRules}; nothing is
 * copied that a rule does not name.
 */
public final class Deidentifier {
  private static final String METHOD = "Contourflow: PS3.15 Basic, Clean Descriptors, Mod. Dates";
  private static final String[][] PROFILE = {
    {"113100", "Basic Application Confidentiality Profile"},
    {"113105", "Clean Descriptors Option"},
    {"113107", "Retain Longitudinal Temporal Information Modified Dates Option"}
  };

  /** What must be there, if only without a value (type 2). */
  private static final int[] BOTH = {
    DicomTag.StudyDate,
    DicomTag.StudyTime,
    DicomTag.AccessionNumber,
    DicomTag.ReferringPhysicianName,
    DicomTag.PatientName,
    DicomTag.PatientID,
    DicomTag.PatientBirthDate,
    DicomTag.PatientSex,
    DicomTag.StudyID,
    DicomTag.SeriesNumber,
    DicomTag.Manufacturer
  };

  private static final int[] CT_ONLY = {
    DicomTag.KVP,
    DicomTag.AcquisitionNumber,
    DicomTag.InstanceNumber,
    DicomTag.SliceThickness,
    // Type 2C: may be left out only where BodyPartExamined, which goes, names no paired part.
    DicomTag.Laterality,
    DicomTag.PositionReferenceIndicator
  };

  private static final int[] RTSTRUCT_ONLY = {
    DicomTag.OperatorsName, DicomTag.StructureSetDate, DicomTag.StructureSetTime
  };

  private static final int[] REVIEW = {
    DicomTag.ReviewDate, DicomTag.ReviewTime, DicomTag.ReviewerName
  };

  private final DeidentKey key;
  private final RoiNames names;

  public Deidentifier(DeidentKey key, RoiNames names) {
    this.key = key;
    this.names = names;
  }

  /**
   * What came of a file.
   *
   * @param wayBack what each new UID and the pseudonym stood for
   * @param roisLeftOut how many ROIs had no name in the vocabulary
   */
  public record Result(DicomDataset dataset, Map<String, String> wayBack, int roisLeftOut) {}

  /**
   * De-identifies one file.
   *
   * @throws RefusedFile if it is no CT image or RTSTRUCT, may show the patient's name in its
   *     pixels, or has a value that cannot be judged
   */
  public Result apply(DicomFile file) throws RefusedFile {
    DicomDataset from = file.dataset();
    String sopClass = from.text(DicomTag.SOPClassUID);
    boolean ct = sopClass.equals(DicomUid.CT_IMAGE_STORAGE);
    if (!ct && !sopClass.equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      throw new RefusedFile("is neither a CT image nor an RTSTRUCT; only these are let through");
    }
    if (from.hasValue(DicomTag.BurnedInAnnotation)
        && !from.text(DicomTag.BurnedInAnnotation).strip().equals("NO")) {
      throw new RefusedFile(
          "does not say that no text is burned into its pixels (0028,0301); clean them first");
    }
    try {
      return new One(file).result(ct);
    } catch (DicomValueException e) {
      throw new RefusedFile(DicomTag.describe(e.tag()) + " cannot be read");
    } catch (PixelDecodeException e) {
      throw new RefusedFile("its pixel data cannot be decoded");
    }
  }

  /** One file on its way. */
  private final class One {
    private final DicomFile file;
    private final DicomDataset from;
    private final String patient;
    private final DeidentifiedCopy attributes;
    private final Map<String, String> wayBack = new LinkedHashMap<>();

    One(DicomFile file) {
      this.file = file;
      this.from = file.dataset();
      String id = from.text(DicomTag.PatientID).strip();
      this.patient = id.isEmpty() ? "study " + from.text(DicomTag.StudyInstanceUID) : id;
      this.attributes = new DeidentifiedCopy(key, names, patient, from);
    }

    Result result(boolean ct) throws RefusedFile, PixelDecodeException {
      DicomDataset to = DicomDataset.create();
      attributes.copy(from, to);
      wayBack.putAll(attributes.wayBack());
      require(to, ct ? CT_ONLY : RTSTRUCT_ONLY);
      require(to, BOTH);
      to.put(DicomTag.PatientID, key.patient(patient));
      to.put(DicomTag.PatientName, key.patient(patient));
      if (ct) {
        pixels(to);
      } else {
        to.put(DicomTag.StructureSetLabel, "RTSTRUCT");
        approval(to);
        if (to.items(DicomTag.StructureSetROISequence).isEmpty()) {
          throw new RefusedFile("none of its ROIs has a name of the vocabulary");
        }
      }
      sign(to);
      remember();
      return new Result(to, wayBack, attributes.roisLeftOut());
    }

    /** The review stands with an approval or a rejection, and only then (PS3.3 C.8.8.16). */
    private void approval(DicomDataset to) {
      if (!to.hasValue(DicomTag.ApprovalStatus)) {
        to.put(DicomTag.ApprovalStatus, "UNAPPROVED");
      }
      if (to.text(DicomTag.ApprovalStatus).equals("UNAPPROVED")) {
        Arrays.stream(REVIEW).forEach(to::remove);
      } else {
        require(to, REVIEW);
      }
    }

    private void remember() {
      for (int tag :
          new int[] {DicomTag.PatientID, DicomTag.PatientName, DicomTag.PatientBirthDate}) {
        String keyword = DicomTag.keyword(tag);
        wayBack.put(key.patient(patient) + " " + keyword, from.text(tag));
      }
      wayBack.put(key.patient(patient) + " shiftDays", Integer.toString(key.shiftDays(patient)));
    }

    /** Values alone: no bits beside them, no comment of a codec, no bytes after the last one. */
    private void pixels(DicomDataset to) throws PixelDecodeException, RefusedFile {
      PixelData pixels = PixelData.of(file);
      if (pixels.format().frames() != 1) {
        throw new RefusedFile("has several frames; only single-frame CT images are let through");
      }
      int[] values = pixels.frame(0);
      int bytes = pixels.format().bitsAllocated() / 8;
      byte[] cells = new byte[values.length * bytes + (values.length * bytes & 1)];
      for (int i = 0; i < values.length; i++) {
        cells[i * bytes] = (byte) values[i];
        if (bytes == 2) {
          cells[i * 2 + 1] = (byte) (values[i] >> 8);
        }
      }
      to.putIntegers(DicomTag.HighBit, from.integer(DicomTag.BitsStored).orElseThrow() - 1);
      to.putEncoded(DicomTag.PixelData, DicomVr.OW, cells);
    }

    private void sign(DicomDataset to) {
      to.put(DicomTag.PatientIdentityRemoved, "YES");
      to.put(DicomTag.DeidentificationMethod, METHOD);
      for (String[] code : PROFILE) {
        to.addItem(DicomTag.DeidentificationMethodCodeSequence)
            .put(DicomTag.CodeValue, code[0])
            .put(DicomTag.CodingSchemeDesignator, "DCM")
            .put(DicomTag.CodeMeaning, code[1]);
      }
      to.put(DicomTag.LongitudinalTemporalInformationModified, "MODIFIED");
    }
  }

  private static void require(DicomDataset to, int[] tags) {
    for (int tag : tags) {
      if (!to.contains(tag)) {
        to.putEmpty(tag);
      }
    }
  }
}
