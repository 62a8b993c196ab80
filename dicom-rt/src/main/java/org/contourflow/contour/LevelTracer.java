package org.contourflow.contour;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contourflow.volume.ProbabilityMap;

/**
 * Posterior to rings at its 0.5 level, found by linear interpolation between pixel centres.
 *
 * <p>Outside the image the posterior counts as 0. A pixel at exactly 0.5 is in, so the pixel
 * centres inside the rings are those at or above 0.5. Diagonal pieces are kept apart (4-connected).
 * Every ring is simple and meets no other: within a square of four centres the level runs in at
 * most two pieces that cannot cross, and no point comes nearer than {@link #CENTRE_CLEARANCE} to a
 * centre.
 */
public final class LevelTracer {
  /** Least distance of a ring's point from a pixel centre, in pixels. */
  public static final double CENTRE_CLEARANCE = 0.01;

  private static final float LEVEL = 0.5f;

  private LevelTracer() {}

  /** Traces every slice. */
  public static PlanarContours trace(ProbabilityMap map) {
    int rows = map.grid().rows();
    int columns = map.grid().columns();
    LevelSink sink = new LevelSink(map);
    SliceTracer tracer = new SliceTracer(rows, columns, sink);
    List<List<Region>> slices = new ArrayList<>();
    for (int s = 0; s < map.grid().slices(); s++) {
      sink.slice = s;
      slices.add(tracer.trace(inside(map, s)));
    }
    return new PlanarContours(map.grid(), slices);
  }

  private static BitSet inside(ProbabilityMap map, int slice) {
    int rows = map.grid().rows();
    int columns = map.grid().columns();
    BitSet bits = new BitSet(rows * columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (map.value(slice, r, c) >= LEVEL) {
          bits.set(r * columns + c);
        }
      }
    }
    return bits;
  }

  private static final class LevelSink implements WalkSink {
    private final ProbabilityMap map;
    private final Ring.Builder walk = new Ring.Builder(256);
    private int slice;

    LevelSink(ProbabilityMap map) {
      this.map = map;
    }

    @Override
    public void start() {
      walk.truncate(0);
    }

    @Override
    public void edge(int insideRow, int insideColumn, int outsideRow, int outsideColumn) {
      double in = value(insideRow, insideColumn);
      double out = value(outsideRow, outsideColumn);
      double way = (in - LEVEL) / (in - out);
      way = Math.min(1 - CENTRE_CLEARANCE, Math.max(CENTRE_CLEARANCE, way));
      walk.add(
          insideRow + way * (outsideRow - insideRow),
          insideColumn + way * (outsideColumn - insideColumn));
    }

    private double value(int row, int column) {
      boolean outside =
          row < 0 || column < 0 || row >= map.grid().rows() || column >= map.grid().columns();
      return outside ? 0 : map.value(slice, row, column);
    }

    @Override
    public void corner(int row, int column, boolean touch) {
      // The level passes between the centres, never through a corner of a pixel.
    }

    @Override
    public void finish(List<Ring> rings) {
      rings.add(walk.build());
    }
  }
}
