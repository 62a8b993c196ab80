package org.contourflow.volume.bits;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;

/** A grid with room around an image, so that a margin does not end at the image's end. */
record PaddedGrid(
    VoxelGrid grid, VoxelGrid image, int slicesBefore, int rowsBefore, int wordsBefore) {

  /** With more than {@code mm} on every side; a lone slice gets none before and after it. */
  static PaddedGrid around(VoxelGrid image, double mm) {
    int rows = (int) (mm / image.rowSpacingMm()) + 1;
    int columns = (int) (mm / image.columnSpacingMm()) + 1;
    int words = (columns + 63) / 64;
    List<PatientPoint> origins = new ArrayList<>();
    int before = 0;
    if (image.slices() > 1) {
      double first = image.sliceStepMm(0);
      before = (int) (mm / first) + 1;
      for (int i = before; i > 0; i--) {
        origins.add(moved(image, 0, -i * first));
      }
    }
    origins.addAll(image.sliceOrigins());
    if (image.slices() > 1) {
      double last = image.sliceStepMm(image.slices() - 2);
      for (int i = 1; i <= (int) (mm / last) + 1; i++) {
        origins.add(moved(image, image.slices() - 1, i * last));
      }
    }
    List<PatientPoint> corners = new ArrayList<>();
    for (PatientPoint origin : origins) {
      corners.add(
          origin
              .plus(image.orientation().alongColumn(), -rows * image.rowSpacingMm())
              .plus(image.orientation().alongRow(), -words * 64 * image.columnSpacingMm()));
    }
    VoxelGrid grid =
        new VoxelGrid(
            corners,
            image.orientation(),
            image.rowSpacingMm(),
            image.columnSpacingMm(),
            image.rows() + 2 * rows,
            image.columns() + words * 64 + columns);
    return new PaddedGrid(grid, image, before, rows, words);
  }

  private static PatientPoint moved(VoxelGrid image, int slice, double mm) {
    return image.toPatient(slice, new PixelPoint(0, 0)).plus(image.orientation().normal(), mm);
  }

  /** A mask of the image in its room. */
  BitVolume outer(BitVolume mask) {
    BitVolume out = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    copyRows(mask, out, true);
    return out;
  }

  /** What of a mask with room lies in the image. */
  BitVolume inner(BitVolume mask) {
    BitVolume out = new BitVolume(image.slices(), image.rows(), image.columns());
    copyRows(mask, out, false);
    return out;
  }

  private void copyRows(BitVolume from, BitVolume to, boolean outwards) {
    int words = (image.columns() + 63) / 64;
    int wide = (grid.columns() + 63) / 64;
    long tail = (image.columns() & 63) == 0 ? -1L : (1L << (image.columns() & 63)) - 1;
    for (int s = 0; s < image.slices(); s++) {
      for (int r = 0; r < image.rows(); r++) {
        int inner = (s * image.rows() + r) * words;
        int outer = ((s + slicesBefore) * grid.rows() + r + rowsBefore) * wide + wordsBefore;
        if (outwards) {
          System.arraycopy(from.words(), inner, to.words(), outer, words);
        } else {
          System.arraycopy(from.words(), outer, to.words(), inner, words);
          to.words()[inner + words - 1] &= tail;
        }
      }
    }
  }
}
