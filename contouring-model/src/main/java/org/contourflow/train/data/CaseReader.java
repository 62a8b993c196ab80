package org.contourflow.train.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.train.data.CaseSource.LabelledCase;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Makes training cases: cut to the usable slices and to the body's box in the plane, contours as
 * label codes, fine grids brought near the network's (see {@link FineGrid}).
 *
 * <p>A structure without a voxel was not contoured: it is missing, not absent; so is one larger
 * than its scheme allows. Below the lowest slice of a contoured open structure (the cord), it may
 * go on unseen, so background voxels there get the code of either.
 */
public final class CaseReader {
  /** What counts as body, HU. */
  private static final int BODY_HU = -300;

  private static final int MARGIN = 2;

  private final CaseSource source;
  private final LabelScheme scheme;
  private final double[] spacingMm;
  private final Set<Integer> held;

  /**
   * @param spacingMm slice, row, column spacing of the network's grid
   */
  public CaseReader(CaseSource source, LabelScheme scheme, double[] spacingMm) {
    this(source, scheme, spacingMm, Set.of());
  }

  /**
   * As {@link #CaseReader(CaseSource, LabelScheme, double[])}.
   *
   * @param held classes that a teacher will mark in place of the contours: missing here, and their
   *     voxels are of whatever else was contoured there, or includes them
   */
  public CaseReader(CaseSource source, LabelScheme scheme, double[] spacingMm, Set<Integer> held) {
    this.source = source;
    this.scheme = scheme;
    this.spacingMm = spacingMm.clone();
    this.held = Set.copyOf(held);
  }

  /** Reads one case. */
  public TrainingCase read(String id) throws IOException {
    LabelledCase from = source.read(id);
    VoxelGrid grid = from.ct().grid();
    if (!grid.orientation().isCloseTo(SliceOrientation.AXIAL, 1e-3)) {
      throw new IOException(id + ": training volumes must be axial, columns to the left");
    }
    if (!grid.isEvenlySpaced(0.1) && !grid.isEvenUpToRounding()) {
      throw new IOException(id + ": training volumes must have evenly spaced slices");
    }
    List<BinaryMask> organs = new ArrayList<>();
    for (int organ = 1; organ < scheme.classes(); organ++) {
      BinaryMask mask = from.contours().get(scheme.names().get(organ));
      organs.add(mask == null ? BinaryMask.wrap(grid, new BitSet()) : mask);
    }
    Box box = bodyBox(from);
    if (box.r1 < box.r0) {
      throw new IOException(id + ": no voxel above " + BODY_HU + " HU in the usable slices");
    }
    return FineGrid.reduce(crop(id, from.ct(), organs, box), spacingMm);
  }

  private record Box(int z0, int z1, int r0, int r1, int c0, int c1) {}

  private static Box bodyBox(LabelledCase from) {
    int r0 = Integer.MAX_VALUE;
    int r1 = -1;
    int c0 = Integer.MAX_VALUE;
    int c1 = -1;
    CtVolume ct = from.ct();
    VoxelGrid grid = ct.grid();
    for (int z = from.firstSlice(); z <= from.lastSlice(); z++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          if (ct.hu(z, r, c) > BODY_HU) {
            r0 = Math.min(r0, r);
            r1 = Math.max(r1, r);
            c0 = Math.min(c0, c);
            c1 = Math.max(c1, c);
          }
        }
      }
    }
    return new Box(
        from.firstSlice(),
        from.lastSlice(),
        Math.max(0, r0 - MARGIN),
        Math.min(grid.rows() - 1, r1 + MARGIN),
        Math.max(0, c0 - MARGIN),
        Math.min(grid.columns() - 1, c1 + MARGIN));
  }

  private TrainingCase crop(String id, CtVolume ct, List<BinaryMask> organs, Box b) {
    VoxelGrid grid = ct.grid();
    double step = grid.smallestSliceStepMm(1);
    boolean[] missing = new boolean[scheme.classes()];
    int[] lowest = new int[scheme.classes()];
    double cc = step * grid.rowSpacingMm() * grid.columnSpacingMm() / 1000;
    for (int organ = 1; organ < scheme.classes(); organ++) {
      BitSet bits = organs.get(organ - 1).toBitSet();
      boolean error = scheme.structure(organ).isTooLarge(bits.cardinality() * cc);
      missing[organ] = bits.isEmpty() || held.contains(organ) || error;
      if (error) {
        organs.set(organ - 1, BinaryMask.wrap(grid, new BitSet()));
      }
      lowest[organ] = bits.isEmpty() ? 0 : bits.nextSetBit(0) / (grid.rows() * grid.columns());
    }
    int nz = b.z1 - b.z0 + 1;
    int ny = b.r1 - b.r0 + 1;
    int nx = b.c1 - b.c0 + 1;
    short[] hu = new short[nz * ny * nx];
    byte[] codes = new byte[hu.length];
    int i = 0;
    for (int z = b.z0; z <= b.z1; z++) {
      int background = backgroundCode(z, lowest, missing);
      for (int r = b.r0; r <= b.r1; r++) {
        for (int c = b.c0; c <= b.c1; c++, i++) {
          hu[i] = ct.hu(z, r, c);
          codes[i] = (byte) code(organs, missing, z, r, c, background);
        }
      }
    }
    return new TrainingCase(
        id, nz, ny, nx, step, grid.rowSpacingMm(), grid.columnSpacingMm(), hu, codes, missing);
  }

  private int backgroundCode(int z, int[] lowest, boolean[] missing) {
    int[] open = scheme.open();
    int bits = 0;
    for (int i = 0; i < open.length; i++) {
      bits |= !missing[open[i]] && z < lowest[open[i]] ? 1 << i : 0;
    }
    return scheme.unknown(bits);
  }

  private int code(
      List<BinaryMask> organs, boolean[] missing, int z, int r, int c, int background) {
    for (int organ : scheme.priority()) {
      if (!missing[organ] && isIn(organ, organs, z, r, c)) {
        return hasMissingPart(organ, missing) ? LabelScheme.IGNORED : organ;
      }
    }
    return background;
  }

  /** In the contour, or in that of a held part: a held cord's voxels are its canal's. */
  private boolean isIn(int organ, List<BinaryMask> organs, int z, int r, int c) {
    if (organs.get(organ - 1).get(z, r, c)) {
      return true;
    }
    for (int part : held) {
      if (scheme.covers(organ, part) && organs.get(part - 1).get(z, r, c)) {
        return true;
      }
    }
    return false;
  }

  /** A canal whose cord nobody contoured, nor is to mark: its voxels are either. */
  private boolean hasMissingPart(int organ, boolean[] missing) {
    for (int part = 1; part < missing.length; part++) {
      boolean unknown = missing[part] && !held.contains(part);
      if (part != organ && unknown && scheme.covers(organ, part)) {
        return true;
      }
    }
    return false;
  }
}
