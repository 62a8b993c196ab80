package org.contourflow.report;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.structure.RoiColour;
import org.contourflow.volume.CtVolume;

/** A slice as it is stored: rows down, columns across, and its contours. */
final class SliceView {
  private SliceView() {}

  static View of(CtVolume ct, int slice, List<ReportStructure> structures, HuWindow window) {
    VoxelGrid grid = ct.grid();
    short[] hu = new short[grid.rows() * grid.columns()];
    ct.copySlice(slice, hu);
    BufferedImage image = View.blank(grid.columns(), grid.rows());
    for (int i = 0; i < hu.length; i++) {
      image.setRGB(i % grid.columns(), i / grid.columns(), View.rgb(window.grey(hu[i])));
    }
    List<View.Outline> outlines = new ArrayList<>();
    for (ReportStructure s : structures) {
      outlines.addAll(outlines(s, s.on(slice)));
    }
    return new View(
        image,
        grid.columnSpacingMm(),
        grid.rowSpacingMm(),
        grid.orientation().alongRow(),
        grid.orientation().alongColumn(),
        outlines,
        label(grid, slice));
  }

  static List<View.Outline> outlines(ReportStructure s, List<SliceRing> rings) {
    return rings.stream()
        .map(ring -> new View.Outline(awt(s.colour()), outline(ring.points())))
        .toList();
  }

  static Color awt(RoiColour c) {
    return new Color(c.red(), c.green(), c.blue());
  }

  private static String label(VoxelGrid grid, int slice) {
    return place(grid, slice) + "   slice " + (slice + 1) + "/" + grid.slices();
  }

  /** z of an axial slice; of others the distance from the first slice. */
  static String place(VoxelGrid grid, int slice) {
    boolean axial = Math.abs(grid.orientation().normal().z()) > 0.999;
    double mm = axial ? grid.sliceOrigins().get(slice).zMm() : grid.slicePositionMm(slice);
    // Adding 0.0 turns a rounded -0.0 into 0.0.
    return String.format(
        Locale.ROOT, axial ? "z %.1f mm" : "at %.1f mm", Math.rint(mm * 10) / 10 + 0.0);
  }

  /**
   * The ring's line. A keyhole's channel runs there and back over the same two points: it has no
   * width and encloses nothing, so it is not drawn.
   */
  static Shape outline(List<PixelPoint> points) {
    record Edge(PixelPoint from, PixelPoint to) {}
    Map<Edge, Integer> edges = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      edges.merge(new Edge(points.get(i), points.get((i + 1) % points.size())), 1, Integer::sum);
    }
    Path2D path = new Path2D.Double();
    boolean penDown = false;
    for (int i = 0; i < points.size(); i++) {
      PixelPoint from = points.get(i);
      PixelPoint to = points.get((i + 1) % points.size());
      boolean channel = edges.containsKey(new Edge(to, from));
      if (!channel && !penDown) {
        path.moveTo(from.column() + 0.5, from.row() + 0.5);
      }
      if (!channel) {
        path.lineTo(to.column() + 0.5, to.row() + 0.5);
      }
      penDown = !channel;
    }
    return path;
  }
}
