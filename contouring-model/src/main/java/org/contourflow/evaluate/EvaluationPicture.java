package org.contourflow.evaluate;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import javax.imageio.ImageIO;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * The axial slice where reference (green) and model (red) differ most, and the sagittal and coronal
 * planes through the middle of their difference. Axial as seen from the feet; the head is up.
 */
final class EvaluationPicture {
  private static final double PIXEL_MM = 0.8;
  private static final int HALF_MM = 120;
  private static final int SIZE = (int) (2 * HALF_MM / PIXEL_MM);

  private final CtVolume ct;
  private final BinaryMask reference;
  private final BinaryMask found;
  private final int[] centre;

  /** Asked for at every pixel; the grid would look through all its slices each time. */
  private final double sliceStepMm;

  private EvaluationPicture(CtVolume ct, BinaryMask reference, BinaryMask found) {
    this.ct = ct;
    this.reference = reference;
    this.found = found;
    this.centre = centre();
    this.sliceStepMm = ct.grid().smallestSliceStepMm(3);
  }

  static void write(Path file, CtVolume ct, BinaryMask reference, BinaryMask found)
      throws IOException {
    EvaluationPicture picture = new EvaluationPicture(ct, reference, found);
    BufferedImage image = new BufferedImage(3 * SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int plane = 0; plane < 3; plane++) {
      picture.draw(image, plane);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  /** Slice with most differing voxels, and the mean row and column of both structures there. */
  private int[] centre() {
    BitSet different = reference.toBitSet();
    different.xor(found.toBitSet());
    BitSet used = different.isEmpty() ? reference.toBitSet() : different;
    VoxelGrid grid = ct.grid();
    int plane = grid.rows() * grid.columns();
    int best = 0;
    int most = -1;
    for (int s = 0; s < grid.slices(); s++) {
      int count = used.get(s * plane, (s + 1) * plane).cardinality();
      if (count > most) {
        most = count;
        best = s;
      }
    }
    int[] indices = used.get(best * plane, (best + 1) * plane).stream().toArray();
    double row = 0;
    double column = 0;
    for (int i : indices) {
      row += (double) (i / grid.columns()) / indices.length;
      column += (double) (i % grid.columns()) / indices.length;
    }
    return new int[] {best, (int) Math.round(row), (int) Math.round(column)};
  }

  private void draw(BufferedImage image, int plane) {
    VoxelGrid grid = ct.grid();
    for (int v = 0; v < SIZE; v++) {
      for (int u = 0; u < SIZE; u++) {
        double across = u * PIXEL_MM - HALF_MM;
        double down = v * PIXEL_MM - HALF_MM;
        double s = plane == 0 ? centre[0] : centre[0] - down / sliceStepMm;
        double r = centre[1] + (plane == 0 ? down : plane == 1 ? across : 0) / grid.rowSpacingMm();
        double c = centre[2] + (plane == 1 ? 0 : across) / grid.columnSpacingMm();
        image.setRGB(plane * SIZE + u, v, colour(s, r, c, plane));
      }
    }
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.YELLOW);
    String[] names = {"R", "A", "R"};
    g.drawString(names[plane], plane * SIZE + 4, SIZE / 2);
    g.dispose();
  }

  private int colour(double s, double r, double c, int plane) {
    int value = Math.max(0, Math.min(255, (int) ((hu(s, r, c) + 160) * 255 / 400)));
    boolean edgeReference = edge(reference, s, r, c, plane);
    boolean edgeFound = edge(found, s, r, c, plane);
    if (edgeReference || edgeFound) {
      return (edgeFound ? 0xFF0000 : 0) | (edgeReference ? 0x00FF00 : 0);
    }
    return value << 16 | value << 8 | value;
  }

  private double hu(double s, double r, double c) {
    VoxelGrid grid = ct.grid();
    int z = (int) Math.round(s);
    int y = (int) Math.round(r);
    int x = (int) Math.round(c);
    boolean inside =
        z >= 0 && z < grid.slices() && y >= 0 && y < grid.rows() && x >= 0 && x < grid.columns();
    return inside ? ct.hu(z, y, x) : -1000;
  }

  /** Whether the mask's border passes between this picture pixel and the next. */
  private boolean edge(BinaryMask mask, double s, double r, double c, int plane) {
    VoxelGrid grid = mask.grid();
    boolean here = in(mask, s, r, c);
    double ds = plane == 0 ? 0 : PIXEL_MM / sliceStepMm;
    double dr = plane == 2 ? 0 : PIXEL_MM / grid.rowSpacingMm();
    double dc = plane == 1 ? 0 : PIXEL_MM / grid.columnSpacingMm();
    return here != in(mask, s + ds, r, c)
        || here != in(mask, s, r + dr, c)
        || here != in(mask, s, r, c + dc);
  }

  private static boolean in(BinaryMask mask, double s, double r, double c) {
    VoxelGrid grid = mask.grid();
    int z = (int) Math.round(s);
    int y = (int) Math.round(r);
    int x = (int) Math.round(c);
    return z >= 0
        && z < grid.slices()
        && y >= 0
        && y < grid.rows()
        && x >= 0
        && x < grid.columns()
        && mask.get(z, y, x);
  }
}
