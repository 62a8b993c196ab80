package org.contourflow.rtstruct.check;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * Values against their value representations (PS3.5 6.2), in all items. ContourData is {@link
 * ModuleCheck}'s, the label's length too. A value that the CT has just so is a warning.
 */
final class ValueCheck {
  private static final Pattern TIME =
      Pattern.compile("([01][0-9]|2[0-3])([0-5][0-9]([0-5][0-9]|60)?)?(\\.[0-9]{1,6})?");
  private static final Pattern DATE_TIME =
      Pattern.compile("[0-9]{4}([0-9]{2}){0,5}(\\.[0-9]{1,6})?([+-][0-9]{4})?");
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,11}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern CODE = Pattern.compile("[A-Z0-9 _]*");
  private static final Pattern AGE = Pattern.compile("[0-9]{3}[DWMY]");

  private static final int LONGEST_DS = 16;
  private static final int PATIENT_GROUP = 0x0010;

  /** Attributes of one value, where a backslash would make two. */
  private static final Set<Integer> ONE_VALUE =
      Set.of(
          DicomTag.ROIName,
          DicomTag.StructureSetLabel,
          DicomTag.StructureSetDate,
          DicomTag.PatientID,
          DicomTag.PatientName,
          DicomTag.PatientBirthDate,
          DicomTag.StudyInstanceUID,
          DicomTag.SeriesInstanceUID,
          DicomTag.SOPInstanceUID,
          DicomTag.FrameOfReferenceUID,
          DicomTag.ReferencedFrameOfReferenceUID,
          DicomTag.ReferencedSOPInstanceUID,
          DicomTag.ContourGeometricType,
          DicomTag.RTROIInterpretedType);

  /** Representations whose breach changes nothing that an importer does. */
  private static final Set<DicomVr> HARMLESS =
      Set.of(DicomVr.CS, DicomVr.AS, DicomVr.PN, DicomVr.ST, DicomVr.LT, DicomVr.AE, DicomVr.DT);

  private final Optional<DicomDataset> ct;
  private final Set<String> ctUids = new HashSet<>();

  private ValueCheck(Optional<ReferencedSeries> series) {
    this.ct = series.map(ReferencedSeries::header);
    series.ifPresent(
        s -> {
          ctUids.addAll(
              List.of(s.studyInstanceUid(), s.seriesInstanceUid(), s.frameOfReferenceUid()));
          s.images().forEach(image -> ctUids.add(image.sopInstanceUid()));
        });
  }

  static void check(CheckScope root, Optional<ReferencedSeries> series) {
    new ValueCheck(series).all(root);
  }

  private void all(CheckScope scope) {
    for (int tag : scope.item().tags()) {
      if (DicomTag.isPrivate(tag) || tag == DicomTag.ContourData) {
        continue;
      }
      Optional<DicomVr> vr = scope.item().vr(tag);
      if (vr.filter(v -> v == DicomVr.SQ).isPresent()) {
        if (!isCopied(scope, tag)) {
          scope.items(tag).forEach(this::all);
        }
      } else if (vr.isPresent()) {
        attribute(scope, tag, vr.get());
      }
    }
  }

  private void attribute(CheckScope scope, int tag, DicomVr vr) {
    List<String> values = scope.item().strings(tag);
    if (values.size() > 1 && ONE_VALUE.contains(tag)) {
      scope.report(
          CheckRule.BAD_VALUE, tag, "a backslash divides it into " + values.size() + " values");
    }
    for (String value : values) {
      if (vr == DicomVr.UI) {
        uid(scope, tag, value);
      } else {
        problem(tag, vr, value).ifPresent(problem -> bad(scope, tag, vr, value, problem));
      }
    }
  }

  private void uid(CheckScope scope, int tag, String value) {
    if (value.isEmpty() || DicomUid.isValid(value)) {
      return;
    }
    String problem =
        value.length() > DicomUid.MAX_LENGTH
            ? "has " + value.length() + " characters"
            : "'" + value + "' is none";
    if (ctUids.contains(value)) {
      scope.reportCopied(CheckRule.BAD_UID, tag, problem);
    } else {
      scope.report(CheckRule.BAD_UID, tag, problem);
    }
  }

  private void bad(CheckScope scope, int tag, DicomVr vr, String value, String problem) {
    boolean personal = tag >>> 16 == PATIENT_GROUP || vr == DicomVr.PN;
    String shown = value.length() > 40 ? value.substring(0, 40) + "..." : value;
    String message = (personal ? "" : "'" + shown + "' ") + problem + " (" + vr + ")";
    if (isCopied(scope, tag)) {
      scope.reportCopied(CheckRule.BAD_VALUE, tag, message);
    } else {
      scope.report(
          CheckRule.BAD_VALUE,
          HARMLESS.contains(vr) ? Severity.WARNING : Severity.ERROR,
          tag,
          message);
    }
  }

  /** Whether the CT has the attribute just so. */
  private boolean isCopied(CheckScope scope, int tag) {
    if (!scope.path().isEmpty() || ct.isEmpty()) {
      return false;
    }
    DicomDataset one = DicomDataset.create().copyFrom(scope.item(), tag);
    DicomDataset other = DicomDataset.create().copyFrom(ct.get(), tag);
    return one.contains(tag) && one.hasSameContent(other);
  }

  /** What is wrong with a value, if anything. */
  private static Optional<String> problem(int tag, DicomVr vr, String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    boolean good =
        switch (vr) {
          case DA -> isDate(value);
          case TM -> TIME.matcher(value).matches();
          case DT -> DATE_TIME.matcher(value).matches();
          case IS -> INTEGER.matcher(value).matches();
          case DS -> value.length() <= LONGEST_DS && DECIMAL.matcher(value).matches();
          case CS -> value.length() <= 16 && CODE.matcher(value).matches();
          case AS -> AGE.matcher(value).matches();
          case AE -> value.length() <= 16;
          case PN -> isName(value);
          case SH -> tag == DicomTag.StructureSetLabel || isLine(value, 16);
          case LO -> isLine(value, 64);
          case ST -> value.length() <= 1024;
          case LT -> value.length() <= 10_240;
          default -> true;
        };
    return good ? Optional.empty() : Optional.of(saying(vr));
  }

  private static String saying(DicomVr vr) {
    return switch (vr) {
      case DA -> "is no date YYYYMMDD";
      case TM -> "is no time HHMMSS";
      case DT -> "is no date and time";
      case IS -> "is no whole number";
      case DS -> "is no number of at most 16 characters";
      case CS -> "is no code of at most 16 capitals, digits, blanks and underscores";
      case AS -> "is no age such as 042Y";
      case SH -> "has more than 16 characters, or control characters";
      case LO -> "has more than 64 characters, or control characters";
      case PN -> "is no name of at most three groups of 64 characters";
      default -> "is too long";
    };
  }

  private static boolean isDate(String value) {
    if (!value.matches("[0-9]{8}")) {
      return false;
    }
    try {
      LocalDate.of(
          Integer.parseInt(value.substring(0, 4)),
          Integer.parseInt(value.substring(4, 6)),
          Integer.parseInt(value.substring(6)));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isName(String value) {
    String[] groups = value.split("=", -1);
    if (groups.length > 3) {
      return false;
    }
    for (String group : groups) {
      if (!isLine(group, 64)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLine(String value, int longest) {
    return value.codePointCount(0, value.length()) <= longest
        && value.chars().noneMatch(c -> c < ' ');
  }
}
