package org.contourflow.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * A PNG sheet: slices with the delivered contours on the CT, one view along a row and one along a
 * column (coronal and sagittal for axial slices), letters for the patient's sides, and a legend.
 *
 * <p>Slices are shown as they are stored; where the patient's left is, the letters say. Needs no
 * display.
 */
public final class ContourSheet {
  private static final int TILE = 280;
  private static final int GAP = 4;
  private static final int TITLE = 30;
  private static final int LEGEND_LINE = 20;
  private static final int COLUMNS = 5;
  private static final int SIDE = 400;

  /** Space shown around the contours, mm. */
  private static final double MARGIN_MM = 12;

  private final CtVolume ct;
  private final List<ReportStructure> structures;
  private final HuWindow window;

  /** A sheet of these structures' delivered contours. */
  public ContourSheet(CtVolume ct, List<ReportStructure> structures, HuWindow window) {
    this.ct = ct;
    this.structures = List.copyOf(structures);
    this.window = window;
  }

  /**
   * The sheet as a PNG.
   *
   * @param title e.g. the case id and the model; never the patient
   * @param tiles how many slices at most
   */
  public byte[] png(String title, int tiles) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(draw(title, tiles), "png", out)) {
      throw new IOException("this Java has no PNG writer");
    }
    return out.toByteArray();
  }

  BufferedImage draw(String title, int tiles) {
    List<Integer> slices = SliceChoice.of(ct.grid().slices(), structures, tiles);
    int rows = Math.max(2, (slices.size() + COLUMNS - 1) / COLUMNS);
    int height = rows * (TILE + GAP);
    int width = COLUMNS * (TILE + GAP) + SIDE;
    int legendRows = (structures.size() + 5) / 6;
    BufferedImage sheet = View.blank(width, TITLE + height + legendRows * LEGEND_LINE + 10);
    Graphics2D g = sheet.createGraphics();
    try {
      ViewPainter painter = new ViewPainter(g);
      drawTitle(g, title, width);
      drawSlices(painter, slices);
      drawCuts(painter, COLUMNS * (TILE + GAP), height);
      drawLegend(g, TITLE + height + 5, width);
    } finally {
      g.dispose();
    }
    return sheet;
  }

  private static void drawTitle(Graphics2D g, String title, int width) {
    g.setFont(ViewPainter.font(16));
    g.setColor(Color.WHITE);
    g.drawString(title, 8, 21);
    String warning = "UNAPPROVED - research, not for clinical use";
    g.setColor(new Color(255, 140, 120));
    g.drawString(warning, width - 8 - g.getFontMetrics().stringWidth(warning), 21);
  }

  private void drawSlices(ViewPainter painter, List<Integer> slices) {
    Rectangle2D crop = crop(ct.grid());
    for (int i = 0; i < slices.size(); i++) {
      int x = i % COLUMNS * (TILE + GAP);
      int y = TITLE + i / COLUMNS * (TILE + GAP);
      View view = SliceView.of(ct, slices.get(i), structures, window);
      painter.paint(view, crop, new Rectangle(x, y, TILE, TILE));
    }
  }

  private void drawCuts(ViewPainter painter, int x, int height) {
    VoxelGrid grid = ct.grid();
    View first = CutView.alongRow(ct, CutView.bestRow(grid, structures), structures, window);
    View second = CutView.alongColumn(ct, CutView.bestColumn(grid, structures), structures, window);
    int half = height / 2;
    painter.paint(
        first, first.aroundOutlines(MARGIN_MM), new Rectangle(x, TITLE, SIDE, half - GAP));
    painter.paint(
        second, second.aroundOutlines(MARGIN_MM), new Rectangle(x, TITLE + half, SIDE, half - GAP));
  }

  /** The part of the slices that holds all contours and a margin; all if there is none. */
  private Rectangle2D crop(VoxelGrid grid) {
    Rectangle2D whole = new Rectangle2D.Double(0, 0, grid.columns(), grid.rows());
    Rectangle2D box = null;
    for (ReportStructure s : structures) {
      for (SliceRing ring : s.rings()) {
        for (PixelPoint p : ring.points()) {
          Rectangle2D point = new Rectangle2D.Double(p.column() + 0.5, p.row() + 0.5, 0, 0);
          box = box == null ? point : box.createUnion(point);
        }
      }
    }
    if (box == null) {
      return whole;
    }
    double across = MARGIN_MM / grid.columnSpacingMm();
    double down = MARGIN_MM / grid.rowSpacingMm();
    return whole.createIntersection(
        new Rectangle2D.Double(
            box.getX() - across,
            box.getY() - down,
            box.getWidth() + 2 * across,
            box.getHeight() + 2 * down));
  }

  private void drawLegend(Graphics2D g, int y, int width) {
    g.setFont(ViewPainter.font(14));
    int cell = width / 6;
    for (int i = 0; i < structures.size(); i++) {
      ReportStructure s = structures.get(i);
      int left = i % 6 * cell + 8;
      int base = y + i / 6 * LEGEND_LINE + 14;
      g.setColor(SliceView.awt(s.colour()));
      g.fillRect(left, base - 11, 12, 12);
      g.setColor(s.isPresent() ? Color.WHITE : Color.GRAY);
      g.drawString(s.name() + "  " + amount(s), left + 18, base);
    }
  }

  private static String amount(ReportStructure s) {
    if (!s.isPresent()) {
      return "not found";
    }
    return s.volumeCc().isPresent()
        ? String.format(Locale.ROOT, "%.1f cc", s.volumeCc().getAsDouble())
        : "";
  }
}
