package org.contourflow.model.engine;

import java.util.Optional;
import java.util.stream.DoubleStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Input;
import org.contourflow.model.manifest.PostStep.SliceExclusion;
import org.contourflow.model.prepare.Preparer;

/** Whether a manifest allows a CT's grid. */
final class GridRules {
  /** About 18 degrees, as where the axes have letters. */
  private static final double LEAST_AXIAL_COSINE = 0.95;

  private GridRules() {}

  static Optional<Refused> check(ModelManifest manifest, Preparer preparer, VoxelGrid grid) {
    Input input = manifest.input();
    double slice = grid.smallestSliceStepMm(input.leastSpacingMm());
    double most =
        DoubleStream.of(slice, grid.rowSpacingMm(), grid.columnSpacingMm()).max().orElseThrow();
    double least =
        DoubleStream.of(slice, grid.rowSpacingMm(), grid.columnSpacingMm()).min().orElseThrow();
    if (least < input.leastSpacingMm() || most > input.mostSpacingMm()) {
      return Optional.of(
          new Refused(
              RefusalCode.SPACING_NOT_ALLOWED,
              "spacing %.2f x %.2f x %.2f mm"
                  .formatted(slice, grid.rowSpacingMm(), grid.columnSpacingMm()),
              "this model takes %.2f to %.2f mm; reconstruct the CT"
                  .formatted(input.leastSpacingMm(), input.mostSpacingMm())));
    }
    double[] extent = {
      grid.slicePositionMm(grid.slices() - 1) + slice,
      grid.rows() * grid.rowSpacingMm(),
      grid.columns() * grid.columnSpacingMm()
    };
    for (int axis = 0; axis < 3; axis++) {
      double wanted = input.smallestExtentMm().get(axis);
      if (extent[axis] < wanted) {
        return Optional.of(
            new Refused(
                RefusalCode.FIELD_OF_VIEW_TOO_SMALL,
                "%.0f mm along axis %d (slices, rows, columns)".formatted(extent[axis], axis),
                "this model needs at least %.0f mm there".formatted(wanted)));
      }
    }
    return preparer.canOrient(grid) && (axial(grid) || !needsAxial(manifest))
        ? Optional.empty()
        : Optional.of(
            new Refused(
                RefusalCode.ORIENTATION_NOT_SUPPORTED,
                "slice orientation",
                "this model needs slices along the patient's axes; reconstruct the CT"));
  }

  /** Rules about slices towards the head or the feet mean axial slices. */
  private static boolean needsAxial(ModelManifest manifest) {
    return manifest.postprocess().stream().anyMatch(SliceExclusion.class::isInstance);
  }

  private static boolean axial(VoxelGrid grid) {
    return Math.abs(grid.orientation().normal().z()) >= LEAST_AXIAL_COSINE;
  }
}
