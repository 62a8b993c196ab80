package org.contourflow.train;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;

/**
 * Cases to judge a model by: the folder of {@link CaseReader}, each CT and each reference cut to
 * the slices that may be used. A structure whose reference has no voxel in them was not contoured
 * and is not judged; nor is a spinal cord larger than {@link CaseReader#LARGEST_CORD_CC}.
 */
public final class EvaluationData {
  private final Path folder;
  private final Map<String, int[]> slabs;
  private final List<String> ids;

  /**
   * Opens a folder.
   *
   * @param cases a file with one id a line, or null for all cases
   */
  public EvaluationData(Path folder, Path cases) throws IOException {
    this.folder = folder;
    this.slabs = CaseReader.readSlabs(folder.resolve("cases.csv"));
    List<String> wanted = new ArrayList<>();
    if (cases == null) {
      wanted.addAll(slabs.keySet());
      wanted.sort(null);
    } else {
      for (String line : Files.readAllLines(cases)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          wanted.add(line.strip());
        }
      }
    }
    for (String id : wanted) {
      if (!slabs.containsKey(id)) {
        throw new IOException("case " + id + " is not in " + folder.resolve("cases.csv"));
      }
    }
    ids = List.copyOf(wanted);
  }

  /** Ids in the order in which they are evaluated. */
  public List<String> ids() {
    return ids;
  }

  /**
   * One case.
   *
   * @param references by TG-263 name; only structures that are contoured
   */
  public record Case(String id, CtVolume ct, Map<String, BinaryMask> references) {}

  /** Reads one case. */
  public Case read(String id) throws IOException {
    CtVolume ct = NiftiReader.read(folder.resolve("ct").resolve(id + ".nii.gz")).toCt();
    NiftiImage seg = NiftiReader.read(folder.resolve("seg").resolve(id + ".nii.gz"));
    int[] slab = slabs.get(id);
    VoxelGrid grid = slices(ct.grid(), slab);
    double wholeVoxelCc =
        grid.rowSpacingMm() * grid.columnSpacingMm() * grid.smallestSliceStepMm(1) / 1000;
    Map<String, BinaryMask> references = new LinkedHashMap<>();
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      BinaryMask whole = seg.maskOfBit(organ - 1);
      BinaryMask cut = slices(whole, grid, slab);
      boolean absurd =
          organ == Organs.CORD && whole.count() * wholeVoxelCc > CaseReader.LARGEST_CORD_CC;
      if (!cut.isEmpty() && !absurd) {
        references.put(Organs.NAMES.get(organ), cut);
      }
    }
    return new Case(id, slices(ct, grid, slab), references);
  }

  private static VoxelGrid slices(VoxelGrid grid, int[] slab) {
    return new VoxelGrid(
        grid.sliceOrigins().subList(slab[0], slab[1] + 1),
        grid.orientation(),
        grid.rowSpacingMm(),
        grid.columnSpacingMm(),
        grid.rows(),
        grid.columns());
  }

  private static CtVolume slices(CtVolume ct, VoxelGrid grid, int[] slab) {
    int plane = grid.rows() * grid.columns();
    short[] hu = new short[Math.toIntExact(grid.voxelCount())];
    ShortBuffer values = ct.values();
    values.position(slab[0] * plane);
    values.get(hu);
    return CtVolume.wrap(grid, hu);
  }

  private static BinaryMask slices(BinaryMask mask, VoxelGrid grid, int[] slab) {
    int plane = grid.rows() * grid.columns();
    BitSet bits = mask.toBitSet().get(slab[0] * plane, (slab[1] + 1) * plane);
    return BinaryMask.wrap(grid, bits);
  }
}
