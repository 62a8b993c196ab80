package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * The reference chain (PS3.3 C.8.8.5): study, series and images are the CT's, with their own SOP
 * classes. Other studies and series beside the CT's are told; they are none of ours to judge.
 */
final class ChainCheck {
  private static final Set<String> NO_IMAGES =
      Set.of(
          DicomUid.RT_STRUCTURE_SET_STORAGE,
          DicomUid.RT_PLAN_STORAGE,
          DicomUid.RT_DOSE_STORAGE,
          DicomUid.X_RAY_RADIATION_DOSE_SR_STORAGE);

  private final CheckScope root;
  private final Optional<ReferencedSeries> ct;
  private final Map<String, String> classes = new HashMap<>();
  private final List<CheckScope> studies = new ArrayList<>();
  private final List<CheckScope> series = new ArrayList<>();
  private final Set<CheckScope> holdCtImages = new HashSet<>();

  private ChainCheck(CheckScope root, Optional<ReferencedSeries> ct) {
    this.root = root;
    this.ct = ct;
    ct.ifPresent(s -> s.images().forEach(i -> classes.put(i.sopInstanceUid(), i.sopClassUid())));
  }

  static void check(CheckScope root, Optional<ReferencedSeries> series) {
    ChainCheck check = new ChainCheck(root, series);
    check.collect();
    check.uids();
    check.contourImages();
  }

  private void collect() {
    for (CheckScope frame : root.items(DicomTag.ReferencedFrameOfReferenceSequence)) {
      for (CheckScope study : frame.items(DicomTag.RTReferencedStudySequence)) {
        studies.add(study);
        studyClass(study);
        for (CheckScope item : study.items(DicomTag.RTReferencedSeriesSequence)) {
          series.add(item);
          for (CheckScope image : item.items(DicomTag.ContourImageSequence)) {
            image(image);
            if (classes.containsKey(image.item().text(DicomTag.ReferencedSOPInstanceUID))) {
              holdCtImages.add(study);
              holdCtImages.add(item);
            }
          }
        }
      }
    }
  }

  private static void studyClass(CheckScope study) {
    String uid = study.item().text(DicomTag.ReferencedSOPClassUID);
    if (!uid.isEmpty() && !uid.equals(DicomUid.STUDY_COMPONENT_MANAGEMENT)) {
      study.report(
          CheckRule.WRONG_REFERENCED_CLASS,
          Severity.WARNING,
          DicomTag.ReferencedSOPClassUID,
          "is " + DicomUid.nameOf(uid) + ", not Detached Study Management");
    }
  }

  private void image(CheckScope image) {
    String uid = image.item().text(DicomTag.ReferencedSOPInstanceUID);
    String sopClass = image.item().text(DicomTag.ReferencedSOPClassUID);
    String right = classes.getOrDefault(uid, "");
    if (sopClass.isEmpty()) {
      return; // Reported as missing.
    }
    if (!right.isEmpty() && !right.equals(sopClass)) {
      image.report(
          CheckRule.WRONG_REFERENCED_CLASS,
          DicomTag.ReferencedSOPClassUID,
          "is " + DicomUid.nameOf(sopClass) + ", the CT's image is " + DicomUid.nameOf(right));
    } else if (right.isEmpty() && NO_IMAGES.contains(sopClass)) {
      image.report(
          CheckRule.WRONG_REFERENCED_CLASS,
          DicomTag.ReferencedSOPClassUID,
          "is " + DicomUid.nameOf(sopClass) + ", which is no image");
    }
  }

  private void uids() {
    ct.ifPresent(
        s -> {
          compare(
              studies,
              DicomTag.ReferencedSOPInstanceUID,
              s.studyInstanceUid(),
              CheckRule.WRONG_STUDY);
          compare(
              series, DicomTag.SeriesInstanceUID, s.seriesInstanceUid(), CheckRule.WRONG_SERIES);
        });
  }

  private void compare(List<CheckScope> items, int tag, String right, CheckRule rule) {
    boolean among = items.stream().anyMatch(item -> item.item().text(tag).equals(right));
    for (CheckScope item : items) {
      String uid = item.item().text(tag);
      if (!uid.isEmpty() && !uid.equals(right)) {
        boolean wrong = !among || holdCtImages.contains(item);
        item.report(
            rule,
            wrong ? Severity.ERROR : Severity.WARNING,
            tag,
            wrong ? "is not the CT's" : "is another one, beside the CT's");
      }
    }
  }

  private void contourImages() {
    for (CheckScope roi : root.items(DicomTag.ROIContourSequence)) {
      for (CheckScope contour : roi.items(DicomTag.ContourSequence)) {
        contour.items(DicomTag.ContourImageSequence).forEach(this::image);
      }
    }
  }
}
