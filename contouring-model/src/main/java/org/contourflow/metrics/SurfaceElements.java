package org.contourflow.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Area of the surface within a cube of eight neighbouring voxel centres, for each of the 256 ways
 * they can be in or out.
 *
 * <p>The surface runs through the midpoints of the cube's edges that join an inner and an outer
 * corner. On each face the midpoints are joined two by two, around its inner corners where a choice
 * is needed; the segments close to loops; a loop's area is that of the fan around its own centre.
 * Corner {@code i} lies at slice {@code i >> 2}, row {@code i >> 1 & 1}, column {@code i & 1}.
 */
final class SurfaceElements {
  private static final int[][] FACES = {
    {0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}
  };

  private SurfaceElements() {}

  /** Areas in mm² by code (bit i: corner i is in), for a cube of these edge lengths. */
  static double[] areasMm2(double sliceMm, double rowMm, double columnMm) {
    double[] areas = new double[256];
    double[] edges = {sliceMm, rowMm, columnMm};
    for (int code = 1; code < 255; code++) {
      for (List<double[]> loop : loops(code)) {
        areas[code] += fanArea(loop, edges);
      }
    }
    return areas;
  }

  private static List<List<double[]>> loops(int code) {
    List<int[]> segments = new ArrayList<>();
    for (int[] face : FACES) {
      addSegments(code, face, segments);
    }
    List<List<double[]>> loops = new ArrayList<>();
    while (!segments.isEmpty()) {
      loops.add(takeLoop(segments));
    }
    return loops;
  }

  /** Joins the crossed edges of a face; each edge is named by its two corners. */
  private static void addSegments(int code, int[] face, List<int[]> segments) {
    List<Integer> crossed = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      if (in(code, face[k]) != in(code, face[(k + 1) % 4])) {
        crossed.add(k);
      }
    }
    if (crossed.size() == 2) {
      segments.add(new int[] {edge(face, crossed.get(0)), edge(face, crossed.get(1))});
    } else if (crossed.size() == 4) {
      for (int k = 0; k < 4; k++) {
        if (in(code, face[k])) {
          segments.add(new int[] {edge(face, (k + 3) % 4), edge(face, k)});
        }
      }
    }
  }

  private static boolean in(int code, int corner) {
    return (code >> corner & 1) == 1;
  }

  private static int edge(int[] face, int k) {
    int a = face[k];
    int b = face[(k + 1) % 4];
    return Math.min(a, b) * 8 + Math.max(a, b);
  }

  private static List<double[]> takeLoop(List<int[]> segments) {
    int[] segment = segments.remove(segments.size() - 1);
    int first = segment[0];
    int end = segment[1];
    List<double[]> loop = new ArrayList<>(List.of(midpoint(first)));
    while (end != first) {
      loop.add(midpoint(end));
      for (int i = 0; ; i++) {
        int[] next = segments.get(i);
        if (next[0] == end || next[1] == end) {
          end = next[0] == end ? next[1] : next[0];
          segments.remove(i);
          break;
        }
      }
    }
    return loop;
  }

  private static double[] midpoint(int edge) {
    int a = edge / 8;
    int b = edge % 8;
    double[] point = new double[3];
    for (int d = 0; d < 3; d++) {
      point[d] = ((a >> (2 - d) & 1) + (b >> (2 - d) & 1)) / 2.0;
    }
    return point;
  }

  private static double fanArea(List<double[]> loop, double[] edges) {
    double[] centre = new double[3];
    for (double[] point : loop) {
      for (int d = 0; d < 3; d++) {
        centre[d] += point[d] / loop.size();
      }
    }
    double area = 0;
    for (int i = 0; i < loop.size(); i++) {
      double[] a = from(centre, loop.get(i), edges);
      double[] b = from(centre, loop.get((i + 1) % loop.size()), edges);
      double x = a[1] * b[2] - a[2] * b[1];
      double y = a[2] * b[0] - a[0] * b[2];
      double z = a[0] * b[1] - a[1] * b[0];
      area += Math.sqrt(x * x + y * y + z * z) / 2;
    }
    return area;
  }

  private static double[] from(double[] centre, double[] point, double[] edges) {
    double[] vector = new double[3];
    Arrays.setAll(vector, d -> (point[d] - centre[d]) * edges[d]);
    return vector;
  }
}
