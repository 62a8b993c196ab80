package org.contourflow.report;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.contourflow.geometry.Direction;

/**
 * One plane of the CT with the outlines on it, not yet scaled. Image coordinates: x across, y down,
 * (0, 0) the outer corner of the first pixel, a pixel 1 x 1.
 *
 * @param pixelWidthMm size of a pixel across
 * @param pixelHeightMm size of a pixel down
 * @param across where x leads in the patient
 * @param down where y leads in the patient
 */
record View(
    BufferedImage image,
    double pixelWidthMm,
    double pixelHeightMm,
    Direction across,
    Direction down,
    List<Outline> outlines,
    String label) {

  /**
   * A structure's outline in image coordinates.
   *
   * @param mark whether it marks a place and is no structure's
   */
  record Outline(Color colour, Shape shape, boolean mark) {
    Outline(Color colour, Shape shape) {
      this(colour, shape, false);
    }
  }

  /** The same plane with other outlines. */
  View with(List<Outline> others) {
    return new View(image, pixelWidthMm, pixelHeightMm, across, down, others, label);
  }

  /** The same plane with a place marked. */
  View marked(Shape place) {
    List<Outline> more = new java.util.ArrayList<>(outlines);
    more.add(FindingPicture.mark(place));
    return with(more);
  }

  Rectangle2D whole() {
    return new Rectangle2D.Double(0, 0, image.getWidth(), image.getHeight());
  }

  /** The outlines and {@code marginMm} around them; the whole image if there are none. */
  Rectangle2D aroundOutlines(double marginMm) {
    double x = marginMm / pixelWidthMm;
    double y = marginMm / pixelHeightMm;
    return outlines.stream()
        .filter(o -> !o.mark())
        .map(o -> o.shape().getBounds2D())
        .reduce(Rectangle2D::createUnion)
        .map(
            b ->
                whole()
                    .createIntersection(
                        new Rectangle2D.Double(
                            b.getX() - x,
                            b.getY() - y,
                            b.getWidth() + 2 * x,
                            b.getHeight() + 2 * y)))
        .orElseGet(this::whole);
  }

  /** The same plane mirrored left to right. */
  View flippedAcross() {
    BufferedImage flipped = blank(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        flipped.setRGB(image.getWidth() - 1 - x, y, image.getRGB(x, y));
      }
    }
    AffineTransform t = new AffineTransform(-1, 0, 0, 1, image.getWidth(), 0);
    return with(flipped, pixelWidthMm, pixelHeightMm, across.reversed(), down, t);
  }

  /** The same plane with x and y exchanged. */
  View transposed() {
    BufferedImage turned = blank(image.getHeight(), image.getWidth());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        turned.setRGB(y, x, image.getRGB(x, y));
      }
    }
    AffineTransform t = new AffineTransform(0, 1, 1, 0, 0, 0);
    return with(turned, pixelHeightMm, pixelWidthMm, down, across, t);
  }

  /** The same plane mirrored upside down. */
  View flippedDown() {
    return transposed().flippedAcross().transposed();
  }

  private View with(
      BufferedImage other,
      double widthMm,
      double heightMm,
      Direction x,
      Direction y,
      AffineTransform t) {
    List<Outline> moved =
        outlines.stream()
            .map(o -> new Outline(o.colour(), t.createTransformedShape(o.shape()), o.mark()))
            .toList();
    return new View(other, widthMm, heightMm, x, y, moved, label);
  }

  /**
   * As a clinician is used to see it: axial with the patient's left at the right and anterior up;
   * coronal with left at the right and the head up; sagittal with posterior at the right, head up.
   */
  View inUsualOrientation() {
    Direction normal = across.cross(down);
    boolean sagittal = Math.abs(normal.x()) >= Math.max(Math.abs(normal.y()), Math.abs(normal.z()));
    boolean axial = !sagittal && Math.abs(normal.z()) >= Math.abs(normal.y());
    View view = this;
    if (component(view.down, sagittal) > component(view.across, sagittal)) {
      view = view.transposed();
    }
    if ((sagittal ? view.across.y() : view.across.x()) < 0) {
      view = view.flippedAcross();
    }
    if ((axial ? -view.down.y() : view.down.z()) > 0) {
      view = view.flippedDown();
    }
    return view;
  }

  /** How much of a direction belongs to the horizontal axis of the usual orientation. */
  private static double component(Direction d, boolean sagittal) {
    return Math.abs(sagittal ? d.y() : d.x());
  }

  static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  static int rgb(int grey) {
    return grey << 16 | grey << 8 | grey;
  }
}
