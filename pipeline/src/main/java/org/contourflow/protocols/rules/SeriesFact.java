package org.contourflow.protocols.rules;

import java.util.function.ToDoubleFunction;
import org.contourflow.geometry.VoxelGrid;

/** Numbers of a whole series that no single attribute tells reliably. */
public enum SeriesFact {
  SLICES("slices", VoxelGrid::slices),
  ROWS("rows", VoxelGrid::rows),
  COLUMNS("columns", VoxelGrid::columns),
  /** From the first slice's centre to the last one's. */
  LENGTH_MM("length-mm", grid -> grid.slicePositionMm(grid.slices() - 1)),
  SMALLEST_STEP_MM("smallest-step-mm", grid -> grid.smallestSliceStepMm(0)),
  ROW_SPACING_MM("row-spacing-mm", VoxelGrid::rowSpacingMm),
  COLUMN_SPACING_MM("column-spacing-mm", VoxelGrid::columnSpacingMm);

  private final String key;
  private final ToDoubleFunction<VoxelGrid> value;

  SeriesFact(String key, ToDoubleFunction<VoxelGrid> value) {
    this.key = key;
    this.value = value;
  }

  /** As it is written in a rule. */
  public String key() {
    return key;
  }

  double of(SeriesHeaders series) {
    return value.applyAsDouble(series.grid());
  }
}
