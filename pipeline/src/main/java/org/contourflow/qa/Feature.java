package org.contourflow.qa;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is measured of a structure and compared with a range: the ids stand in protocols and in the
 * reference file, so they are stable. Left, posterior and head are the patient's, whatever the
 * position. Slices are those of the CT.
 */
public enum Feature {
  /** Each slice with its own thickness. */
  VOLUME("volume-cc", "volume", "cc", 1, Kind.EXTENT),
  /** From the lowest slice to the highest, both included. */
  LENGTH("length-mm", "length across the slices", "mm", 0, Kind.EXTENT),
  /** Volume over length. */
  SECTION("section-cm2", "mean cross-section", "cm2", 1, Kind.SHAPE),
  /** Standard deviation of the voxels' places, right to left. */
  SPREAD_LR("spread-lr-mm", "spread from right to left", "mm", 1, Kind.SHAPE),
  /** The same, front to back. */
  SPREAD_AP("spread-ap-mm", "spread from front to back", "mm", 1, Kind.EXTENT),
  /** The same, foot to head. */
  SPREAD_HF("spread-hf-mm", "spread from foot to head", "mm", 1, Kind.EXTENT),
  /** Surface over that of a ball of the same volume. */
  ROUGHNESS("roughness", "surface against that of a ball", "", 1, Kind.EXTENT),
  /** Mean HU. */
  HU_MEAN("hu-mean", "mean HU", "HU", 0, Kind.TISSUE),
  /** Standard deviation of the HU. */
  HU_SD("hu-sd", "scatter of the HU", "HU", 0, Kind.TISSUE),
  /** Share of voxels below -300 HU. */
  AIR_SHARE("air-share", "share of air", "", 2, Kind.TISSUE),
  /** Share of voxels above 200 HU. */
  BONE_SHARE("bone-share", "share of bone", "", 2, Kind.TISSUE),
  /** Mean HU of the outermost 4 mm in the plane (one pixel at least). */
  RIM_HU("rim-hu", "mean HU along its edge", "HU", 0, Kind.TISSUE),
  /** Mean HU of the 4 mm around it in the plane (one pixel at least). */
  SHELL_HU("shell-hu", "mean HU around it", "HU", 0, Kind.TISSUE),
  /** Largest change of area from slice to slice, as a share of the mean area. */
  AREA_STEP("area-step", "change of area from slice to slice", "", 2, Kind.SLICES),
  /** Largest difference of a slice's area from halfway between its neighbours', as such a share. */
  AREA_BUMP("area-bump", "area beside its neighbours'", "", 2, Kind.SLICES),
  /** Largest move of the outline's middle from slice to slice, mm. */
  CENTRE_STEP("centre-step-mm", "sideways jump from slice to slice", "mm", 1, Kind.SLICES),
  /** Least share of a slice that lies over its neighbour. */
  LEAST_OVERLAP("least-overlap", "overlap of neighbouring slices", "", 2, Kind.SLICES),
  /** Mean share of a slice that neither neighbour has, or both have and it has not. */
  COMB("comb-share", "teeth across the slices", "", 2, Kind.SLICES),
  /** Middle value of how far a slice's middle is from halfway between its neighbours', mm. */
  WOBBLE("wobble-mm", "zigzag across the slices", "mm", 1, Kind.SLICES),
  /** Area of holes over area with them. */
  HOLE_SHARE("hole-share", "share of holes", "", 3, Kind.SLICES),
  /** Of one that should be in one piece: all but the largest piece. */
  PIECES("pieces-cc", "volume apart from the largest piece", "cc", 2, Kind.SLICES),
  /** Share outside the body. */
  OUTSIDE("outside-share", "share outside the body", "", 2, Kind.PLACE),
  /** Its middle from the body's middle at its slices, to the patient's left. */
  BODY_LR("body-lr-mm", "place to the left of the body's middle", "mm", 0, Kind.PLACE),
  /** The same, to the back. */
  BODY_AP("body-ap-mm", "place behind the body's middle", "mm", 0, Kind.PLACE),
  /** From where it would be by the other organs, to the patient's left. */
  PLACE_LR("place-lr-mm", "place to the left of that by the other organs", "mm", 0, Kind.PLACE),
  /** The same, to the back. */
  PLACE_AP("place-ap-mm", "place behind that by the other organs", "mm", 0, Kind.PLACE),
  /** The same, to the head. */
  PLACE_HF("place-hf-mm", "place above that by the other organs", "mm", 0, Kind.PLACE),
  /** Its lowest slice above the place of its middle by the other organs; not where it is cut. */
  FOOT_END("foot-end-mm", "lower end above its middle by the other organs", "mm", 0, Kind.PLACE),
  /** The same of its highest slice. */
  HEAD_END("head-end-mm", "upper end above its middle by the other organs", "mm", 0, Kind.PLACE),
  /** Area of its lowest slice over its mean area: an organ tapers, one that was cut is blunt. */
  FOOT_BLUNT("foot-blunt", "lowest slice's area against the mean", "", 2, Kind.EXTENT),
  /** The same of its highest slice. */
  HEAD_BLUNT("head-blunt", "highest slice's area against the mean", "", 2, Kind.EXTENT),
  /** Its middle behind its partner's. */
  PAIR_AP("pair-ap-mm", "place behind its partner's", "mm", 0, Kind.EXTENT),
  /** Its lower end above its partner's; not where the scan cut either. */
  PAIR_FOOT("pair-foot-mm", "lower end above its partner's", "mm", 0, Kind.EXTENT),
  /** The same of its upper end. */
  PAIR_HEAD("pair-head-mm", "upper end above its partner's", "mm", 0, Kind.EXTENT),
  /** Logarithm to base 2 of its volume over its partner's. */
  PAIR("pair-log2", "volume against its partner's (powers of two)", "", 1, Kind.EXTENT),
  /** Width of the layer at the back, or front, against the body's: a couch is flat and wide. */
  FLAT_WIDTH("flat-width", "width of its flat side against its widest", "", 2, Kind.SLICES),
  /** Mahalanobis distance over shape, tissue and place, as a standard normal deviate. */
  UNLIKE(
      "unlike",
      "distance from the reference patients over shape, tissue and place",
      "",
      1,
      Kind.PLACE);

