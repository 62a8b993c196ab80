package org.contourflow.rtstruct.write;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.DestinationProfile.EmptyRoiPolicy;
import org.contourflow.rtstruct.write.StructureSetOutcome.Reason;
import org.contourflow.rtstruct.write.StructureSetOutcome.Refused;

/**
 * Writes an RT Structure Set (PS3.3 A.19). Deterministic: the UIDs come from the content, date and
 * time included, so the same content is the same bytes, and other content another object.
 */
public final class StructureSetWriter {
  /** How far a ROI's grid may be from the series' for its pixels to be the series', mm. */
  public static final double GRID_TOLERANCE_MM = 0.01;

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final String PLACEHOLDER_UID = "2.25.0";

  private StructureSetWriter() {}

  /** Builds the data set, or says why not. */
  public static StructureSetOutcome write(
      ReferencedSeries series, StructureSetContent content, DestinationProfile profile) {
    List<Roi> written =
        content.rois().stream()
            .filter(
                roi -> !roi.contours().isEmpty() || profile.emptyRoi() != EmptyRoiPolicy.LEAVE_OUT)
            .toList();
    Optional<Refused> refusal = refusal(series, written, profile);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    List<String> notes = new ArrayList<>();
    DicomDataset dataset = DicomDataset.create();
    modules(dataset, series, content);
    RoiModules rois = new RoiModules(dataset, series, profile, new ContourLoops(profile, notes));
    for (int i = 0; i < written.size(); i++) {
      rois.add(written.get(i), i + 1);
    }
    identify(dataset);
    return new StructureSetOutcome.Completed(
        dataset,
        profile.transferSyntaxUid(),
        dataset.text(DicomTag.SeriesInstanceUID),
        dataset.text(DicomTag.SOPInstanceUID),
        content.rois().stream().filter(r -> r.contours().isEmpty()).map(profile::nameOf).toList(),
        notes);
  }

  private static Optional<Refused> refusal(
      ReferencedSeries series, List<Roi> rois, DestinationProfile profile) {
    if (rois.isEmpty()) {
      return Optional.of(
          new Refused(
              Reason.NO_ROI,
              "StructureSetROISequence",
              "there is no structure to write",
              "check the masks or the model's output: no structure has a voxel"));
    }
    Set<String> names = new HashSet<>();
    for (Roi roi : rois) {
      String name = profile.nameOf(roi);
      if (name.length() > profile.longestName()) {
        return Optional.of(
            new Refused(
                Reason.NAME_TOO_LONG,
                name,
                "the name has more than " + profile.longestName() + " characters",
                "give a shorter name; names are never cut, because two could become the same"));
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(
            new Refused(
                Reason.NAME_NOT_UNIQUE,
                name,
                "two structures have this name (letter case does not count)",
                "rename one of them"));
      }
      if (!roi.contours().grid().matches(series.grid(), GRID_TOLERANCE_MM)) {
        return Optional.of(
            new Refused(
                Reason.GRID_MISMATCH,
                name,
                "its grid is not the CT's",
                "resample the mask onto the CT first"));
      }
    }
    return Optional.empty();
  }

  private static void modules(
      DicomDataset dataset, ReferencedSeries series, StructureSetContent content) {
    String date = DATE.format(content.created());
    String time = TIME.format(content.created());
    CopiedAttributes.put(dataset, series);
    dataset.put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE);
    dataset.put(DicomTag.InstanceCreationDate, date).put(DicomTag.InstanceCreationTime, time);
    dataset.put(DicomTag.Modality, "RTSTRUCT");
    dataset.put(DicomTag.SeriesDate, date).put(DicomTag.SeriesTime, time);
    dataset.put(DicomTag.SeriesDescription, content.seriesDescription());
    dataset.putEmpty(DicomTag.OperatorsName).putEmpty(DicomTag.SeriesNumber);
    content.seriesNumber().ifPresent(n -> dataset.putIntegers(DicomTag.SeriesNumber, n));
    dataset.put(DicomTag.Manufacturer, content.equipment().manufacturer());
    dataset.put(DicomTag.ManufacturerModelName, content.equipment().model());
    dataset.put(DicomTag.SoftwareVersions, content.equipment().softwareVersion());
    dataset.put(DicomTag.FrameOfReferenceUID, series.frameOfReferenceUid());
    dataset.put(DicomTag.InstanceNumber, "1");
    dataset.put(DicomTag.StructureSetLabel, content.label());
    if (!content.description().isEmpty()) {
      dataset.put(DicomTag.StructureSetDescription, content.description());
    }
    dataset.put(DicomTag.StructureSetDate, date).put(DicomTag.StructureSetTime, time);
    dataset.put(DicomTag.ApprovalStatus, "UNAPPROVED");
    References.putChain(dataset, series);
    Provenance.putEquipment(dataset, content);
  }

  /** Series and instance UID from everything else the data set says. */
  private static void identify(DicomDataset dataset) {
    dataset.put(DicomTag.SOPInstanceUID, PLACEHOLDER_UID);
    dataset.put(DicomTag.SeriesInstanceUID, PLACEHOLDER_UID);
    String series = DicomFiles.uidOf("series", dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    dataset.put(DicomTag.SeriesInstanceUID, series);
    // As good as the content itself, and megabytes less to hash again.
    byte[] same = series.getBytes(StandardCharsets.US_ASCII);
    dataset.put(DicomTag.SOPInstanceUID, DicomUid.fromContent("instance", same));
  }
}
