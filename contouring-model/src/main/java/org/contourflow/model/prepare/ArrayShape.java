package org.contourflow.model.prepare;

import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.PrepareStep;
import org.contourflow.model.manifest.PrepareStep.Orient;
import org.contourflow.model.manifest.PrepareStep.Resample;

/**
 * The shape a CT's array will have before it is made: what a run's memory depends on. Crops to
 * values are not counted, so the array may come out smaller.
 */
public final class ArrayShape {
  private final ModelManifest manifest;

  public ArrayShape(ModelManifest manifest) {
    this.manifest = manifest;
  }

  /** Of a part of a CT; of one too oblique to be oriented in the CT's own order of axes. */
  public Shape3 of(VoxelGrid grid, CtBox box) {
    int[] ctAxes = {0, 1, 2};
    if (manifest.input().axes().letters().isPresent()) {
      ctAxes = oriented(grid, manifest.input().axes().letters().get(), ctAxes);
    }
    List<Integer> t = manifest.input().transpose();
    ctAxes = new int[] {ctAxes[t.get(0)], ctAxes[t.get(1)], ctAxes[t.get(2)]};
    double[] spacing = {Preparer.stepMm(grid), grid.rowSpacingMm(), grid.columnSpacingMm()};
    int[] length = {slices(grid, box), box.shape().axis1(), box.shape().axis2()};
    for (PrepareStep step : manifest.prepare()) {
      if (step instanceof Orient orient) {
        ctAxes = oriented(grid, orient.letters(), ctAxes);
      } else if (step instanceof Resample resample) {
        ResampleStep rule = new ResampleStep(resample);
        for (int axis = 0; axis < 3; axis++) {
          int ct = ctAxes[axis];
          length[ct] = rule.length(axis, length[ct], spacing[ct]);
        }
      }
    }
    return new Shape3(length[ctAxes[0]], length[ctAxes[1]], length[ctAxes[2]]);
  }

  private static int[] oriented(VoxelGrid grid, String letters, int[] otherwise) {
    return Orienter.of(grid).map(o -> o.ctAxes(letters)).orElse(otherwise);
  }

  /** Uneven slices are brought to the smallest step first. */
  private static int slices(VoxelGrid grid, CtBox box) {
    int n = box.shape().axis0();
    if (n == 1 || grid.isEvenlySpaced(Preparer.EVEN_TOLERANCE_MM)) {
      return n;
    }
    double extent =
        grid.slicePositionMm(box.endSlice() - 1) - grid.slicePositionMm(box.firstSlice());
    return (int) Math.ceil(extent / Preparer.stepMm(grid)) + 1;
  }
}
