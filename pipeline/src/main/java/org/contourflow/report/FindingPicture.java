package org.contourflow.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.contourflow.volume.CtVolume;

/**
 * Where a finding is: its slice and the plane across the slices, side by side, the patient's right
 * at the left. A dashed frame marks the structure on the slice, a dashed line the slice in the
 * other plane.
 */
public final class FindingPicture {
  private static final int SIDE = 280;
  private static final int GAP = 4;

  /** Space shown around the structure, mm. */
  private static final double MARGIN_MM = 25;

  /** Space between the structure and its frame, mm. */
  private static final double FRAME_MM = 4;

  private final CtVolume ct;
  private final List<ReportStructure> all;
  private final HuWindow window;

  /**
   * Pictures of one case.
   *
   * @param all what is delivered: the neighbours are drawn too
   */
  public FindingPicture(CtVolume ct, List<ReportStructure> all, HuWindow window) {
    this.ct = ct;
    this.all = List.copyOf(all);
    this.window = window;
  }

  /**
   * A PNG of one structure's delivered contours; empty if it has none.
   *
   * @param slice where to look; empty: the middle one of the structure's slices
   */
  public Optional<byte[]> png(String structure, OptionalInt slice) throws IOException {
    List<ReportStructure> own =
        all.stream().filter(s -> s.name().equals(structure) && s.isPresent()).toList();
    return own.isEmpty() ? Optional.empty() : Optional.of(png(own, slice));
  }

  private byte[] png(List<ReportStructure> own, OptionalInt wanted) throws IOException {
    int[] drawn = own.get(0).rings().stream().mapToInt(SliceRing::slice).sorted().toArray();
    int slice = wanted.orElse(drawn[drawn.length / 2]);
    BufferedImage image = View.blank(2 * SIDE + GAP, SIDE);
    Graphics2D g = image.createGraphics();
    try {
      ViewPainter painter = new ViewPainter(g);
      paintSlice(painter, own, slice);
      paintAcross(painter, own, slice);
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private void paintSlice(ViewPainter painter, List<ReportStructure> own, int slice) {
    View alone = SliceView.of(ct, slice, own, window);
    if (alone.outlines().isEmpty()) {
      // Nothing is drawn on a slice that was left out: where the structure is on the others.
      alone = alone.with(SliceView.outlines(own.get(0), own.get(0).rings()));
    }
    Shape frame = alone.aroundOutlines(FRAME_MM);
    View shown = SliceView.of(ct, slice, all, window).marked(frame).inUsualOrientation();
    Rectangle2D crop = alone.inUsualOrientation().aroundOutlines(MARGIN_MM);
    painter.paint(shown, crop, new Rectangle(0, 0, SIDE, SIDE));
  }

  private void paintAcross(ViewPainter painter, List<ReportStructure> own, int slice) {
    int row = CutView.bestRow(ct.grid(), own);
    Rectangle2D crop = CutView.alongRow(ct, row, own, window).aroundOutlines(MARGIN_MM);
    View shown = CutView.alongRow(ct, row, all, window, OptionalInt.of(slice));
    painter.paint(shown, crop, new Rectangle(SIDE + GAP, 0, SIDE, SIDE));
  }

  /** What marks a place, beside the structures' own colours. */
  static View.Outline mark(Shape shape) {
    return new View.Outline(Color.WHITE, shape, true);
  }
}
