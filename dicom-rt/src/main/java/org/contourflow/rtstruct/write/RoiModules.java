package org.contourflow.rtstruct.write;

import java.util.List;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.Ring;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.structure.RoiColour;

/** Structure Set ROI, ROI Contour and RT ROI Observations items of one ROI. */
final class RoiModules {
  private final DicomDataset dataset;
  private final ReferencedSeries series;
  private final DestinationProfile profile;
  private final ContourEncoder encoder;
  private final ContourLoops loops;

  RoiModules(
      DicomDataset dataset,
      ReferencedSeries series,
      DestinationProfile profile,
      ContourLoops loops) {
    this.dataset = dataset;
    this.series = series;
    this.profile = profile;
    this.encoder = new ContourEncoder(series.grid());
    this.loops = loops;
    dataset.putEmpty(DicomTag.StructureSetROISequence);
    dataset.putEmpty(DicomTag.ROIContourSequence);
    dataset.putEmpty(DicomTag.RTROIObservationsSequence);
  }

  void add(Roi roi, int number) {
    structureSetRoi(roi, number);
    boolean contourItem =
        !roi.contours().isEmpty()
            || profile.emptyRoi() == DestinationProfile.EmptyRoiPolicy.KEEP_WITH_EMPTY_CONTOUR_ITEM;
    if (contourItem) {
      roiContour(roi, number);
    }
    observation(roi, number);
  }

  private void structureSetRoi(Roi roi, int number) {
    DicomDataset item = dataset.addItem(DicomTag.StructureSetROISequence);
    item.putIntegers(DicomTag.ROINumber, number);
    item.put(DicomTag.ReferencedFrameOfReferenceUID, series.frameOfReferenceUid());
    item.put(DicomTag.ROIName, profile.nameOf(roi));
    if (!roi.description().isEmpty()) {
      item.put(DicomTag.ROIDescription, roi.description());
    }
    if (roi.generation() == RoiGeneration.UNKNOWN) {
      item.putEmpty(DicomTag.ROIGenerationAlgorithm);
    } else {
      item.put(DicomTag.ROIGenerationAlgorithm, roi.generation().term());
    }
    if (!roi.generationDescription().isEmpty()) {
      item.put(DicomTag.ROIGenerationDescription, roi.generationDescription());
    }
    roi.algorithm().ifPresent(algorithm -> Provenance.putAlgorithm(item, algorithm));
  }

  private void roiContour(Roi roi, int number) {
    DicomDataset item = dataset.addItem(DicomTag.ROIContourSequence);
    RoiColour colour = roi.colour();
    item.putIntegers(DicomTag.ROIDisplayColor, colour.red(), colour.green(), colour.blue());
    item.putIntegers(DicomTag.ReferencedROINumber, number);
    PlanarContours contours = roi.contours();
    String type = loops.geometricType(contours);
    int contourNumber = 0;
    for (int slice = 0; slice < contours.slices().size(); slice++) {
      List<Ring> rings = loops.of(contours, slice, profile.nameOf(roi));
      for (Ring ring : rings) {
        DicomDataset contour = item.addItem(DicomTag.ContourSequence);
        References.putImage(
            contour.addItem(DicomTag.ContourImageSequence), series.images().get(slice));
        contour.put(DicomTag.ContourGeometricType, type);
        contour.putIntegers(DicomTag.NumberOfContourPoints, ring.size());
        contour.putIntegers(DicomTag.ContourNumber, ++contourNumber);
        contour.putEncoded(DicomTag.ContourData, encoder.encode(ring, slice));
      }
    }
  }

  private void observation(Roi roi, int number) {
    DicomDataset item = dataset.addItem(DicomTag.RTROIObservationsSequence);
    item.putIntegers(DicomTag.ObservationNumber, number);
    item.putIntegers(DicomTag.ReferencedROINumber, number);
    roi.code()
        .ifPresent(
            code -> {
              DicomDataset coded = item.addItem(DicomTag.RTROIIdentificationCodeSequence);
              Provenance.putCode(coded, code.value(), code.scheme(), code.meaning());
            });
    item.put(DicomTag.RTROIInterpretedType, roi.type().name());
    item.putEmpty(DicomTag.ROIInterpreter);
  }
}
