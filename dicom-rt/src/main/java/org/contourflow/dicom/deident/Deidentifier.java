package org.contourflow.dicom.deident;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern TIME =
      Pattern.compile("([01][0-9]|2[0-3])([0-5][0-9]([0-5][0-9](\\.[0-9]{1,6})?)?)?");
  private static final String STANDARD = "1.2.840.10008.";
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

  /** Without these the image or the contours would be other than they were. */
  private static final Set<Integer> ESSENTIAL =
      Set.of(
          DicomTag.ImagePositionPatient,
          DicomTag.ImageOrientationPatient,
          DicomTag.PixelSpacing,
          DicomTag.Rows,
          DicomTag.Columns,
          DicomTag.BitsAllocated,
          DicomTag.BitsStored,
          DicomTag.PixelRepresentation,
          DicomTag.RescaleSlope,
          DicomTag.RescaleIntercept,
          DicomTag.ROINumber,
          DicomTag.ReferencedROINumber,
          DicomTag.ContourData);

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
    private final Map<String, String> wayBack = new LinkedHashMap<>();
    private final Set<Integer> droppedRois = new HashSet<>();

    One(DicomFile file) {
      this.file = file;
      this.from = file.dataset();
      String id = from.text(DicomTag.PatientID).strip();
      this.patient = id.isEmpty() ? "study " + from.text(DicomTag.StudyInstanceUID) : id;
    }

    Result result(boolean ct) throws RefusedFile, PixelDecodeException {
      DicomDataset to = DicomDataset.create();
      findRois();
      copy(from, to);
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
      return new Result(to, wayBack, droppedRois.size());
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

    private void findRois() {
      for (DicomDataset roi : from.items(DicomTag.StructureSetROISequence)) {
        if (names.nameOf(roi.text(DicomTag.ROIName)).isEmpty()) {
          roi.integer(DicomTag.ROINumber).ifPresent(droppedRois::add);
        }
      }
    }

    private boolean isDropped(DicomDataset item) {
      int[] numbers = {DicomTag.ROINumber, DicomTag.ReferencedROINumber};
      return Arrays.stream(numbers)
          .anyMatch(
              t -> item.integer(t).isPresent() && droppedRois.contains(item.integer(t).getAsInt()));
    }

    private void copy(DicomDataset source, DicomDataset target) throws RefusedFile {
      for (int tag : source.tags()) {
        AttributeRule rule = DeidentRules.of(tag);
        if (rule == null) {
          continue;
        }
        if (rule.kind() == AttributeRule.Kind.SEQUENCE) {
          sequence(source, target, tag);
        } else {
          value(source, target, rule);
        }
      }
    }

    private void sequence(DicomDataset source, DicomDataset target, int tag) throws RefusedFile {
      for (DicomDataset item : source.items(tag)) {
        if (!isDropped(item)) {
          copy(item, target.addItem(tag));
        }
      }
    }

    private void value(DicomDataset source, DicomDataset target, AttributeRule rule)
        throws RefusedFile {
      int tag = rule.tag();
      switch (rule.kind()) {
        case NUMBER -> number(source, target, tag);
        case TERM -> term(source, target, rule);
        case STANDARD_UID -> {
          String uid = source.text(tag);
          if (uid.startsWith(STANDARD) && DicomUid.isValid(uid)) {
            target.put(tag, uid);
          }
        }
        case UID -> source.string(tag).ifPresent(uid -> target.put(tag, uid(uid)));
        case DATE -> date(source, target, tag);
        case TIME -> time(source, target, tag);
        case EMPTY -> target.putEmpty(tag);
        case WORD -> source.string(tag).ifPresent(word -> target.put(tag, key.word(word)));
        case ROI_NAME -> target.put(tag, names.nameOf(source.text(tag)).orElse(""));
        case PSEUDONYM, FIXED, PIXELS, SEQUENCE -> {
          // Put by whoever has the whole file.
        }
      }
    }

    private String uid(String original) {
      String uid = key.uid(original);
      wayBack.put(uid, original);
      return uid;
    }

    private void number(DicomDataset source, DicomDataset target, int tag) throws RefusedFile {
      DicomVr vr = source.vr(tag).orElseThrow();
      if (!isNumbers(source, tag) || vr != DicomTag.vr(tag) && !isEitherShort(tag, vr)) {
        if (ESSENTIAL.contains(tag)) {
          throw new RefusedFile(DicomTag.describe(tag) + " is not a number");
        }
        target.putEmpty(tag);
      } else if (vr == DicomVr.DS || vr == DicomVr.IS) {
        target.putEncoded(tag, vr, source.bytes(tag).orElseThrow());
      } else {
        target.copyFrom(source, tag);
        target.remove(DicomTag.SpecificCharacterSet);
      }
    }

    private boolean isNumbers(DicomDataset source, int tag) {
      try {
        return source.numbers(tag).length > 0;
      } catch (DicomValueException e) {
        return false;
      }
    }

    /** Attributes that are US or SS as the pixels are, for which the dictionary has no one VR. */
    private boolean isEitherShort(int tag, DicomVr vr) {
      boolean either = tag == DicomTag.PixelPaddingValue || tag == DicomTag.PixelPaddingRangeLimit;
      return either && (vr == DicomVr.US || vr == DicomVr.SS);
    }

    private void term(DicomDataset source, DicomDataset target, AttributeRule rule) {
      List<String> kept =
          source.strings(rule.tag()).stream()
              .map(String::strip)
              .filter(rule.terms()::contains)
              .toList();
      if (!kept.isEmpty()) {
        target.put(rule.tag(), kept.toArray(String[]::new));
      } else if (rule.tag() == DicomTag.RTROIInterpretedType
          || rule.tag() == DicomTag.ROIGenerationAlgorithm
          || rule.tag() == DicomTag.PatientPosition) {
        target.putEmpty(rule.tag());
      }
    }

    private void date(DicomDataset source, DicomDataset target, int tag) {
      Optional<LocalDate> day = source.string(tag).flatMap(Deidentifier::parse);
      if (day.isPresent()) {
        target.put(tag, DATE.format(day.get().minusDays(key.shiftDays(patient))));
      } else {
        target.putEmpty(tag);
      }
    }

    private void time(DicomDataset source, DicomDataset target, int tag) {
      String time = source.text(tag).strip();
      if (TIME.matcher(time).matches()) {
        target.put(tag, time);
      } else {
        target.putEmpty(tag);
      }
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

  private static Optional<LocalDate> parse(String text) {
    try {
      return Optional.of(LocalDate.parse(text.strip(), DATE));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
