package org.contourflow.review;

import java.util.List;
import org.contourflow.metrics.AddedPathLength;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.SliceChange;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.volume.BinaryMask;

/**
 * A structure as it came back against how it was delivered, on the CT's grid. What came back is the
 * reference: {@code score.addedPathLengthMm()} is how much of it had to be drawn, and {@code
 * score.volumeErrorPercent()} how much too large the delivered one was.
 *
 * @param contourMm length of all contours that came back, counted as the added path length is
 * @param shift of the centre, from delivered to come back; not a number if either is empty
 * @param slices those in which they differ
 * @param untouched whether not one voxel differs
 */
public record Measured(
    StructureScore score,
    double contourMm,
    Centroid.Shift shift,
    List<SliceChange> slices,
    boolean untouched) {
  /** What a CT of one slice is thick, mm. */
  static final double SINGLE_SLICE_MM = 1;

  public Measured {
    slices = List.copyOf(slices);
  }

  /** Compares what was delivered with what came back; both on the same grid. */
  public static Measured of(BinaryMask delivered, BinaryMask cameBack) {
    List<SliceChange> slices = SliceChange.between(delivered, cameBack);
    boolean untouched = slices.isEmpty();
    return new Measured(
        untouched ? same(cameBack) : StructureScore.of(cameBack, delivered),
        AddedPathLength.wholeMm(cameBack),
        Centroid.Shift.between(delivered, cameBack, SINGLE_SLICE_MM),
        slices,
        untouched);
  }

  /** Equal masks need no surfaces: an External of 10 million voxels costs nothing. */
  private static StructureScore same(BinaryMask mask) {
    double cc = mask.volumeMm3(SINGLE_SLICE_MM) / 1000;
    return mask.isEmpty()
        ? StructureScore.of(mask, mask)
        : new StructureScore(
            Presence.BOTH,
            1,
            new SurfaceDice(1, 1, 1),
            new Distances(0, 0),
            0,
            new Volumes(cc, cc));
  }

  /** Share of the contours that came back that had to be drawn, 0 to 1; 0 if there are none. */
  public double addedPathShare() {
    return contourMm == 0 ? 0 : score.addedPathLengthMm() / contourMm;
  }

  /** Area added in all slices, square mm. */
  public double addedMm2() {
    return slices.stream().mapToDouble(SliceChange::addedMm2).sum();
  }

  /** Area removed in all slices, square mm. */
  public double removedMm2() {
    return slices.stream().mapToDouble(SliceChange::removedMm2).sum();
  }
}
