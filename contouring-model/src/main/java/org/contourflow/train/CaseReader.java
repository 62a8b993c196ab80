package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;

/**
 * Reads a folder of {@code ct/ID.nii.gz} and {@code seg/ID.nii.gz} (a bit an organ, bit 0 the
 * brainstem, in the order of {@link Organs}), with {@code cases.csv} saying by {@code slab_z0} and
 * {@code slab_z1} which slices may be used.
 *
 * <p>An organ without a voxel was not contoured: it is missing, not absent. A spinal cord above
 * {@link #LARGEST_CORD_CC} is taken as missing too. Below the lowest slice of a contoured cord or
 * oesophagus, these may go on unseen, so background voxels there get an {@code _UNKNOWN} code.
 */
final class CaseReader {
  /** A cord of more than this is a drawing error (five of OpenKBP's), cubic centimetres. */
  static final double LARGEST_CORD_CC = 60;

  /** What counts as body, HU. */
  private static final int BODY_HU = -300;

  private static final int MARGIN = 2;

  /** Where two contours overlap, the first of these wins. */
  private static final int[] PRIORITY = {2, 1, 3, 4, 6, 5, 7};

  private final Path folder;
  private final Map<String, int[]> slabs;

  CaseReader(Path folder) throws IOException {
    this.folder = folder;
    this.slabs = readSlabs(folder.resolve("cases.csv"));
  }

  static Map<String, int[]> readSlabs(Path csv) throws IOException {
    Map<String, int[]> slabs = new HashMap<>();
    List<String> lines = Files.readAllLines(csv);
    List<String> head = List.of(lines.get(0).split(","));
    int first = head.indexOf("slab_z0");
    int last = head.indexOf("slab_z1");
    if (first < 0 || last < 0 || !head.get(0).equals("case")) {
      throw new IOException(csv + " needs the columns case, slab_z0 and slab_z1");
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      slabs.put(
          cells[0], new int[] {Integer.parseInt(cells[first]), Integer.parseInt(cells[last])});
    }
    return slabs;
  }

  /** All case ids, sorted. */
  List<String> ids() {
    List<String> ids = new ArrayList<>(slabs.keySet());
    ids.sort(null);
    return ids;
  }

  /** Reads one case. */
  TrainingCase read(String id) throws IOException {
    CtVolume ct = NiftiReader.read(folder.resolve("ct").resolve(id + ".nii.gz")).toCt();
    NiftiImage seg = NiftiReader.read(folder.resolve("seg").resolve(id + ".nii.gz"));
    VoxelGrid grid = ct.grid();
    if (!grid.orientation().isCloseTo(SliceOrientation.AXIAL, 1e-3)) {
      throw new IOException(id + ": training volumes must be axial, columns to the left");
    }
    if (!seg.grid().matches(grid, 0.1)) {
      throw new IOException(id + ": CT and segmentation are not on the same grid");
    }
    int[] slab = slabs.get(id);
    Box box = bodyBox(ct, slab[0], slab[1]);
    List<BinaryMask> organs = new ArrayList<>();
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      organs.add(seg.maskOfBit(organ - 1));
    }
    return crop(id, ct, organs, box);
  }

  private record Box(int z0, int z1, int r0, int r1, int c0, int c1) {}

  private static Box bodyBox(CtVolume ct, int z0, int z1) {
    int r0 = Integer.MAX_VALUE;
    int r1 = -1;
    int c0 = Integer.MAX_VALUE;
    int c1 = -1;
    VoxelGrid grid = ct.grid();
    for (int z = z0; z <= z1; z++) {
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
        z0,
        z1,
        Math.max(0, r0 - MARGIN),
        Math.min(grid.rows() - 1, r1 + MARGIN),
        Math.max(0, c0 - MARGIN),
        Math.min(grid.columns() - 1, c1 + MARGIN));
  }

  private static TrainingCase crop(String id, CtVolume ct, List<BinaryMask> organs, Box b) {
    VoxelGrid grid = ct.grid();
    double step = grid.sliceStepMm(0);
    boolean[] missing = new boolean[Organs.CLASSES];
    int[] lowest = new int[Organs.CLASSES];
    double cc = step * grid.rowSpacingMm() * grid.columnSpacingMm() / 1000;
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      BitSet bits = organs.get(organ - 1).toBitSet();
      missing[organ] =
          bits.isEmpty() || (organ == Organs.CORD && bits.cardinality() * cc > LARGEST_CORD_CC);
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

  private static int backgroundCode(int z, int[] lowest, boolean[] missing) {
    boolean cord = !missing[Organs.CORD] && z < lowest[Organs.CORD];
    boolean oesophagus = !missing[Organs.OESOPHAGUS] && z < lowest[Organs.OESOPHAGUS];
    if (cord && oesophagus) {
      return Organs.BOTH_UNKNOWN;
    }
    return cord ? Organs.CORD_UNKNOWN : oesophagus ? Organs.OESOPHAGUS_UNKNOWN : 0;
  }

  private static int code(
      List<BinaryMask> organs, boolean[] missing, int z, int r, int c, int background) {
    for (int organ : PRIORITY) {
      if (!missing[organ] && organs.get(organ - 1).get(z, r, c)) {
        return organ;
      }
    }
    return background;
  }
}
