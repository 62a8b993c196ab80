package org.contourflow.structure;

import java.util.Optional;

/**
 * What a structure is called and what it means, to a planning system and to people.
 *
 * @param name TG-263 primary name, at most 16 characters (DICOM's SH, which planning systems cut)
 * @param interpretedType as in the RTSTRUCT's observation
 * @param colour it is shown in
 * @param code of the anatomy, where there is one
 * @param laterality which side it is of
 * @param partner name of the same organ on the other side, where there is one
 */
public record Structure(
    String name,
    RoiType interpretedType,
    RoiColour colour,
    Optional<RoiCode> code,
    Laterality laterality,
    Optional<String> partner) {

  /** Longest name: DICOM's VR SH, PS3.5 6.2. */
  public static final int LONGEST_NAME = 16;

  public Structure {
    if (!name.matches("[A-Za-z0-9_~^.+-]{1," + LONGEST_NAME + "}")) {
      throw new IllegalArgumentException(
          "a structure name has 1 to 16 letters, digits or _~^.+- (TG-263), not '" + name + "'");
    }
    if (partner.isPresent() && laterality == Laterality.UNPAIRED) {
      throw new IllegalArgumentException(name + ": an unpaired structure has no partner");
    }
  }

  /** One of the middle, without a code. */
  public static Structure unpaired(String name, RoiType interpretedType, RoiColour colour) {
    return new Structure(
        name, interpretedType, colour, Optional.empty(), Laterality.UNPAIRED, Optional.empty());
  }

  /** The same, interpreted and coloured otherwise. */
  public Structure with(RoiType otherType, RoiColour otherColour) {
    return new Structure(name, otherType, otherColour, code, laterality, partner);
  }
}
