package org.contourflow.report;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * A plane across all slices, along one row or one column, seen as clinicians are used to: for axial
 * slices a coronal or a sagittal view. Slices reach half the way to their neighbours.
 */
final class CutView {
  /** A plane is good enough that meets this share of the structures the best one meets. */
  private static final double ENOUGH = 0.7;

  private final CtVolume ct;
  private final VoxelGrid grid;
  private final boolean alongRow;
  private final int at;
  private final double stepMm;
  private final double lowestMm;
  private final int height;

  private CutView(CtVolume ct, boolean alongRow, int at) {
    this.ct = ct;
    this.grid = ct.grid();
    this.alongRow = alongRow;
    this.at = at;
    this.stepMm = Math.max(0.5, grid.smallestSliceStepMm(grid.rowSpacingMm()));
    this.lowestMm = bottomMm(0);
    this.height = Math.max(1, (int) Math.round((topMm(grid.slices() - 1) - lowestMm) / stepMm));
  }

  /** The plane of all voxels of row {@code row}. */
  static View alongRow(CtVolume ct, int row, List<ReportStructure> structures, HuWindow window) {
    return alongRow(ct, row, structures, window, OptionalInt.empty());
  }

  /** The same with the place of one slice marked. */
  static View alongRow(
      CtVolume ct, int row, List<ReportStructure> structures, HuWindow window, OptionalInt marked) {
    return new CutView(ct, true, row).view(structures, window, marked);
  }

  /** The plane of all voxels of column {@code column}. */
  static View alongColumn(
      CtVolume ct, int column, List<ReportStructure> structures, HuWindow window) {
    return new CutView(ct, false, column).view(structures, window, OptionalInt.empty());
  }

  /** Among the rows that meet nearly as many structures as any, the middle one of the contours. */
  static int bestRow(VoxelGrid grid, List<ReportStructure> structures) {
    return best(grid.rows(), structures, true);
  }

  /** As {@link #bestRow}, of columns. */
  static int bestColumn(VoxelGrid grid, List<ReportStructure> structures) {
    return best(grid.columns(), structures, false);
  }

  private static int best(int count, List<ReportStructure> structures, boolean rows) {
    int[] hits = new int[count];
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    for (ReportStructure s : structures) {
      DoubleSummaryStatistics own =
          s.rings().stream()
              .flatMap(r -> r.points().stream())
              .mapToDouble(p -> rows ? p.row() : p.column())
              .summaryStatistics();
      if (own.getCount() > 0) {
        all.combine(own);
        int from = (int) Math.ceil(Math.max(0, own.getMin()));
        int to = (int) Math.floor(Math.min(count - 1, own.getMax()));
        IntStream.rangeClosed(from, to).forEach(i -> hits[i]++);
      }
    }
    int most = Arrays.stream(hits).max().orElse(0);
    double middle = all.getCount() == 0 ? count / 2.0 : (all.getMin() + all.getMax()) / 2;
    return IntStream.range(0, count)
        .filter(i -> hits[i] >= most * ENOUGH)
        .boxed()
        .min(Comparator.comparingDouble(i -> Math.abs(i - middle)))
        .orElse(0);
  }

  private View view(List<ReportStructure> structures, HuWindow window, OptionalInt marked) {
    Direction u = alongRow ? grid.orientation().alongRow() : grid.orientation().alongColumn();
    List<View.Outline> outlines = new ArrayList<>();
    for (ReportStructure s : structures) {
      Area area = area(s);
      if (!area.isEmpty()) {
        outlines.add(new View.Outline(SliceView.awt(s.colour()), area));
      }
    }
    marked.ifPresent(slice -> outlines.add(FindingPicture.mark(line(slice))));
    double widthMm = alongRow ? grid.columnSpacingMm() : grid.rowSpacingMm();
    View stored =
        new View(
            image(window), widthMm, stepMm, u, grid.orientation().normal(), outlines, label(u));
    return stored.inUsualOrientation();
  }

  private Shape line(int slice) {
    double y = (grid.slicePositionMm(slice) - lowestMm) / stepMm;
    return new Line2D.Double(0, y, alongRow ? grid.columns() : grid.rows(), y);
  }

  private String label(Direction u) {
    Direction normal = u.cross(grid.orientation().normal());
    double x = Math.abs(normal.x());
    double y = Math.abs(normal.y());
    double z = Math.abs(normal.z());
    String plane = x >= Math.max(y, z) ? "Sagittal" : y >= z ? "Coronal" : "Axial";
    return String.format(Locale.ROOT, "%s, %s %d", plane, alongRow ? "row" : "column", at + 1);
  }

  private BufferedImage image(HuWindow window) {
    int width = alongRow ? grid.columns() : grid.rows();
    BufferedImage image = View.blank(width, height);
    int slice = 0;
    for (int y = 0; y < height; y++) {
      double wanted = lowestMm + (y + 0.5) * stepMm;
      while (slice < grid.slices() - 1 && topMm(slice) < wanted) {
        slice++;
      }
      for (int x = 0; x < width; x++) {
        int hu = alongRow ? ct.hu(slice, at, x) : ct.hu(slice, x, at);
        image.setRGB(x, y, View.rgb(window.grey(hu)));
      }
    }
    return image;
  }

  private Area area(ReportStructure structure) {
    Area area = new Area();
    for (int slice = structure.firstSlice(); slice <= structure.lastSlice(); slice++) {
      List<SliceRing> rings = slice < 0 ? List.of() : structure.on(slice);
      double[] crossings =
          rings.stream().flatMapToDouble(r -> crossings(r.points())).sorted().toArray();
      double from = (bottomMm(Math.max(0, slice)) - lowestMm) / stepMm;
      double to = (topMm(Math.max(0, slice)) - lowestMm) / stepMm;
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        area.add(
            new Area(
                new Rectangle2D.Double(
                    crossings[i] + 0.5, from, crossings[i + 1] - crossings[i], to - from)));
      }
    }
    return area;
  }

  /** Where the ring crosses the line of this cut, in pixels along it. */
  private java.util.stream.DoubleStream crossings(List<PixelPoint> ring) {
    return IntStream.range(0, ring.size())
        .mapToObj(i -> new PixelPoint[] {ring.get(i), ring.get((i + 1) % ring.size())})
        .filter(e -> (height(e[0]) <= at) != (height(e[1]) <= at))
        .mapToDouble(
            e -> {
              double t = (at - height(e[0])) / (height(e[1]) - height(e[0]));
              return along(e[0]) + t * (along(e[1]) - along(e[0]));
            });
  }

  private double height(PixelPoint p) {
    return alongRow ? p.row() : p.column();
  }

  private double along(PixelPoint p) {
    return alongRow ? p.column() : p.row();
  }

  private double bottomMm(int slice) {
    double step =
        slice > 0 ? grid.sliceStepMm(slice - 1) : grid.slices() > 1 ? grid.sliceStepMm(0) : stepMm;
    return grid.slicePositionMm(slice) - step / 2;
  }

  private double topMm(int slice) {
    return slice + 1 < grid.slices()
        ? grid.slicePositionMm(slice) + grid.sliceStepMm(slice) / 2
        : 2 * grid.slicePositionMm(slice) - bottomMm(slice);
  }
}
