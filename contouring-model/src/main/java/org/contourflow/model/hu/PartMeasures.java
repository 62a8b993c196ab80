package org.contourflow.model.hu;

import java.util.List;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/** What parts inside the body are like: how much of each lies where, its HU and its place. */
final class PartMeasures {
  private final Components parts;
  private final long[][] within;
  private final long[] under;
  private final long[] above;
  private final double[] hu;
  private final double[] x;

  /** Looks at all parts; {@code regions} are asked for by their number. */
  PartMeasures(CtVolume ct, Components parts, LungFloor floor, List<BitVolume> regions) {
    this.parts = parts;
    this.within = new long[regions.size()][parts.count()];
    this.under = new long[parts.count()];
    this.above = new long[parts.count()];
    this.hu = new double[parts.count()];
    this.x = new double[parts.count()];
    VoxelGrid grid = ct.grid();
    double stepX = grid.orientation().alongRow().x() * grid.columnSpacingMm();
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          PatientPoint first = grid.toPatient(new VoxelIndex(slice, row, from));
          above[part] += floor.isAbove(slice) ? to - from : 0;
          for (int c = from; c < to; c++) {
            for (int i = 0; i < within.length; i++) {
              within[i][part] += regions.get(i).get(slice, row, c) ? 1 : 0;
            }
            under[part] += floor.isUnder(slice, row, c) ? 1 : 0;
            hu[part] += ct.hu(slice, row, c);
            x[part] += first.xMm() + (c - from) * stepX;
          }
        });
  }

  /** Voxels of the part in a region. */
  long within(int region, int part) {
    return within[region][part];
  }

  /** Share of the part in a region. */
  double share(int region, int part) {
    return (double) within[region][part] / parts.size(part);
  }

  /** Share of the part that has lung above it and none below. */
  double shareUnder(int part) {
    return (double) under[part] / parts.size(part);
  }

  /** Share of the part above all lung. */
  double shareAbove(int part) {
    return (double) above[part] / parts.size(part);
  }

  double meanHu(int part) {
    return hu[part] / parts.size(part);
  }

  /** Mean patient x, mm. */
  double xMm(int part) {
    return x[part] / parts.size(part);
  }
}