  /** What a feature is about: which of them a scan that cut the structure makes useless. */
  enum Kind {
    EXTENT,
    SHAPE,
    TISSUE,
    SLICES,
    PLACE
  }

  /** A range from here or below has no lower end. */
  private static final double NO_LEAST = -99;

  private final String id;
  private final String label;
  private final String unit;
  private final int decimals;
  private final Kind kind;

  Feature(String id, String label, String unit, int decimals, Kind kind) {
    this.id = id;
    this.label = label;
    this.unit = unit;
    this.decimals = decimals;
    this.kind = kind;
  }

  /** As protocols and the reference file name it. */
  public String id() {
    return id;
  }

  /** What it is, to be read after "its". */
  public String label() {
    return label;
  }

  Kind kind() {
    return kind;
  }

  /** The feature of this id. */
  public static Optional<Feature> parse(String id) {
    return Arrays.stream(values()).filter(f -> f.id.equals(id)).findFirst();
  }

  /** A value with its unit, to as many decimals as it bears. */
  public String told(double value) {
    return number(value) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** A range with its unit. */
  public String told(Range range) {
    return range.least() <= NO_LEAST
        ? "at most " + told(range.most())
        : number(range.least()) + " to " + told(range.most());
  }

  /** Whether the value is outside, where both are told apart: 0.867 is not below 0.868. */
  boolean isOutside(double value, Range range) {
    double step = Math.pow(10, -decimals);
    double rounded = Math.round(value / step) * step;
    return rounded < Math.round(range.least() / step) * step - step / 2
        || rounded > Math.round(range.most() / step) * step + step / 2;
  }

  private String number(double value) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
  }
}
