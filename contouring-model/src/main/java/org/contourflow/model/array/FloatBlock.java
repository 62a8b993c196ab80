package org.contourflow.model.array;

/**
 * A network's array on its way: values, spacing, and where the CT's voxels are in it. Steps return
 * a new block; {@link org.contourflow.model.prepare.Normaliser} alone works in place.
 *
 * @param values row-major, axis 2 fastest
 * @param traces one for each axis
 */
public record FloatBlock(
    Shape3 shape,
    Spacing3 spacing,
    float[] values,
    AxisTrace trace0,
    AxisTrace trace1,
    AxisTrace trace2) {
  public FloatBlock {
    if (values.length != shape.volume()) {
      throw new IllegalArgumentException(values.length + " values do not fill " + shape);
    }
  }

  /** Trace of axis 0, 1 or 2. */
  public AxisTrace trace(int axis) {
    return switch (axis) {
      case 0 -> trace0;
      case 1 -> trace1;
      case 2 -> trace2;
      default -> throw new IndexOutOfBoundsException(axis);
    };
  }

  /** With one axis changed. */
  public FloatBlock with(
      int axis, int length, double spacingMm, AxisTrace trace, float[] newValues) {
    return new FloatBlock(
        shape.with(axis, length),
        spacing.with(axis, spacingMm),
        newValues,
        axis == 0 ? trace : trace0,
        axis == 1 ? trace : trace1,
        axis == 2 ? trace : trace2);
  }

  /** Axes taken in another order: new axis i is old axis {@code order[i]}. */
  public FloatBlock permuted(int a, int b, int c) {
    if (a == 0 && b == 1 && c == 2) {
      return this;
    }
    Shape3 to = new Shape3(shape.get(a), shape.get(b), shape.get(c));
    int[] stride = {shape.plane(), shape.axis2(), 1};
    float[] out = new float[values.length];
    int k = 0;
    for (int i = 0; i < to.axis0(); i++) {
      for (int j = 0; j < to.axis1(); j++) {
        int from = i * stride[a] + j * stride[b];
        for (int l = 0; l < to.axis2(); l++) {
          out[k++] = values[from + l * stride[c]];
        }
      }
    }
    Spacing3 mm = new Spacing3(spacing.get(a), spacing.get(b), spacing.get(c));
    return new FloatBlock(to, mm, out, trace(a), trace(b), trace(c));
  }

  /** One axis turned round. */
  public FloatBlock flipped(int axis) {
    int n = shape.get(axis);
    int inner = axis == 0 ? shape.plane() : axis == 1 ? shape.axis2() : 1;
    float[] out = new float[values.length];
    for (int start = 0; start < values.length; start += n * inner) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(values, start + i * inner, out, start + (n - 1 - i) * inner, inner);
      }
    }
    return with(axis, n, spacing.get(axis), trace(axis).moved(-1, n - 1), out);
  }

  /** {@code extent} elements from the given ones on; {@code reach} as of {@link AxisTrace}. */
  public FloatBlock cropped(Shape3 extent, int from0, int from1, int from2, double reach) {
    float[] out = new float[Math.toIntExact(extent.volume())];
    int k = 0;
    for (int i = 0; i < extent.axis0(); i++) {
      for (int j = 0; j < extent.axis1(); j++) {
        int from = ((i + from0) * shape.axis1() + j + from1) * shape.axis2() + from2;
        System.arraycopy(values, from, out, k, extent.axis2());
        k += extent.axis2();
      }
    }
    return new FloatBlock(
        extent,
        spacing,
        out,
        trace0.cropped(from0, extent.axis0(), reach),
        trace1.cropped(from1, extent.axis1(), reach),
        trace2.cropped(from2, extent.axis2(), reach));
  }
}
