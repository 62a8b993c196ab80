package org.contourflow.seg;

import java.util.Optional;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Tg263;

/**
 * What a segment is, as codes: category of CID 7150, type of CID 7151 (organs), 9534 and 9535
 * (volumes of radiotherapy), 7157 and 9580 (devices), side of CID 244 (PS3.16).
 *
 * @param category SegmentedPropertyCategoryCodeSequence
 * @param type SegmentedPropertyTypeCodeSequence
 * @param side SegmentedPropertyTypeModifierCodeSequence; empty: of no side
 */
record SegmentCodes(RoiCode category, RoiCode type, Optional<RoiCode> side) {
  private static final RoiCode ANATOMY = sct("91723000", "Anatomical Structure");
  private static final RoiCode CONCEPT = sct("309825002", "Spatial and Relational Concept");
  private static final RoiCode OBJECT = sct("260787004", "Physical object");
  private static final RoiCode SUBSTANCE = sct("91720002", "Body Substance");

  static SegmentCodes of(Segment segment) {
    SegmentCodes ofType = of(segment.type());
    Optional<RoiCode> own =
        segment.code().or(() -> Tg263.find(segment.label()).flatMap(Tg263::code));
    return new SegmentCodes(
        own.isPresent() ? categoryOfCoded(segment.type(), ofType) : ofType.category(),
        own.orElse(ofType.type()),
        side(segment.side()));
  }

  /** A code of its own names anatomy, but for what cannot be. */
  private static RoiCode categoryOfCoded(RoiType type, SegmentCodes ofType) {
    return type == RoiType.EXTERNAL || type == RoiType.AVOIDANCE ? ANATOMY : ofType.category();
  }

  private static Optional<RoiCode> side(Laterality side) {
    return switch (side) {
      case LEFT -> Optional.of(sct("7771000", "Left"));
      case RIGHT -> Optional.of(sct("24028007", "Right"));
      case UNPAIRED -> Optional.empty();
    };
  }

  private static SegmentCodes of(RoiType type) {
    return switch (type) {
      case ORGAN -> codes(ANATOMY, sct("113343008", "Organ"));
      case EXTERNAL -> codes(CONCEPT, dcm("130047", "External Body Model"));
      case GTV -> codes(CONCEPT, sct("228791009", "GTV"));
      case CTV -> codes(CONCEPT, sct("228792002", "CTV"));
      case PTV -> codes(CONCEPT, sct("228793007", "PTV"));
      case TREATED_VOLUME -> codes(CONCEPT, dcm("130059", "Treated Volume"));
      case IRRAD_VOLUME -> codes(CONCEPT, sct("228790005", "Irradiated Volume"));
      case AVOIDANCE -> codes(CONCEPT, dcm("130058", "Avoidance Volume"));
      case CONTROL -> codes(CONCEPT, dcm("130061", "Radiation Dose Shaping Volume"));
      case DOSE_REGION -> codes(CONCEPT, dcm("130748", "Radiotherapy Dose Region"));
      case ISOCENTER -> codes(CONCEPT, dcm("130073", "Isocentric Treatment Location Point"));
      case CAVITY, DOSE_MEASUREMENT -> codes(CONCEPT, dcm("130046", "Non-specific Volume"));
      case CONTRAST_AGENT -> codes(SUBSTANCE, sct("7140000", "Contrast agent"));
      case BOLUS -> codes(OBJECT, sct("228736002", "Surface Bolus"));
      case SUPPORT -> codes(OBJECT, sct("86407004", "Table"));
      case FIXATION -> codes(OBJECT, dcm("130044", "Fixation or Positioning Device"));
      case MARKER -> codes(OBJECT, dcm("112171", "Fiducial mark"));
      case REGISTRATION -> codes(OBJECT, dcm("130746", "RT Registration Mark"));
      case BRACHY_CHANNEL, BRACHY_ACCESSORY, BRACHY_SRC_APP, BRACHY_CHNL_SHLD ->
          codes(OBJECT, dcm("130045", "Brachytherapy Device"));
    };
  }

  private static SegmentCodes codes(RoiCode category, RoiCode type) {
    return new SegmentCodes(category, type, Optional.empty());
  }

  private static RoiCode sct(String value, String meaning) {
    return new RoiCode(value, "SCT", meaning);
  }

  private static RoiCode dcm(String value, String meaning) {
    return new RoiCode(value, "DCM", meaning);
  }
}
