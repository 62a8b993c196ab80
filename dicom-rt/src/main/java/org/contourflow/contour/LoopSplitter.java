package org.contourflow.contour;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the corners of one walk and returns simple rings: when the walk comes back to a corner it
 * has passed, what lies between becomes a ring of its own. Only corners where two pieces touch
 * diagonally can be passed twice, so only those are remembered.
 */
final class LoopSplitter implements WalkSink {
  private final Map<Long, Integer> touches = new HashMap<>();
  private final Ring.Builder walk = new Ring.Builder(64);
  private List<Ring> split;

  @Override
  public void start() {
    walk.truncate(0);
    touches.clear();
    split = new ArrayList<>();
  }

  @Override
  public void edge(int insideRow, int insideColumn, int outsideRow, int outsideColumn) {
    // Corners say all there is to say about a voxel edge.
  }

  @Override
  public void corner(int row, int column, boolean touch) {
    if (touch) {
      long key = (long) row << 32 | column;
      Integer earlier = touches.get(key);
      if (earlier != null) {
        split.add(walk.buildFrom(earlier));
        forgetAfter(earlier);
        walk.truncate(earlier);
      }
      touches.put(key, walk.size());
    }
    walk.add(row - 0.5, column - 0.5);
  }

  private void forgetAfter(int index) {
    touches.values().removeIf(i -> i > index);
  }

  @Override
  public void finish(List<Ring> rings) {
    rings.add(walk.build());
    rings.addAll(split);
  }
}
