package org.contourflow.model.engine;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.PrepareStep;
import org.contourflow.model.manifest.PrepareStep.CropTo;
import org.contourflow.model.manifest.PrepareStep.Resample;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.model.manifest.TilingSteps;
import org.contourflow.model.prepare.ArrayShape;
import org.contourflow.model.tile.PosteriorSmoother;

/**
 * What a run takes at its peak, stated before it begins.
 *
 * @param ct the CT itself, 2 bytes a voxel
 * @param preparing the array and its turned or resampled successor, which are held together for a
 *     while, beside the channels that are ready
 * @param array what is ready and stays while tiles are run
 * @param blending one tile's depth of all classes (of each fold, where sums are halves)
 * @param restoring three planes of all classes on the CT's grid, and the labels
 * @param structures the labels, and each class's mask while its successor is made of it
 * @param engine tile in, tile out and the engine's own working memory as the manifest states it
 */
public record MemoryEstimate(
    long ct,
    long preparing,
    long array,
    long blending,
    long restoring,
    long structures,
    long engine,
    int tiles) {

  /**
   * What the JVM and the engine's library take without a network: measured 430 to 560 MiB, and 675
   * on a machine of ten programs at once, where the collector falls behind.
   */
  public static final long PROCESS_BYTES = 700L << 20;

  /** Share of the heap that must stay free for the collector to keep up. */
  private static final double HEAP_SLACK = 1.1;

  private static final long HEAP_BASE = 96L << 20;
  private static final long MIB = 1 << 20;

  /** For a part of a CT. */
  public static MemoryEstimate of(ModelManifest manifest, VoxelGrid grid, CtBox box) {
    Shape3 network = padded(manifest, new ArrayShape(manifest).of(grid, box));
    boolean whole = manifest.tiling().placement() == Placement.WHOLE;
    Shape3 tile = whole ? network : Shape3.of(manifest.tiling().patch());
    long classes = manifest.output().classes();
    long channels = manifest.input().channels().size();
    long planeVoxels =
        (long) Math.max(tile.axis1(), network.axis1()) * Math.max(tile.axis2(), network.axis2());
    long smoothing = smoothingPlanes(manifest, grid);
    long ctPlane = largestCtPlane(box.shape());
    long masks = grid.voxelCount() / 8 * classes;
    long labels =
        (manifest.output().decode() == Decode.THRESHOLD ? masks : grid.voxelCount())
            + grid.voxelCount() / 2;
    long larger = Math.max(box.shape().volume(), network.volume());
    return new MemoryEstimate(
        grid.voxelCount() * Short.BYTES,
        (2 * larger + (channels - 1) * network.volume()) * Float.BYTES,
        channels * network.volume() * Float.BYTES,
        blending(manifest, tile, planeVoxels),
        classes * (4 * ctPlane + (1 + smoothing) * planeVoxels) * Float.BYTES + labels,
        labels + 2 * masks,
        tile.volume() * (classes + channels) * Float.BYTES + manifest.engineMemoryMb() * MIB,
        tiles(manifest, tile, network));
  }

  /** Half sums are kept fold by fold, beside one tile of floats. */
  private static long blending(ModelManifest manifest, Shape3 tile, long planeVoxels) {
    long classes = manifest.output().classes();
    long ring = tile.axis0() * planeVoxels;
    return manifest.tiling().accumulate() == Accumulate.HALF
        ? (classes * manifest.weights().size() + 1) * ring * Short.BYTES
            + classes * tile.volume() * Float.BYTES
        : (classes + 1) * ring * Float.BYTES;
  }

  /** Of the deepest axis: which of the CT's axes is the network's first is known only later. */
  private static long smoothingPlanes(ModelManifest manifest, VoxelGrid grid) {
    if (manifest.output().posteriorSmoothingMm().isEmpty()) {
      return 0;
    }
    double mm = manifest.output().posteriorSmoothingMm().get().get(0);
    double finest = grid.smallestSliceStepMm(1);
    for (PrepareStep step : manifest.prepare()) {
      if (step instanceof Resample r && r.spacingMm().isPresent()) {
        finest = Math.min(finest, r.spacingMm().get().get(0));
      }
    }
    return 1 + PosteriorSmoother.planes(mm / finest);
  }

  private static int tiles(ModelManifest manifest, Shape3 tile, Shape3 network) {
    double tiles = 1;
    for (int axis = 0; axis < 3; axis++) {
      double p = tile.get(axis);
      double over = Math.max(0, network.get(axis) - p);
      tiles *= Math.ceil(over / (p * manifest.tiling().step().get(axis))) + 1;
    }
    return (int) tiles;
  }

  /** CENTRES pads by half the overlap at each end. */
  private static Shape3 padded(ModelManifest manifest, Shape3 network) {
    Shape3 out = network;
    for (int axis = 0; axis < 3 && manifest.tiling().placement() == Placement.CENTRES; axis++) {
      int patch = manifest.tiling().patch().get(axis);
      int stride = TilingSteps.stride(patch, manifest.tiling().step().get(axis));
      int rounding = manifest.input().shapeDivisor().get(axis);
      out = out.with(axis, network.get(axis) + rounding + patch - stride);
    }
    return out;
  }

  /** A conservative plane: whichever CT axes a network's plane runs along. */
  private static long largestCtPlane(Shape3 box) {
    long a = box.axis0();
    long b = box.axis1();
    long c = box.axis2();
    return Math.max(a * b, Math.max(a * c, b * c));
  }

  /** Whether the box of the manifest's first step is known only once the CT was looked at. */
  public static boolean dependsOnBody(ModelManifest manifest) {
    return manifest.prepare().stream()
        .anyMatch(s -> s instanceof PrepareStep.Crop crop && crop.to() == CropTo.BODY);
  }

  /** Java's heap at its peak: preparing, running the tiles and taking out the masks in turn. */
  public long heapBytes() {
    return ct + Math.max(preparing, Math.max(array + blending + restoring, structures));
  }

  /** The heap to give to Java ({@code -Xmx}) so that the whole process keeps to its peak, MiB. */
  public long recommendedHeapMb() {
    return (long) Math.ceil((heapBytes() * HEAP_SLACK + HEAP_BASE) / MIB);
  }

  /** Beside what the process takes without a run. */
  public long runBytes() {
    return recommendedHeapMb() * MIB + engine;
  }

  /** The whole process, with that heap. */
  public long peakBytes() {
    return PROCESS_BYTES + runBytes();
  }

  @Override
  public String toString() {
    return ("peak %d MiB: CT %d + the most of preparing %d, tiles %d (array %d, blending %d,"
            + " restoring %d) and structures %d in a heap of %d (-Xmx%dm), engine %d, process %d;"
            + " about %d tiles")
        .formatted(
            peakBytes() / MIB,
            ct / MIB,
            preparing / MIB,
            (array + blending + restoring) / MIB,
            array / MIB,
            blending / MIB,
            restoring / MIB,
            structures / MIB,
            recommendedHeapMb(),
            recommendedHeapMb(),
            engine / MIB,
            PROCESS_BYTES / MIB,
            tiles);
  }
}
