package org.contourflow.series;

import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;

/**
 * Where one frame lies: an instance's only one, or one of an Enhanced CT.
 *
 * @param origin centre of voxel (0, 0), ImagePositionPatient, LPS mm
 * @param thicknessMm nominal SliceThickness
 * @param traits what may tell it from another volume's frame at the same place
 */
public record CtFrame(
    PatientPoint origin,
    SliceOrientation orientation,
    double rowSpacingMm,
    double columnSpacingMm,
    int rows,
    int columns,
    OptionalDouble thicknessMm,
    Map<VolumeTrait, String> traits) {

  public CtFrame {
    traits = Map.copyOf(traits);
  }
}
