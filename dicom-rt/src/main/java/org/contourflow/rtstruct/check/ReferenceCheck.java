package org.contourflow.rtstruct.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.SliceLookup;
import org.contourflow.rtstruct.write.ReferencedImage;
import org.contourflow.rtstruct.write.ReferencedSeries;

/** References inside the structure set, and to the CT where it is given. */
final class ReferenceCheck {
  /** How far a contour may be off the slice it refers to, mm. */
  static final double OFF_PLANE_TOLERANCE_MM = 0.01;

  /** Rounding of slice positions: moves no contour to another slice. */
  private static final double HARMLESS_OFF_PLANE_MM = 0.1;

  private final CheckScope root;
  private final Optional<ReferencedSeries> series;
  private final Set<String> chainImages = new HashSet<>();
  private final Set<String> frames = new HashSet<>();
  private final Map<String, Integer> sliceOf = new HashMap<>();

  private ReferenceCheck(CheckScope root, Optional<ReferencedSeries> series) {
    this.root = root;
    this.series = series;
    series.ifPresent(
        s -> {
          for (int i = 0; i < s.images().size(); i++) {
            sliceOf.put(key(s.images().get(i)), i);
          }
        });
  }

  private static String key(ReferencedImage image) {
    return image.sopInstanceUid()
        + image.frameNumber().stream().mapToObj(n -> "/" + n).collect(Collectors.joining());
  }

  static void check(CheckScope root, Optional<ReferencedSeries> series) {
    ReferenceCheck check = new ReferenceCheck(root, series);
    check.chain();
    check.roiFrames();
    check.contours();
  }

  private void chain() {
    for (CheckScope frame : root.items(DicomTag.ReferencedFrameOfReferenceSequence)) {
      frames.add(frame.item().text(DicomTag.FrameOfReferenceUID));
      for (CheckScope study : frame.items(DicomTag.RTReferencedStudySequence)) {
        for (CheckScope item : study.items(DicomTag.RTReferencedSeriesSequence)) {
          for (CheckScope image : item.items(DicomTag.ContourImageSequence)) {
            chainImages.add(image.item().text(DicomTag.ReferencedSOPInstanceUID));
          }
        }
      }
    }
    if (series.isEmpty()) {
      return;
    }
    ReferencedSeries ct = series.get();
    Set<String> images =
        ct.images().stream().map(ReferencedImage::sopInstanceUid).collect(Collectors.toSet());
    long missing = images.stream().filter(uid -> !chainImages.contains(uid)).count();
    if (missing > 0) {
      root.report(
          CheckRule.INCOMPLETE_REFERENCE_CHAIN,
          DicomTag.ReferencedFrameOfReferenceSequence,
          missing + " of the CT's " + images.size() + " images are not listed");
    }
    if (!root.item().text(DicomTag.StudyInstanceUID).equals(ct.studyInstanceUid())) {
      root.report(CheckRule.WRONG_STUDY, DicomTag.StudyInstanceUID, "is not the CT's");
    }
    if (!frames.isEmpty() && !frames.contains(ct.frameOfReferenceUid())) {
      root.report(
          CheckRule.WRONG_FRAME_OF_REFERENCE,
          DicomTag.ReferencedFrameOfReferenceSequence,
          "the CT's frame of reference is not among its items");
    }
  }

  private void roiFrames() {
    for (CheckScope roi : root.items(DicomTag.StructureSetROISequence)) {
      String frame = roi.item().text(DicomTag.ReferencedFrameOfReferenceUID);
      boolean listed = frames.isEmpty() || frames.contains(frame);
      boolean right = series.map(s -> s.frameOfReferenceUid().equals(frame)).orElse(true);
      if (!frame.isEmpty() && !(listed && right)) {
        roi.report(
            CheckRule.WRONG_FRAME_OF_REFERENCE,
            DicomTag.ReferencedFrameOfReferenceUID,
            listed ? "is not the CT's" : "is not in ReferencedFrameOfReferenceSequence");
      }
    }
  }

  private void contours() {
    Optional<SliceLookup> lookup = series.map(s -> new SliceLookup(s.grid()));
    for (CheckScope roi : root.items(DicomTag.ROIContourSequence)) {
      for (CheckScope contour : roi.items(DicomTag.ContourSequence)) {
        List<CheckScope> images = contour.items(DicomTag.ContourImageSequence);
        if (images.isEmpty()) {
          contour.report(CheckRule.NO_IMAGE_REFERENCE, DicomTag.ContourImageSequence, "is missing");
        }
        images.forEach(this::image);
        lookup.ifPresent(slices -> place(contour, images, slices));
      }
    }
  }

  private void image(CheckScope image) {
    image.requireValue(DicomTag.ReferencedSOPClassUID, DicomTag.ReferencedSOPInstanceUID);
    String uid = image.item().text(DicomTag.ReferencedSOPInstanceUID);
    if (!chainImages.isEmpty() && !uid.isEmpty() && !chainImages.contains(uid)) {
      image.report(
          CheckRule.WRONG_IMAGE_REFERENCE,
          DicomTag.ReferencedSOPInstanceUID,
          "is not in ReferencedFrameOfReferenceSequence");
    }
  }

  private void place(CheckScope contour, List<CheckScope> images, SliceLookup slices) {
    ContourPolyline points;
    try {
      points = ContourPolyline.wrap(contour.item().numbers(DicomTag.ContourData));
    } catch (DicomValueException e) {
      return; // ContourCheck reports it.
    }
    if (points.size() == 0) {
      return;
    }
    int slice = slices.nearestSlice(points);
    double distance = slices.largestDistanceMm(points, slice);
    boolean closed = contour.item().text(DicomTag.ContourGeometricType).startsWith("CLOSED");
    if (closed && slices.isBeyondEnds(points)) {
      return; // ContourCheck tells it of the ROI: there is no slice to lie on.
    }
    boolean coplanar = PlaneFit.of(points).largestDistanceMm(points) <= PlaneFit.TOLERANCE_MM;
    if (closed && coplanar && distance > OFF_PLANE_TOLERANCE_MM) {
      contour.report(
          CheckRule.OFF_PLANE,
          distance > HARMLESS_OFF_PLANE_MM ? Severity.ERROR : Severity.WARNING,
          DicomTag.ContourData,
          String.format(
              Locale.ROOT, "is %.3f mm off the nearest slice, number %d", distance, slice + 1));
    }
    for (CheckScope image : images) {
      sliceReference(image, slice, slices, points);
    }
  }

  private void sliceReference(
      CheckScope image, int slice, SliceLookup slices, ContourPolyline points) {
    String uid = image.item().text(DicomTag.ReferencedSOPInstanceUID);
    String frame =
        image.integer(DicomTag.ReferencedFrameNumber).stream()
            .mapToObj(n -> "/" + n)
            .collect(Collectors.joining());
    Integer referenced = sliceOf.getOrDefault(uid + frame, sliceOf.get(uid));
    boolean inChain = chainImages.isEmpty() || chainImages.contains(uid);
    if (referenced == null && inChain && !uid.isEmpty()) {
      image.report(
          CheckRule.WRONG_IMAGE_REFERENCE,
          DicomTag.ReferencedSOPInstanceUID,
          "is no image of the CT");
    } else if (referenced != null && referenced != slice && !slices.isWithin(points, referenced)) {
      image.report(
          CheckRule.WRONG_IMAGE_REFERENCE,
          DicomTag.ReferencedSOPInstanceUID,
          "is slice " + (referenced + 1) + ", the contour lies on slice " + (slice + 1));
    }
  }
}
