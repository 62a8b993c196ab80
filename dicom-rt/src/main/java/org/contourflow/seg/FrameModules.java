package org.contourflow.seg;

import java.nio.charset.StandardCharsets;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.write.Provenance;
import org.contourflow.rtstruct.write.ReferencedImage;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * Dimensions and functional groups (PS3.3 C.7.6.16, C.7.6.17): where each frame lies, which slice
 * of the CT it was made from, which segment it is of.
 */
final class FrameModules {
  private static final double SINGLE_SLICE_MM = 1;
  private static final double EVEN_MM = 1e-3;

  private final ReferencedSeries series;
  private final VoxelGrid grid;
  private final FramePlan plan;
  private final boolean even;

  FrameModules(ReferencedSeries series, FramePlan plan) {
    this.series = series;
    this.grid = series.grid();
    this.plan = plan;
    this.even = grid.isEvenlySpaced(EVEN_MM);
  }

  void put(DicomDataset dataset) {
    dimensions(dataset);
    DicomDataset shared = dataset.addItem(DicomTag.SharedFunctionalGroupsSequence);
    orientation(shared.addItem(DicomTag.PlaneOrientationSequence));
    if (even) {
      measures(shared.addItem(DicomTag.PixelMeasuresSequence), 0);
    }
    for (FramePlan.Frame frame : plan.frames()) {
      frame(dataset.addItem(DicomTag.PerFrameFunctionalGroupsSequence), frame);
    }
  }

  private void dimensions(DicomDataset dataset) {
    byte[] basis =
        (series.seriesInstanceUid() + "\n" + plan.isLabelMap()).getBytes(StandardCharsets.UTF_8);
    String uid = DicomUid.fromContent("dimensions", basis);
    dataset
        .addItem(DicomTag.DimensionOrganizationSequence)
        .put(DicomTag.DimensionOrganizationUID, uid);
    if (!plan.isLabelMap()) {
      index(
          dataset,
          uid,
          DicomTag.ReferencedSegmentNumber,
          DicomTag.SegmentIdentificationSequence,
          "Segment");
    }
    index(
        dataset,
        uid,
        DicomTag.ImagePositionPatient,
        DicomTag.PlanePositionSequence,
        "Slice along the normal");
  }

  private static void index(DicomDataset dataset, String uid, int tag, int group, String label) {
    DicomDataset item = dataset.addItem(DicomTag.DimensionIndexSequence);
    item.put(DicomTag.DimensionOrganizationUID, uid);
    item.putIntegers(DicomTag.DimensionIndexPointer, tag);
    item.putIntegers(DicomTag.FunctionalGroupPointer, group);
    item.put(DicomTag.DimensionDescriptionLabel, label);
  }

  private void orientation(DicomDataset item) {
    SliceOrientation o = grid.orientation();
    Direction r = o.alongRow();
    Direction c = o.alongColumn();
    item.putNumbers(DicomTag.ImageOrientationPatient, r.x(), r.y(), r.z(), c.x(), c.y(), c.z());
  }

  private void measures(DicomDataset item, int slice) {
    item.putNumbers(DicomTag.SliceThickness, grid.sliceThicknessMm(slice, SINGLE_SLICE_MM));
    if (even) {
      item.putNumbers(DicomTag.SpacingBetweenSlices, grid.smallestSliceStepMm(SINGLE_SLICE_MM));
    }
    item.putNumbers(DicomTag.PixelSpacing, grid.rowSpacingMm(), grid.columnSpacingMm());
  }

  private void frame(DicomDataset item, FramePlan.Frame frame) {
    derivation(item, series.images().get(frame.slice()));
    DicomDataset content = item.addItem(DicomTag.FrameContentSequence);
    PatientPoint origin = grid.sliceOrigins().get(frame.slice());
    item.addItem(DicomTag.PlanePositionSequence)
        .putNumbers(DicomTag.ImagePositionPatient, origin.xMm(), origin.yMm(), origin.zMm());
    if (!even) {
      measures(item.addItem(DicomTag.PixelMeasuresSequence), frame.slice());
    }
    if (plan.isLabelMap()) {
      content.putIntegers(DicomTag.DimensionIndexValues, frame.slice() + 1);
    } else {
      content.putIntegers(DicomTag.DimensionIndexValues, frame.segment(), frame.slice() + 1);
      item.addItem(DicomTag.SegmentIdentificationSequence)
          .putIntegers(DicomTag.ReferencedSegmentNumber, frame.segment());
    }
  }

  private static void derivation(DicomDataset frame, ReferencedImage image) {
    DicomDataset item = frame.addItem(DicomTag.DerivationImageSequence);
    DicomDataset source = item.addItem(DicomTag.SourceImageSequence);
    source.put(DicomTag.ReferencedSOPClassUID, image.sopClassUid());
    source.put(DicomTag.ReferencedSOPInstanceUID, image.sopInstanceUid());
    image.frameNumber().ifPresent(n -> source.putIntegers(DicomTag.ReferencedFrameNumber, n));
    source.put(DicomTag.SpatialLocationsPreserved, "YES");
    Provenance.putCode(
        source.addItem(DicomTag.PurposeOfReferenceCodeSequence),
        "121322",
        "DCM",
        "Source image for image processing operation");
    Provenance.putCode(
        item.addItem(DicomTag.DerivationCodeSequence), "113076", "DCM", "Segmentation");
  }
}
