package org.contourflow.contour;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A region with holes as ONE closed loop: the only encoding that a reader which fills every loop
 * and a reader which combines loops by exclusive or both read right (PS3.3 C.8.8.6.3).
 *
 * <p>From each hole's topmost point (its leftmost, if several) a channel of zero width runs along
 * the row to the left until it meets the next ring of the region, and back through the very same
 * two points. So a channel crosses no ring and no other channel, and where the rings come from a
 * mask it runs on a voxel edge, half a pixel away from every centre a reader might test. A hole
 * that touches the next ring in that point needs no channel. Holes reach the outer ring through
 * each other; as each channel leads to a ring that reaches higher, or as high and further left,
 * there is no cycle.
 */
public final class Keyholes {
  private final List<Ring> rings;
  private final RowIndex index;
  // Where the channels of other holes end on this ring: ring -> segment -> ends.
  private final Map<Integer, Map<Integer, List<ChannelEnd>>> ends = new HashMap<>();
  private final int[] entry;

  /** A channel's end on a segment of another ring. */
  private record ChannelEnd(int hole, double row, double column, double along) {}

  private Keyholes(Region region) {
    rings = new ArrayList<>();
    rings.add(region.outer());
    rings.addAll(region.holes());
    index = new RowIndex(rings);
    entry = new int[rings.size()];
  }

  /** The loop; the outer ring itself if there is no hole. Self-touching along its channels. */
  public static Ring join(Region region) {
    return region.holes().isEmpty() ? region.outer() : new Keyholes(region).join();
  }

  private Ring join() {
    for (int hole = 1; hole < rings.size(); hole++) {
      entry[hole] = topLeft(rings.get(hole));
    }
    for (int hole = 1; hole < rings.size(); hole++) {
      connect(hole);
    }
    Ring.Builder out = new Ring.Builder(256);
    emit(0, out);
    // The walk through ring 0 came back to its first point, which a loop does not repeat.
    out.truncate(out.size() - 1);
    return out.build();
  }

  private static int topLeft(Ring ring) {
    int best = 0;
    for (int i = 1; i < ring.size(); i++) {
      if (ring.row(i) < ring.row(best)
          || ring.row(i) == ring.row(best) && ring.column(i) < ring.column(best)) {
        best = i;
      }
    }
    return best;
  }

  private void connect(int hole) {
    Ring ring = rings.get(hole);
    double row = ring.row(entry[hole]);
    RowIndex.Hit hit = index.nearestToTheLeft(hole, row, ring.column(entry[hole]));
    Ring target = rings.get(hit.ring());
    int next = (hit.segment() + 1) % target.size();
    int segment = hit.segment();
    if (target.row(next) == row && target.column(next) == hit.column()) {
      segment = next;
    }
    double along = Math.hypot(row - target.row(segment), hit.column() - target.column(segment));
    ends.computeIfAbsent(hit.ring(), r -> new HashMap<>())
        .computeIfAbsent(segment, s -> new ArrayList<>())
        .add(new ChannelEnd(hole, row, hit.column(), along));
  }

  /** Writes the ring from its entry round to its entry again, with all that hangs on it. */
  private void emit(int number, Ring.Builder out) {
    Ring ring = rings.get(number);
    Map<Integer, List<ChannelEnd>> here = ends.getOrDefault(number, Map.of());
    for (int k = 0; k < ring.size(); k++) {
      int i = (entry[number] + k) % ring.size();
      add(out, ring.row(i), ring.column(i));
      List<ChannelEnd> onSegment = here.getOrDefault(i, List.of());
      onSegment.stream()
          .sorted(Comparator.comparingDouble(ChannelEnd::along))
          .forEach(
              end -> {
                add(out, end.row(), end.column());
                emit(end.hole(), out);
                add(out, end.row(), end.column());
              });
    }
    add(out, ring.row(entry[number]), ring.column(entry[number]));
  }

  private static void add(Ring.Builder out, double row, double column) {
    int last = out.size() - 1;
    if (last < 0 || out.row(last) != row || out.column(last) != column) {
      out.add(row, column);
    }
  }
}
