package org.contourflow.volume.io;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.ProbabilityMap;

/**
 * A NIfTI volume as read: scaled values on their grid, immutable, row-major {@code
 * [slice][row][column]}. What the values mean is the caller's to say by choosing a view. Values are
 * held as 32-bit floats: exact for integers up to 2^24.
 */
public final class NiftiImage implements MaskImage {
  /** What 32-bit quaternions round to, and more; qform and sform farther apart contradict. */
  public static final double LARGEST_CONFLICT_MM = 0.1;

  private final VoxelGrid grid;
  private final float[] values;
  private final double placementConflictMm;

  NiftiImage(VoxelGrid grid, float[] values) {
    this(grid, values, 0);
  }

  /**
   * @param placementConflictMm how far qform and sform place the same voxel apart, at most
   */
  NiftiImage(VoxelGrid grid, float[] values, double placementConflictMm) {
    if (values.length != grid.voxelCount()) {
      throw new IllegalArgumentException("values do not fill the grid");
    }
    this.grid = grid;
    this.values = values;
    this.placementConflictMm = placementConflictMm;
  }

  @Override
  public boolean isPlacedTwice() {
    return placementConflictMm > LARGEST_CONFLICT_MM;
  }

  @Override
  public List<String> notes() {
    return isPlacedTwice() ? List.of(placementConflict() + "; the sform was taken") : List.of();
  }

  /** How the header contradicts itself, for a message about an image that is placed twice. */
  public String placementConflict() {
    return String.format(
        Locale.ROOT,
        "its qform contradicts its sform: the same voxel lies up to %.1f mm apart",
        placementConflictMm);
  }

  /** Refuses not-a-number and infinity, which are neither in a structure nor out of it. */
  private void requireFinite() {
    long wrong = notFinite();
    if (wrong > 0) {
      throw MaskImage.notFinite(wrong);
    }
  }

  private long notFinite() {
    long wrong = 0;
    for (float value : values) {
      wrong += Float.isFinite(value) ? 0 : 1;
    }
    return wrong;
  }

  @Override
  public VoxelGrid grid() {
    return grid;
  }

  /** Value of one voxel after slope and intercept. */
  public float value(int slice, int row, int column) {
    return values[(slice * grid.rows() + row) * grid.columns() + column];
  }

  /** All values, row-major, read-only. */
  public FloatBuffer values() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /**
   * The values as HU, rounded to the nearest integer and clamped to 16 bits.
   *
   * @throws IllegalArgumentException if a value is not a number or infinite
   */
  public CtVolume toCt() {
    long wrong = notFinite();
    if (wrong > 0) {
      throw new IllegalArgumentException(
          wrong + " voxels are not a number or infinite, so they are no HU");
    }
    short[] hu = new short[values.length];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(values[i])));
    }
    return CtVolume.wrap(grid, hu);
  }

  /** The values as labels; each must be a whole number from 0 to 255. */
  public LabelMap toLabels() {
    byte[] labels = new byte[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) whole(i, 255);
    }
    return LabelMap.wrap(grid, labels);
  }

  @Override
  public int[] labels() {
    requireFinite();
    LabelSet found = new LabelSet();
    for (float value : values) {
      found.add(value);
    }
    return found.toArray();
  }

  @Override
  public BinaryMask maskOf(int label) {
    requireFinite();
    BitSet bits = new BitSet(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == label) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  @Override
  public BinaryMask onlyMask() {
    requireFinite();
    BitSet bits = new BitSet(values.length);
    float first = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        first = first == 0 ? values[i] : first;
        if (values[i] != first) {
          throw MaskImage.severalValues(first, values[i]);
        }
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  /**
   * The voxels whose value, a whole number from 0 to 2^24 - 1, has bit {@code bit} (0 = lowest).
   */
  public BinaryMask maskOfBit(int bit) {
    BitSet bits = new BitSet(values.length);
    for (int i = 0; i < values.length; i++) {
      if ((whole(i, 0xFFFFFF) >> bit & 1) == 1) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  /** The values as posteriors. */
  public ProbabilityMap toProbabilities() {
    return ProbabilityMap.wrap(grid, values.clone());
  }

  private int whole(int index, int largest) {
    float value = values[index];
    if (!(value >= 0 && value <= largest) || value != Math.rint(value)) {
      throw new IllegalArgumentException(
          "voxel " + index + " is " + value + ", not a whole number from 0 to " + largest);
    }
    return (int) value;
  }
}
