package org.contourflow.testdata;

/** How HU are stored in the pixel data. */
public enum PixelEncoding {
  /** 16 bits unsigned, RescaleIntercept -1024. */
  UNSIGNED(0, -1024, 16),
  /** 16 bits signed, RescaleIntercept 0. */
  SIGNED(1, 0, 16),
  /** 12 of 16 bits unsigned, RescaleIntercept -1024: HU above 3071 are cut. */
  UNSIGNED_12(0, -1024, 12),
  /**
   * 16 bits signed, PixelPaddingValue -2000 outside the circle of the reconstruction, as GE writes.
   */
  SIGNED_PADDED(1, 0, 16);

  final int representation;
  final int intercept;
  final int bitsStored;

  PixelEncoding(int representation, int intercept, int bitsStored) {
    this.representation = representation;
    this.intercept = intercept;
    this.bitsStored = bitsStored;
  }

  /** The stored value outside the reconstruction circle of {@link #SIGNED_PADDED}. */
  public static final short PADDING = -2000;

  int stored(int hu) {
    int lowest = representation == 0 ? 0 : -32768;
    int highest = (1 << (bitsStored - representation)) - 1;
    return Math.max(lowest, Math.min(highest, hu - intercept));
  }
}
