package org.contourflow.rtstruct.check;

import java.util.Locale;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.rtstruct.write.ReferencedSeries;

/** Whether the structure set is of the CT's patient. Never says whose. */
final class PatientCheck {
  private PatientCheck() {}

  static void check(CheckScope root, ReferencedSeries ct) {
    compare(root, ct.header(), DicomTag.PatientID);
    compare(root, ct.header(), DicomTag.PatientBirthDate);
    compare(root, ct.header(), DicomTag.PatientName);
  }

  private static void compare(CheckScope root, DicomDataset ct, int tag) {
    String here = String.join("\\", root.item().strings(tag)).strip();
    String there = String.join("\\", ct.strings(tag)).strip();
    boolean same = tag == DicomTag.PatientName ? isSameName(here, there) : here.equals(there);
    if (same) {
      return;
    }
    if (here.isEmpty() || there.isEmpty()) {
      root.report(
          CheckRule.WRONG_PATIENT,
          CheckRule.Severity.WARNING,
          tag,
          here.isEmpty() ? "is empty, the CT has one" : "is there, the CT has none");
    } else {
      root.report(CheckRule.WRONG_PATIENT, tag, "is not the CT's");
    }
  }

  /**
   * By component groups that both have (alphabetic, ideographic, phonetic); letter case, trailing
   * delimiters and doubled blanks say nothing.
   */
  private static boolean isSameName(String a, String b) {
    String[] one = a.split("=", -1);
    String[] other = b.split("=", -1);
    boolean anyCommon = false;
    for (int group = 0; group < Math.min(one.length, other.length); group++) {
      String x = plain(one[group]);
      String y = plain(other[group]);
      if (!x.isEmpty() && !y.isEmpty()) {
        anyCommon = true;
        if (!x.equals(y)) {
          return false;
        }
      }
    }
    return anyCommon || plain(a).isEmpty() && plain(b).isEmpty();
  }

  private static String plain(String name) {
    return name.replaceAll("\\s+", " ")
        .replaceAll(" ?\\^ ?", "^")
        .replaceAll("[\\^= ]+$", "")
        .strip()
        .toUpperCase(Locale.ROOT);
  }
}
