package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;

/** The meaning of one label. */
final class LabelSection {
  private LabelSection() {}

  /** Null if it cannot be made; the problem is then reported. */
  static StructureDefinition structure(YamlCursor at) {
    String name = at.text("name");
    RoiType type = at.choice("type", RoiType.class, RoiType.ORGAN);
    List<Integer> colour = at.integers("colour", 3, 0, 255);
    Optional<RoiCode> code =
        at.has("snomed")
            ? Optional.ofNullable(at.object("snomed", LabelSection::code))
            : Optional.empty();
    Laterality side = at.choice("laterality", Laterality.class, Laterality.UNPAIRED);
    Optional<String> partner =
        at.has("partner") ? Optional.of(at.text("partner")) : Optional.empty();
    List<Double> volume = at.has("volume_cc") ? at.numbers("volume_cc", 2, 0, 1e6) : List.of();
    boolean mayBeAbsent = at.flag("may_be_absent", true);
    boolean smoothing = at.flag("contour_smoothing", true);
    try {
      return new StructureDefinition(
          new Structure(
              name,
              type,
              new RoiColour(colour.get(0), colour.get(1), colour.get(2)),
              code,
              side,
              partner),
          volume.isEmpty()
              ? Optional.empty()
              : Optional.of(new VolumeRange(volume.get(0), volume.get(1))),
          mayBeAbsent,
          smoothing);
    } catch (IllegalArgumentException e) {
      at.wrong(e.getMessage());
      return null;
    }
  }

  private static RoiCode code(YamlCursor at) {
    String value = at.text("code");
    String meaning = at.text("meaning");
    try {
      return new RoiCode(value, "SCT", meaning);
    } catch (IllegalArgumentException e) {
      at.wrong(e.getMessage());
      return null;
    }
  }
}
