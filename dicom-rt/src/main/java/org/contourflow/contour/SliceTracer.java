package org.contourflow.contour;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Follows the cracks between pixels of one slice, inside always on the right hand.
 *
 * <p>Vertex (r, c) is the top left corner of pixel (r, c), at (r - 0.5, c - 0.5). Every loop has an
 * edge that runs east (a pixel that is in below one that is not), so these are the starts.
 */
final class SliceTracer {
  private static final int EAST = 0;
  private static final int SOUTH = 1;
  private static final int WEST = 2;
  private static final int NORTH = 3;

  private final int rows;
  private final int columns;
  private final PaddedBits pixels;
  private final PaddedBits starts;
  // Loop that runs along the left edge of a pixel; read only where this slice wrote it.
  private final int[] loopAtLeftEdge;
  private final WalkSink sink;
  private List<Loop> loops;

  /** One walk round: its simple rings, and the fg pixel above its topmost west edge, leftmost. */
  private static final class Loop {
    private final List<Ring> rings = new ArrayList<>();
    private int topRow = Integer.MAX_VALUE;
    private int topColumn = Integer.MAX_VALUE;
    private int owner = -1;

    private void noteWestEdge(int row, int column) {
      if (row < topRow || row == topRow && column < topColumn) {
        topRow = row;
        topColumn = column;
      }
    }
  }

  SliceTracer(int rows, int columns, WalkSink sink) {
    this.sink = sink;
    this.rows = rows;
    this.columns = columns;
    this.pixels = new PaddedBits(rows, columns);
    this.starts = new PaddedBits(rows, columns);
    this.loopAtLeftEdge = new int[rows * columns];
  }

  List<Region> trace(BitSet slice) {
    pixels.load(slice);
    starts.setToTopEdgesOf(pixels);
    loops = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      for (int c = starts.nextSet(r, 0); c >= 0; c = starts.nextSet(r, c)) {
        loops.add(walk(r, c, loops.size()));
      }
    }
    return regions();
  }

  private Loop walk(int startRow, int startColumn, int number) {
    Loop loop = new Loop();
    sink.start();
    int r = startRow;
    int c = startColumn;
    int heading = EAST;
    do {
      int turned = heading;
      switch (heading) {
        case EAST -> {
          starts.clear(r, c);
          sink.edge(r, c, r - 1, c);
          c++;
          turned = turn(EAST, pixels.get(r - 1, c), pixels.get(r, c));
        }
        case SOUTH -> {
          sink.edge(r, c - 1, r, c);
          r++;
          turned = turn(SOUTH, pixels.get(r, c), pixels.get(r, c - 1));
        }
        case WEST -> {
          c--;
          loop.noteWestEdge(r - 1, c);
          sink.edge(r - 1, c, r, c);
          turned = turn(WEST, pixels.get(r, c - 1), pixels.get(r - 1, c - 1));
        }
        default -> {
          r--;
          loopAtLeftEdge[r * columns + c] = number;
          sink.edge(r, c, r, c - 1);
          turned = turn(NORTH, pixels.get(r - 1, c - 1), pixels.get(r - 1, c));
        }
      }
      if (turned != heading) {
        sink.corner(r, c, isTouch(r, c));
        heading = turned;
      }
    } while (r != startRow || c != startColumn || heading != EAST);
    sink.finish(loop.rings);
    return loop;
  }

  /** Right where the pixel ahead on the right is out (4-connected), left where both are in. */
  private static int turn(int heading, boolean aheadLeft, boolean aheadRight) {
    if (!aheadRight) {
      return (heading + 1) & 3;
    }
    return aheadLeft ? (heading + 3) & 3 : heading;
  }

  /** Whether exactly two diagonal pixels of the four around the vertex are in. */
  private boolean isTouch(int r, int c) {
    boolean northWest = pixels.get(r - 1, c - 1);
    return northWest == pixels.get(r, c)
        && pixels.get(r - 1, c) != northWest
        && pixels.get(r, c - 1) != northWest;
  }

  private List<Region> regions() {
    int[] regionOf = new int[loops.size()];
    List<Ring> outers = new ArrayList<>();
    List<List<Ring>> holes = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      regionOf[i] = -1;
      for (Ring ring : loops.get(i).rings) {
        if (ring.signedAreaPixels() > 0) {
          regionOf[i] = outers.size();
          outers.add(ring);
          holes.add(new ArrayList<>());
        }
      }
    }
    for (int i = 0; i < loops.size(); i++) {
      int region = regionOf[shellOf(i, regionOf)];
      for (Ring ring : loops.get(i).rings) {
        if (ring.signedAreaPixels() < 0) {
          holes.get(region).add(ring);
        }
      }
    }
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < outers.size(); i++) {
      regions.add(new Region(outers.get(i), holes.get(i)));
    }
    return regions;
  }

  /**
   * The loop with the outer ring of the piece that loop {@code i} bounds. From the pixel above a
   * hole's top left corner, the run's left end belongs to another loop of the same piece that
   * reaches higher, so the chain ends.
   */
  private int shellOf(int i, int[] regionOf) {
    int loop = i;
    while (regionOf[loop] < 0) {
      Loop hole = loops.get(loop);
      if (hole.owner < 0) {
        int left = pixels.runStart(hole.topRow, hole.topColumn);
        hole.owner = loopAtLeftEdge[hole.topRow * columns + left];
      }
      loop = hole.owner;
    }
    return loop;
  }
}
