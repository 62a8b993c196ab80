package org.contourflow.viewer;

import org.contourflow.geometry.Direction;
import org.contourflow.geometry.VoxelGrid;

/** The three indices of a voxel. */
public enum Axis {
  COLUMN,
  ROW,
  SLICE;

  /** Where a growing index leads in the patient. */
  Direction direction(VoxelGrid grid) {
    return switch (this) {
      case COLUMN -> grid.orientation().alongRow();
      case ROW -> grid.orientation().alongColumn();
      case SLICE -> grid.orientation().normal();
    };
  }
}
