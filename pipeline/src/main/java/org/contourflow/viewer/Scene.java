package org.contourflow.viewer;

import java.util.List;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeries;

/**
 * The CT of a case as a viewer needs it, pixels aside.
 *
 * @param shape how many voxels, and how large
 * @param place where they lie in the patient
 * @param slicePixels the slices as a row of equal pixels
 * @param planes axial, coronal, sagittal
 * @param patientPosition HFS, FFS and so on, as the CT says it; empty if it does not
 */
public record Scene(
    Shape shape,
    Place place,
    SlicePixels slicePixels,
    List<PlaneView> planes,
    String patientPosition) {

  /** Counts, and distances of neighbouring pixels' centres in mm. */
  public record Shape(
      int slices, int rows, int columns, double rowSpacingMm, double columnSpacingMm) {}

  /**
   * Patient position of a voxel (LPS, mm): {@code origins[slice] + column * acrossMm + row *
   * downMm}.
   *
   * @param acrossMm step from a column to the next
   * @param downMm step from a row to the next
   */
  public record Place(List<double[]> origins, double[] acrossMm, double[] downMm) {}

  /**
   * For planes that cut through the slices.
   *
   * @param pixelMm size of a pixel along the slices' normal
   * @param slices the slice that each pixel shows
   */
  public record SlicePixels(double pixelMm, int[] slices) {}

  /** Of a case's series. */
  public static Scene of(CtSeries series) {
    return of(series.grid(), series.patientPosition().orElse(""));
  }

  static Scene of(VoxelGrid grid, String patientPosition) {
    SliceAxis slices = SliceAxis.of(grid);
    return new Scene(
        new Shape(
            grid.slices(),
            grid.rows(),
            grid.columns(),
            grid.rowSpacingMm(),
            grid.columnSpacingMm()),
        new Place(
            grid.sliceOrigins().stream().map(Scene::point).toList(),
            step(grid.orientation().alongRow(), grid.columnSpacingMm()),
            step(grid.orientation().alongColumn(), grid.rowSpacingMm())),
        new SlicePixels(slices.pixelMm(), slices.slices()),
        PlaneView.of(grid),
        patientPosition);
  }

  private static double[] point(PatientPoint p) {
    return new double[] {p.xMm(), p.yMm(), p.zMm()};
  }

  private static double[] step(Direction d, double mm) {
    return new double[] {d.x() * mm, d.y() * mm, d.z() * mm};
  }
}
