package org.contourflow.rtstruct.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.structure.RoiType;

/** Numbers, names and links between ROIs, their contours and their observations. */
final class RoiCheck {
  private static final Set<String> INTERPRETED_TYPES =
      Arrays.stream(RoiType.values()).map(Enum::name).collect(Collectors.toSet());

  private static final int LONGEST_NAME = 16;

  private final CheckScope root;
  private final Set<Integer> defined = new HashSet<>();

  private RoiCheck(CheckScope root) {
    this.root = root;
  }

  static void check(CheckScope root) {
    RoiCheck check = new RoiCheck(root);
    check.definitions();
    check.contourItems();
    check.observations();
  }

  private void definitions() {
    Map<String, String> names = new HashMap<>();
    for (CheckScope roi : root.items(DicomTag.StructureSetROISequence)) {
      OptionalInt number = roi.integer(DicomTag.ROINumber);
      if (number.isPresent() && !defined.add(number.getAsInt())) {
        roi.report(
            CheckRule.DUPLICATE_ROI_NUMBER, DicomTag.ROINumber, number.getAsInt() + " is not new");
      }
      String name = roi.item().text(DicomTag.ROIName);
      String same = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (same != null && !name.isEmpty()) {
        roi.report(
            CheckRule.DUPLICATE_ROI_NAME, DicomTag.ROIName, "'" + name + "' after '" + same + "'");
      }
      if (name.length() > LONGEST_NAME) {
        roi.report(CheckRule.ROI_NAME_TOO_LONG, DicomTag.ROIName, name.length() + " characters");
      }
    }
  }

  private void contourItems() {
    Set<Integer> seen = new HashSet<>();
    for (CheckScope item : root.items(DicomTag.ROIContourSequence)) {
      OptionalInt number = item.integer(DicomTag.ReferencedROINumber);
      if (number.isPresent()) {
        int n = number.getAsInt();
        if (!defined.contains(n)) {
          item.report(
              CheckRule.CONTOURS_WITHOUT_ROI,
              DicomTag.ReferencedROINumber,
              "ROI " + n + " is not in StructureSetROISequence");
        }
        if (!seen.add(n)) {
          item.report(
              CheckRule.SEVERAL_CONTOUR_ITEMS, DicomTag.ReferencedROINumber, "ROI " + n + " again");
        }
      }
      colour(item);
    }
  }

  private static void colour(CheckScope item) {
    if (!item.item().contains(DicomTag.ROIDisplayColor)) {
      return;
    }
    try {
      int[] colour = item.item().integers(DicomTag.ROIDisplayColor);
      if (colour.length != 3 || Arrays.stream(colour).anyMatch(c -> c < 0 || c > 255)) {
        item.report(
            CheckRule.COLOUR_OUT_OF_RANGE, DicomTag.ROIDisplayColor, Arrays.toString(colour));
      }
    } catch (DicomValueException e) {
      item.report(CheckRule.NOT_A_NUMBER, DicomTag.ROIDisplayColor, "a value is no whole number");
    }
  }

  private void observations() {
    Set<Integer> numbers = new HashSet<>();
    Set<Integer> observed = new HashSet<>();
    for (CheckScope item : root.items(DicomTag.RTROIObservationsSequence)) {
      OptionalInt number = item.integer(DicomTag.ObservationNumber);
      if (number.isPresent() && !numbers.add(number.getAsInt())) {
        item.report(
            CheckRule.DUPLICATE_OBSERVATION_NUMBER,
            DicomTag.ObservationNumber,
            number.getAsInt() + " is not new");
      }
      OptionalInt roi = item.integer(DicomTag.ReferencedROINumber);
      if (roi.isPresent()) {
        observed(item, roi.getAsInt(), observed);
      }
      String type = item.item().text(DicomTag.RTROIInterpretedType);
      if (!type.isEmpty() && !INTERPRETED_TYPES.contains(type)) {
        item.report(
            CheckRule.UNKNOWN_INTERPRETED_TYPE, DicomTag.RTROIInterpretedType, "'" + type + "'");
      }
    }
    for (CheckScope roi : root.items(DicomTag.StructureSetROISequence)) {
      OptionalInt number = roi.integer(DicomTag.ROINumber);
      if (number.isPresent() && !observed.contains(number.getAsInt())) {
        roi.report(
            CheckRule.ROI_WITHOUT_OBSERVATION,
            DicomTag.ROINumber,
            "no item of RTROIObservationsSequence refers to ROI " + number.getAsInt());
      }
    }
  }

  private void observed(CheckScope item, int roi, Set<Integer> observed) {
    if (!defined.contains(roi)) {
      item.report(
          CheckRule.OBSERVATION_WITHOUT_ROI,
          DicomTag.ReferencedROINumber,
          "ROI " + roi + " is not in StructureSetROISequence");
    }
    if (!observed.add(roi)) {
      item.report(
          CheckRule.SEVERAL_OBSERVATIONS, DicomTag.ReferencedROINumber, "ROI " + roi + " again");
    }
  }
}
