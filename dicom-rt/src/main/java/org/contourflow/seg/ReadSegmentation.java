package org.contourflow.seg;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/** A segmentation as it was read; masks are made when they are asked for. */
public final class ReadSegmentation {
  /** How far pixel centres may be from the CT's to be the CT's, mm: DS has 16 characters. */
  public static final double TOLERANCE_MM = 0.02;

  private final String frameOfReferenceUid;
  private final List<String> referencedSeries;
  private final List<ReadSegment> segments;
  private final SegmentationFrames frames;
  private final SegmentationPixels pixels;

  ReadSegmentation(
      String frameOfReferenceUid,
      List<String> referencedSeries,
      List<ReadSegment> segments,
      SegmentationFrames frames,
      SegmentationPixels pixels) {
    this.frameOfReferenceUid = frameOfReferenceUid;
    this.referencedSeries = List.copyOf(referencedSeries);
    this.segments = List.copyOf(segments);
    this.frames = frames;
    this.pixels = pixels;
  }

  /** FrameOfReferenceUID; may be empty. */
  public String frameOfReferenceUid() {
    return frameOfReferenceUid;
  }

  /** Series Instance UIDs of the series it was made from; may be empty. */
  public List<String> referencedSeries() {
    return referencedSeries;
  }

  /** In the order of the file, without a label map's background. */
  public List<ReadSegment> segments() {
    return segments;
  }

  /**
   * A segment's voxels: on the CT's grid, if each of the segmentation's frames is a slice of the
   * CT, else on the grid of the frames themselves.
   *
   * @throws SegmentationReadException if the frames are no stack, or not to be decoded
   */
  public BinaryMask mask(ReadSegment segment, VoxelGrid ct) throws SegmentationReadException {
    Optional<int[]> slices = frames.slicesOf(ct, TOLERANCE_MM);
    if (slices.isPresent()) {
      return fill(segment, ct, slices.get());
    }
    return mask(segment);
  }

  /** A segment's voxels on the grid of the frames themselves. */
  public BinaryMask mask(ReadSegment segment) throws SegmentationReadException {
    VoxelGrid own = frames.ownGrid();
    int[] slices = frames.origins().stream().mapToInt(own::nearestSlice).toArray();
    return fill(segment, own, slices);
  }

  private BinaryMask fill(ReadSegment segment, VoxelGrid grid, int[] slices)
      throws SegmentationReadException {
    BitSet bits = new BitSet(Math.toIntExact(grid.voxelCount()));
    int size = grid.rows() * grid.columns();
    for (int frame : segment.frames()) {
      int first = slices[frame] * size;
      pixels.forEach(frame, segment.number(), i -> bits.set(first + i));
    }
    return BinaryMask.wrap(grid, bits);
  }
}
