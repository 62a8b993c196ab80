package org.contourflow.series;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * One accepted CT series: slice i of the grid is slice i of the list, in order along the normal.
 *
 * @param grid the voxels in the patient, each slice at its own position
 * @param slices files and references, as many as the grid has slices
 * @param header the first slice's attributes without pixel data, for patient, study, series and
 *     equipment; holds patient identifiers
 * @param notes what a user should know of how it was read; no patient identifiers
 * @param geometryPolicy name of the policy that accepted it
 */
public record CtSeries(
    String studyInstanceUid,
    String seriesInstanceUid,
    String frameOfReferenceUid,
    VoxelGrid grid,
    List<CtSlice> slices,
    DicomDataset header,
    String geometryPolicy,
    List<String> notes) {

  public CtSeries {
    slices = List.copyOf(slices);
    notes = List.copyOf(notes);
    if (slices.size() != grid.slices()) {
      throw new IllegalArgumentException(
          slices.size() + " slices do not match a grid of " + grid.slices());
    }
  }

  /** PatientPosition (HFS, FFS, HFP...), where the CT says it. */
  public Optional<String> patientPosition() {
    return header.string(DicomTag.PatientPosition);
  }

  /**
   * Reads the voxels in Hounsfield units, several files at a time; in memory are the volume and as
   * many files as are read at once.
   *
   * @throws CtReadException naming the file that could not be read or decoded
   */
  public CtVolume readVolume() throws IOException {
    return CtVolumeReader.read(this, note -> {});
  }

  /**
   * As {@link #readVolume()}, and tells what only the pixels show: bits that the header does not
   * explain.
   */
  public CtVolume readVolume(Consumer<String> notes) throws IOException {
    return CtVolumeReader.read(this, notes);
  }

  /** No patient identifiers. */
  @Override
  public String toString() {
    return "CtSeries of " + slices.size() + " slices, " + seriesInstanceUid;
  }
}
