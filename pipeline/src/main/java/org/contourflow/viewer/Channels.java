package org.contourflow.viewer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.PixelPoint;

/**
 * Takes a keyhole ring apart: its outer loop and its holes, without the channels between them. A
 * channel runs there and back over the same two points; it encloses nothing and must not be drawn.
 */
final class Channels {
  private record Edge(PixelPoint from, PixelPoint to) {
    Edge back() {
      return new Edge(to, from);
    }
  }

  private Channels() {}

  /**
   * The loops of a ring; combined by even-odd they enclose what it does. A ring without channels,
   * or one whose channels are not nested, is given back as it is.
   */
  static List<Ring> without(Ring ring) {
    List<PixelPoint> points = ring.points();
    int n = points.size();
    Map<Edge, Integer> edges = new HashMap<>();
    for (int i = 0; i < n; i++) {
      edges.merge(edge(points, i), 1, Integer::sum);
    }
    List<Ring> loops = new ArrayList<>();
    Deque<Edge> open = new ArrayDeque<>();
    Deque<List<PixelPoint>> outer = new ArrayDeque<>();
    List<PixelPoint> loop = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Edge edge = edge(points, i);
      loop.add(edge.from());
      if (!edges.containsKey(edge.back())) {
        continue;
      }
      if (!open.isEmpty() && open.peek().equals(edge.back())) {
        open.pop();
        add(loops, loop);
        loop = outer.pop();
        // The channel's foot is there already; the walk goes on from it.
        loop.remove(loop.size() - 1);
      } else {
        open.push(edge);
        outer.push(loop);
        loop = new ArrayList<>();
      }
    }
    if (!open.isEmpty()) {
      return List.of(ring);
    }
    add(loops, loop);
    return loops;
  }

  private static Edge edge(List<PixelPoint> points, int i) {
    return new Edge(points.get(i), points.get((i + 1) % points.size()));
  }

  private static void add(List<Ring> loops, List<PixelPoint> loop) {
    int last = loop.size() - 1;
    if (last > 0 && loop.get(0).equals(loop.get(last))) {
      loop.remove(last);
    }
    if (loop.size() >= 3) {
      loops.add(Ring.of(loop));
    }
  }
}
