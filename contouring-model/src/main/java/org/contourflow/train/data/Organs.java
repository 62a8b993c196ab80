package org.contourflow.train.data;

import java.util.List;

/** Classes of the head-and-neck network and the codes of its label arrays. */
public final class Organs {
  /** Background and seven organs. */
  public static final int CLASSES = 8;

  /** TG-263 names by class; class 0 is the background. */
  public static final List<String> NAMES =
      List.of(
          "Background",
          "Brainstem",
          "SpinalCord",
          "Parotid_R",
          "Parotid_L",
          "Esophagus",
          "Larynx",
          "Bone_Mandible");

  public static final int CORD = 2;
  public static final int PAROTID_R = 3;
  public static final int PAROTID_L = 4;
  public static final int OESOPHAGUS = 5;
  public static final int LARYNX = 6;
  public static final int MANDIBLE = 7;

  /** Background or cord: beyond the lower end of the patient's cord contour. */
  public static final int CORD_UNKNOWN = 8;

  /** Background or oesophagus. */
  public static final int OESOPHAGUS_UNKNOWN = 9;

  /** Background, cord or oesophagus. */
  public static final int BOTH_UNKNOWN = 10;

  /** Not known at all; takes no part in the loss. */
  public static final int IGNORED = 255;

  private Organs() {}

  /** The code of the mirrored anatomy: left and right parotid change places. */
  public static int mirrored(int code) {
    return switch (code) {
      case PAROTID_R -> PAROTID_L;
      case PAROTID_L -> PAROTID_R;
      default -> code;
    };
  }
}
