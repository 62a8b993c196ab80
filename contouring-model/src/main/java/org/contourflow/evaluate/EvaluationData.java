package org.contourflow.evaluate;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.train.data.CaseList;
import org.contourflow.train.data.CaseSource;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Cases to judge a model by, each CT and each reference cut to the slices that may be used. A
 * structure whose reference has no voxel in them was not contoured and has no reference; nor has a
 * spinal cord larger than {@link #LARGEST_CORD_CC}.
 */
public final class EvaluationData {
  /** A cord of more than this is a drawing error (five of OpenKBP's), cubic centimetres. */
  static final double LARGEST_CORD_CC = 60;

  private final CaseSource source;
  private final List<String> ids;

  /**
   * Chooses cases.
   *
   * @param cases a file with one id a line, or null for all cases
   */
  public EvaluationData(CaseSource source, Path cases) throws IOException {
    this.source = source;
    this.ids = List.copyOf(cases == null ? source.ids() : CaseList.read(cases, source));
  }

  /** Ids in the order in which they are evaluated. */
  public List<String> ids() {
    return ids;
  }

  /** See {@link CaseSource#readingLosses}. */
  public List<String> readingLosses() {
    return source.readingLosses();
  }

  /** See {@link CaseSource#leftOut}. */
  public List<String> leftOut() {
    return source.leftOut();
  }

  /**
   * One case.
   *
   * @param references by TG-263 name; only structures that are contoured
   * @param unusable contoured, but in no way that can be used: neither contoured nor absent
   */
  public record Case(
      String id, CtVolume ct, Map<String, BinaryMask> references, Set<String> unusable) {}

  /** Reads one case. */
  public Case read(String id) throws IOException {
    CaseSource.LabelledCase whole = source.read(id);
    int[] slab = {whole.firstSlice(), whole.lastSlice()};
    VoxelGrid grid = slices(whole.ct().grid(), slab);
    Map<String, BinaryMask> references = new LinkedHashMap<>();
    Set<String> unusable = new HashSet<>(whole.unusable());
    whole
        .contours()
        .forEach(
            (name, mask) -> {
              BinaryMask cut = slices(mask, grid, slab);
              if (isAbsurd(name, mask)) {
                unusable.add(name);
              } else if (!cut.isEmpty()) {
                references.put(name, cut);
              }
            });
    return new Case(id, slices(whole.ct(), grid, slab), references, unusable);
  }

  private static boolean isAbsurd(String name, BinaryMask mask) {
    return name.equals("SpinalCord") && mask.volumeMm3(1) / 1000 > LARGEST_CORD_CC;
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
