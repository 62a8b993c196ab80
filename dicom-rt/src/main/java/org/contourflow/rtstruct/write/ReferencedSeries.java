package org.contourflow.rtstruct.write;

import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeries;

/**
 * The CT series a structure set is drawn on.
 *
 * @param images one per slice of the grid, in its order
 * @param header attributes of a slice, for the patient and study modules; holds patient identifiers
 */
public record ReferencedSeries(
    String studyInstanceUid,
    String seriesInstanceUid,
    String frameOfReferenceUid,
    VoxelGrid grid,
    List<ReferencedImage> images,
    DicomDataset header) {

  public ReferencedSeries {
    images = List.copyOf(images);
    if (images.size() != grid.slices()) {
      throw new IllegalArgumentException(
          images.size() + " images do not match a grid of " + grid.slices() + " slices");
    }
  }

  /** An accepted series. */
  public static ReferencedSeries of(CtSeries series) {
    return new ReferencedSeries(
        series.studyInstanceUid(),
        series.seriesInstanceUid(),
        series.frameOfReferenceUid(),
        series.grid(),
        series.slices().stream()
            .map(
                s ->
                    new ReferencedImage(
                        s.sopClassUid(), s.sopInstanceUid(), s.referencedFrameNumber()))
            .toList(),
        series.header());
  }

  /** No patient identifiers. */
  @Override
  public String toString() {
    return "ReferencedSeries of " + images.size() + " slices, " + seriesInstanceUid;
  }
}
