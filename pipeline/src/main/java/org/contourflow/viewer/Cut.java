package org.contourflow.viewer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.VoxelGrid;

/**
 * What the contours of a file enclose on a plane that cuts through the slices: where the line of
 * the cut runs inside the loops of a slice, for as thick as the slice is.
 */
public final class Cut {
  private final SliceAxis slices;

  /** For the CT's grid. */
  public Cut(VoxelGrid grid) {
    this.slices = SliceAxis.of(grid);
  }

  /**
   * A rectangle of the cut.
   *
   * @param from where it begins along the other index (columns of a cut along a row), a pixel's
   *     centre at integers
   * @param to where it ends
   * @param first edge along the slices, in pixels of {@link Scene.SlicePixels} from the first edge
   * @param last the other edge
   */
  public record Span(double from, double to, double first, double last) {}

  /**
   * The cut through one structure.
   *
   * @param depth {@link Axis#ROW} or {@link Axis#COLUMN}: the index that is constant
   * @param at its value
   */
  public List<Span> through(FileContours.Structure structure, Axis depth, int at) {
    if (depth == Axis.SLICE) {
      throw new IllegalArgumentException("slices have their loops; a cut is along a row or column");
    }
    List<Span> spans = new ArrayList<>();
    structure
        .loops()
        .forEach(
            (slice, rings) -> {
              double[] crossings =
                  rings.stream().flatMapToDouble(r -> crossings(r, depth, at)).sorted().toArray();
              for (int i = 0; i + 1 < crossings.length; i += 2) {
                spans.add(
                    new Span(
                        crossings[i],
                        crossings[i + 1],
                        slices.edges()[slice],
                        slices.edges()[slice + 1]));
              }
            });
    return spans;
  }

  /**
   * ROI number to its spans and to the edges between slices: where the cut's outline runs along a
   * slice's edge, which is where the spans of the two slices there differ.
   */
  public Map<String, Map<String, double[]>> json(FileContours contours, Axis depth, int at) {
    Map<String, Map<String, double[]>> json = new LinkedHashMap<>();
    for (FileContours.Structure s : contours.structures()) {
      List<Span> spans = through(s, depth, at);
      if (!spans.isEmpty()) {
        DoubleStream numbers =
            spans.stream()
                .flatMapToDouble(p -> DoubleStream.of(p.from(), p.to(), p.first(), p.last()));
        json.put(
            Integer.toString(s.number()),
            Map.of("spans", rounded(numbers), "edges", rounded(edges(spans).stream())));
      }
    }
    return json;
  }

  private static double[] rounded(DoubleStream numbers) {
    return numbers.map(v -> Math.rint(v * 1000) / 1000).toArray();
  }

  private static double[] rounded(Stream<Double> numbers) {
    return rounded(numbers.mapToDouble(Double::doubleValue));
  }

  /** From, to and place of each edge along the slices. */
  private static List<Double> edges(List<Span> spans) {
    Map<Double, List<Double>> ends = new TreeMap<>();
    for (Span span : spans) {
      for (double edge : new double[] {span.first(), span.last()}) {
        List<Double> there = ends.computeIfAbsent(edge, k -> new ArrayList<>());
        there.add(span.from());
        there.add(span.to());
      }
    }
    List<Double> edges = new ArrayList<>();
    ends.forEach(
        (edge, there) -> {
          // Ends of both slices together, in pairs: what is in one of them only.
          Collections.sort(there);
          for (int i = 0; i + 1 < there.size(); i += 2) {
            if (there.get(i + 1) - there.get(i) > 1e-6) {
              edges.addAll(List.of(there.get(i), there.get(i + 1), edge));
            }
          }
        });
    return edges;
  }

  private static DoubleStream crossings(Ring ring, Axis depth, double at) {
    double[] found = new double[ring.size()];
    int count = 0;
    for (int i = 0; i < ring.size(); i++) {
      int next = (i + 1) % ring.size();
      double a = depth == Axis.ROW ? ring.row(i) : ring.column(i);
      double b = depth == Axis.ROW ? ring.row(next) : ring.column(next);
      if (a <= at != b <= at) {
        double from = depth == Axis.ROW ? ring.column(i) : ring.row(i);
        double to = depth == Axis.ROW ? ring.column(next) : ring.row(next);
        found[count++] = from + (at - a) / (b - a) * (to - from);
      }
    }
    return Arrays.stream(found, 0, count);
  }
}
