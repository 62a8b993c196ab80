package org.contourflow.structure;

/** ROIDisplayColor (3006,002A): red, green, blue, each 0 to 255. */
public record RoiColour(int red, int green, int blue) {
  public RoiColour {
    if (((red | green | blue) & ~0xFF) != 0) {
      throw new IllegalArgumentException("a colour has three values of 0 to 255");
    }
  }
}
