package org.contourflow.workflow;

import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;

/**
 * A structure's definition as it stands in a case's {@code segmentation.json}, key by key: cases of
 * every version since 0.1.0 are read, whatever becomes of the definition in memory.
 */
record StoredDefinition(
    String name,
    RoiType interpretedType,
    RoiColour colour,
    Optional<RoiCode> code,
    Laterality laterality,
    Optional<String> partner,
    Optional<VolumeRange> expectedVolumeCc,
    boolean mayBeAbsent,
    boolean contourSmoothing,
    OptionalDouble leastConfidence) {

  static StoredDefinition of(StructureDefinition d) {
    return new StoredDefinition(
        d.name(),
        d.interpretedType(),
        d.colour(),
        d.code(),
        d.laterality(),
        d.partner(),
        d.expectedVolumeCc(),
        d.mayBeAbsent(),
        d.contourSmoothing(),
        d.leastConfidence());
  }

  StructureDefinition definition() {
    return new StructureDefinition(
        new Structure(name, interpretedType, colour, code, laterality, partner),
        expectedVolumeCc,
        mayBeAbsent,
        contourSmoothing,
        leastConfidence);
  }
}
