package org.contourflow.qa;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is measured of a whole CT, before any contour, and compared with the CTs that a network was
 * trained on. The ids stand in the reference file. Back and head are the patient's, whatever the
 * position. All is measured on blocks of about 4 mm.
 */
enum CtFeature {
  /** The largest step from slice to slice. Thinner slices than the training's harm nobody. */
  SLICE_STEP("slice-step-mm", "step from slice to slice", "mm", 1, Sides.ABOVE),
  /** The larger edge of a pixel. */
  PIXEL("pixel-mm", "pixel", "mm", 1, Sides.ABOVE),
  /** From the first slice to the last, both included. A longer scan shows no less. */
  LENGTH("length-mm", "length", "mm", 0, Sides.BELOW),
  /** Where the histogram of the body's HU between fat and bone is highest: muscle, brain. */
  SOFT_PEAK("soft-peak-hu", "HU of most of its soft tissue", "HU", 0, Sides.BOTH),
  /** Share of -150 to -30 HU in the body without its air. */
  FAT_SHARE("fat-share", "share of fat", "", 2, Sides.BOTH),
  /** Share above 200 HU in the body without its air. */
  BONE_SHARE("bone-share", "share of bone", "", 2, Sides.BOTH),
  /** Share above 2000 HU in the body without its air. */
  METAL_SHARE("metal-share", "share of metal", "", 4, Sides.ABOVE),
  /** Share below -300 HU of what the body encloses. */
  AIR_SHARE("air-share", "share of enclosed air", "", 2, Sides.BOTH),
  /** Middle value of the body's area, over the slices that show it. */
  AREA("area-cm2", "area of the body", "cm2", 0, Sides.BOTH),
  /** Mean area of the third nearest the feet over that nearest the head, as log2. */
  FOOT_AREA("foot-area-log2", "area at the feet over that at the head (log2)", "", 2, Sides.BOTH),
  /** Middle of the bone behind the middle of the body. */
  BONE_BACK("bone-back-mm", "place of its bone behind the body's middle", "mm", 0, Sides.BOTH),
  /** Middle of the enclosed air behind the middle of the body. */
  AIR_BACK("air-back-mm", "place of its air behind the body's middle", "mm", 0, Sides.BOTH),
  /** Middle of the bone above the middle of the body, as a share of the length. */
  BONE_HEAD("bone-head", "place of its bone above the body's middle, by length", "", 2, Sides.BOTH),
  /**
   * Middle value of how far soft tissue is from the mean of its neighbours in the slice: noise, and
   * streaks. Blocks of fine pixels have less of it than the training's.
   */
  GRAIN("grain-hu", "grain in soft tissue", "HU", 1, Sides.ABOVE);

  /** On which sides of the usual range a value is unlike the training's. */
  enum Sides {
    BELOW,
    ABOVE,
    BOTH
  }

  private final String id;
  private final String label;
  private final String unit;
  private final int decimals;
  private final Sides sides;

  CtFeature(String id, String label, String unit, int decimals, Sides sides) {
    this.id = id;
    this.label = label;
    this.unit = unit;
    this.decimals = decimals;
    this.sides = sides;
  }

  String id() {
    return id;
  }

  String label() {
    return label;
  }

  static Optional<CtFeature> parse(String id) {
    return Arrays.stream(values()).filter(f -> f.id.equals(id)).findFirst();
  }

  /** Whether a value lies where the training's do not. */
  boolean isOutside(double value, Range range) {
    return (sides != Sides.ABOVE && value < range.least())
        || (sides != Sides.BELOW && value > range.most());
  }

  /** A number as a person reads it: rounded to what it bears, with its unit. */
  String told(double value) {
    String number = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** The side or sides of a range that count. */
  String told(Range range) {
    return switch (sides) {
      case ABOVE -> "at most " + told(range.most());
      case BELOW -> "at least " + told(range.least());
      case BOTH -> told(range.least()) + " to " + told(range.most());
    };
  }
}
