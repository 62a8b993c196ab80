package org.contourflow.contour;

import java.util.List;

/** What becomes of a walk along the cracks between pixels. */
interface WalkSink {
  /** A walk begins. */
  void start();

  /** The walk passed the edge between a pixel that is in and its neighbour that is not. */
  void edge(int insideRow, int insideColumn, int outsideRow, int outsideColumn);

  /** The walk turned at vertex (row, column); {@code touch}: two pieces meet there diagonally. */
  void corner(int row, int column, boolean touch);

  /** The walk is back at its start: adds its rings. */
  void finish(List<Ring> rings);
}
