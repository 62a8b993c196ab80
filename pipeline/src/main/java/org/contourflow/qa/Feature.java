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
  /** Mean distance of its voxels to the nearest one outside. */
  DEPTH("depth-mm", "mean depth below its surface", "mm", 1, Kind.SHAPE),
  /** The same of the deepest voxel: the largest ball in it. */
  GREATEST_DEPTH("greatest-depth-mm", "greatest depth below its surface", "mm", 0, Kind.SHAPE),
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
  /** Mean HU of the 8 mm to its left (one voxel at least). */
  HU_LEFT("hu-left", "mean HU to the left of it", "HU", 0, Kind.TISSUE),
  /** The same to its right. */
  HU_RIGHT("hu-right", "mean HU to the right of it", "HU", 0, Kind.TISSUE),
  /** The same in front of it. */
  HU_FRONT("hu-front", "mean HU in front of it", "HU", 0, Kind.TISSUE),
  /** The same behind it. */
  HU_BACK("hu-back", "mean HU behind it", "HU", 0, Kind.TISSUE),
  /** Mean HU of one slice above it, wherever it ends. */
  HU_ABOVE("hu-above", "mean HU above it", "HU", 0, Kind.TISSUE),
  /** The same below it. */
  HU_BELOW("hu-below", "mean HU below it", "HU", 0, Kind.TISSUE),
  /** Largest change of area from slice to slice, as a share of the mean area. */
  AREA_STEP("area-step", "change of area from slice to slice", "", 2, Kind.SLICES),
  /** Largest difference of a slice's area from halfway between its neighbours', as such a share. */
  AREA_BUMP("area-bump", "area beside its neighbours'", "", 2, Kind.SLICES),
  /** Largest area that only about 10 mm across the slices have, as such a share. */
  FLANGE("flange-share", "area that only a few slices have", "", 2, Kind.SLICES),
  /** Mean width of the ring that 10 mm of slices at most have beyond both neighbours of theirs. */
  BULGE("bulge-mm", "ring that only a few slices have", "mm", 1, Kind.SLICES),
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
  /** Mean distance of its slices' middles to the skin; 0 outside the body. */
  SKIN("skin-mm", "distance to the skin", "mm", 0, Kind.PLACE),
  /** Mean cross-section of the body in its slices. */
  BODY_SECTION("body-section-cm2", "cross-section of the body there", "cm2", 0, Kind.PLACE),
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
  /** Room between the brainstem's lower end and the cord's upper end; 0 where they meet. */
  JOINT("joint-mm", "gap between brainstem and cord", "mm", 0, Kind.PLACE),
  /** How far apart the middles of these two ends are in the plane of the slices. */
  JOINT_ASIDE("joint-aside-mm", "step sideways from brainstem to cord", "mm", 0, Kind.PLACE),
  /** Area of its lowest slice over its mean area: an organ tapers, one that was cut is blunt. */
  FOOT_BLUNT("foot-blunt", "lowest slice's area against the mean", "", 2, Kind.EXTENT),
  /** The same of its highest slice. */
  HEAD_BLUNT("head-blunt", "highest slice's area against the mean", "", 2, Kind.EXTENT),
  /** Its middle behind its partner's. */
  PAIR_AP("pair-ap-mm", "place behind its partner's", "mm", 0, Kind.EXTENT),
  /** How far the two of a pair together are to the left of the body's middle. */
  PAIR_LR("pair-lr-mm", "place to the left of its partner's mirror image", "mm", 0, Kind.EXTENT),
  /** Its lower end above its partner's; not where the scan cut either. */
  PAIR_FOOT("pair-foot-mm", "lower end above its partner's", "mm", 0, Kind.EXTENT),
  /** The same of its upper end. */
  PAIR_HEAD("pair-head-mm", "upper end above its partner's", "mm", 0, Kind.EXTENT),
  /** Logarithm to base 2 of its volume over its partner's. */
  PAIR("pair-log2", "volume against its partner's", "times", 1, Kind.EXTENT),
  /** Logarithm to base 2 of its mean depth over its partner's. */
  PAIR_DEPTH("pair-depth-log2", "depth against its partner's", "times", 1, Kind.EXTENT),
  /** Its mean HU above its partner's. */
  PAIR_HU("pair-hu", "mean HU above its partner's", "HU", 0, Kind.EXTENT),
  /** Its distance to the skin above its partner's. */
  PAIR_SKIN("pair-skin-mm", "distance to the skin above its partner's", "mm", 0, Kind.EXTENT),
  /** Width of the layer at the back, or front, against the body's: a couch is flat and wide. */
  FLAT_WIDTH("flat-width", "width of its flat side against its widest", "", 2, Kind.SLICES),
  /** Mahalanobis distance over shape, tissue and place, as a standard normal deviate. */
  UNLIKE(
      "unlike",
      "distance from the reference patients over shape, tissue and place",
      "",
      1,
      Kind.PLACE),
  /** The same over shape alone. */
  UNLIKE_SHAPE(
      "unlike-shape", "distance from the reference patients over shape", "", 1, Kind.PLACE),
  /** The same over the tissue in and around it. */
  UNLIKE_TISSUE(
      "unlike-tissue", "distance from the reference patients over tissue", "", 1, Kind.PLACE),
  /** The same over its place. */
  UNLIKE_PLACE(
      "unlike-place", "distance from the reference patients over place", "", 1, Kind.PLACE),
  /** The same over what differs from its partner. */
  UNLIKE_PAIR(
      "unlike-pair",
      "distance from the reference patients over what differs from its partner",
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
    return id.startsWith(UNLIKE.id) && range.least() <= 0
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

  /** On a scale on which the values of patients are nearer to normal. */
  double scaled(double value) {
    return isLog() ? Math.log(Math.max(value, 1e-3)) : value;
  }

  /** What {@link #scaled} made. */
  double unscaled(double value) {
    return isLog() ? Math.exp(value) : value;
  }

  private boolean isLog() {
    return switch (this) {
      case VOLUME,
          LENGTH,
          SECTION,
          SPREAD_LR,
          SPREAD_AP,
          SPREAD_HF,
          ROUGHNESS,
          DEPTH,
          GREATEST_DEPTH,
          HU_SD,
          BODY_SECTION ->
          true;
      default -> false;
    };
  }

  /** Whether it says that two structures do not fit together, and not which of them is wrong. */
  boolean isOfTwo() {
    return switch (this) {
      case PAIR,
          PAIR_LR,
          PAIR_AP,
          PAIR_FOOT,
          PAIR_HEAD,
          PAIR_DEPTH,
          PAIR_HU,
          PAIR_SKIN,
          UNLIKE_PAIR,
          JOINT,
          JOINT_ASIDE ->
          true;
      default -> false;
    };
  }

  private boolean isPowerOfTwo() {
    return this == PAIR || this == PAIR_DEPTH;
  }

  private String number(double value) {
    if (isPowerOfTwo()) {
      return String.format(Locale.ROOT, "%.2f", Math.pow(2, Math.round(10 * value) / 10.0));
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
  }
}
