package org.contourflow.report;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.contourflow.volume.CtVolume;

/** Where a finding is: its slice, and the plane across the slices along a row, side by side. */
public final class FindingPicture {
  private static final int SIDE = 320;
  private static final int GAP = 4;

  /** Space shown around the structure, mm. */
  private static final double MARGIN_MM = 25;

  private FindingPicture() {}

  /**
   * A PNG of one structure's delivered contours; empty if it has none.
   *
   * @param slice where to look; empty: the middle one of the structure's slices
   */
  public static Optional<byte[]> png(
      CtVolume ct, ReportStructure structure, OptionalInt slice, HuWindow window)
      throws IOException {
    if (!structure.isPresent()) {
      return Optional.empty();
    }
    List<ReportStructure> alone = List.of(structure);
    int[] drawn = structure.rings().stream().mapToInt(SliceRing::slice).sorted().toArray();
    int wanted = slice.orElse(drawn[drawn.length / 2]);
    View plane = SliceView.of(ct, wanted, alone, window);
    View across = CutView.alongRow(ct, CutView.bestRow(ct.grid(), alone), alone, window);
    BufferedImage image = View.blank(2 * SIDE + GAP, SIDE);
    Graphics2D g = image.createGraphics();
    try {
      ViewPainter painter = new ViewPainter(g);
      painter.paint(plane, plane.aroundOutlines(MARGIN_MM), new Rectangle(0, 0, SIDE, SIDE));
      painter.paint(
          across, across.aroundOutlines(MARGIN_MM), new Rectangle(SIDE + GAP, 0, SIDE, SIDE));
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return Optional.of(out.toByteArray());
  }
}
