package org.contourflow.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.contourflow.geometry.AnatomicalLetters;

/** Puts a {@link View} into a rectangle of a sheet: to scale, with letters and its label. */
final class ViewPainter {
  private static final int FONT_PIXELS = 13;
  private static final float LINE_PIXELS = 1.3f;
  private static final BasicStroke SOLID =
      new BasicStroke(LINE_PIXELS, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHED =
      new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 4}, 0);

  private final Graphics2D g;

  ViewPainter(Graphics2D graphics) {
    this.g = graphics;
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
  }

  /**
   * Draws the part {@code crop} (in image coordinates) of a view as large as {@code target} has.
   */
  void paint(View view, Rectangle2D crop, Rectangle target) {
    double scale =
        Math.min(
            target.width / (crop.getWidth() * view.pixelWidthMm()),
            target.height / (crop.getHeight() * view.pixelHeightMm()));
    double width = crop.getWidth() * view.pixelWidthMm() * scale;
    double height = crop.getHeight() * view.pixelHeightMm() * scale;
    double left = target.x + (target.width - width) / 2;
    double top = target.y + (target.height - height) / 2;
    AffineTransform place = new AffineTransform();
    place.translate(left, top);
    place.scale(view.pixelWidthMm() * scale, view.pixelHeightMm() * scale);
    place.translate(-crop.getX(), -crop.getY());

    g.setColor(Color.BLACK);
    g.fill(target);
    Shape clip = g.getClip();
    g.clip(new Rectangle2D.Double(left, top, width, height));
    g.drawImage(view.image(), place, null);
    for (View.Outline outline : view.outlines()) {
      g.setStroke(outline.mark() ? DASHED : SOLID);
      g.setColor(outline.colour());
      g.draw(place.createTransformedShape(outline.shape()));
    }
    g.setClip(clip);
    letters(view, target);
    text(view.label(), target.x + 4, target.y + target.height - 5, Color.WHITE);
  }

  private void letters(View view, Rectangle t) {
    String right = AnatomicalLetters.of(view.across());
    String left = AnatomicalLetters.of(view.across().reversed());
    String bottom = AnatomicalLetters.of(view.down());
    String top = AnatomicalLetters.of(view.down().reversed());
    int middle = t.y + t.height / 2 + 5;
    Color colour = new Color(255, 220, 90);
    text(left, t.x + 4, middle, colour);
    text(right, t.x + t.width - 4 - width(right), middle, colour);
    text(top, t.x + (t.width - width(top)) / 2, t.y + FONT_PIXELS + 2, colour);
    text(bottom, t.x + (t.width - width(bottom)) / 2, t.y + t.height - 20, colour);
  }

  /** Text with a dark edge, readable on any grey. */
  private void text(String text, int x, int y, Color colour) {
    g.setFont(font(FONT_PIXELS));
    g.setColor(new Color(0, 0, 0, 170));
    g.fillRect(x - 2, y - FONT_PIXELS + 1, width(text) + 4, FONT_PIXELS + 3);
    g.setColor(colour);
    g.drawString(text, x, y);
  }

  private int width(String text) {
    return g.getFontMetrics(font(FONT_PIXELS)).stringWidth(text);
  }

  static Font font(int pixels) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, pixels);
  }
}
