package org.contourflow.model.djl;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.CodedConcept;
import org.contourflow.model.StructureDefinition.Colour;
import org.contourflow.model.StructureDefinition.InterpretedType;
import org.contourflow.model.StructureDefinition.Laterality;
import org.contourflow.model.hu.HuAnatomySegmenter;

/** Models that come with the product, on the class path below {@code models/<id>/<version>/}. */
public final class ShippedModels {
  private ShippedModels() {}

  /** External, lungs and bone from HU. */
  public static Segmenter huAnatomy() throws IOException {
    byte[] bytes = read("models/hu-anatomy/1.0.0/hu_anatomy.pt");
    String sha256 = Sha256.of(bytes);
    ModelIdentity identity =
        new ModelIdentity("hu-anatomy", "1.0.0", sha256, "External, lungs, bone by HU", false);
    return new HuAnatomySegmenter(
        identity,
        List.of(
            structure("External", InterpretedType.EXTERNAL, 0, 255, 0, "", "", ""),
            structure("Lung_L", InterpretedType.ORGAN, 230, 60, 60, "44029006", "Left lung", "R"),
            structure("Lung_R", InterpretedType.ORGAN, 60, 140, 255, "3341006", "Right lung", "L"),
            structure("Bone", InterpretedType.ORGAN, 255, 220, 0, "272673000", "Bone", "")),
        TorchNetwork.load("hu_anatomy.pt", bytes, sha256));
  }

  private static StructureDefinition structure(
      String name,
      InterpretedType type,
      int red,
      int green,
      int blue,
      String snomed,
      String meaning,
      String partnerSide) {
    Laterality side =
        switch (partnerSide) {
          case "R" -> Laterality.LEFT;
          case "L" -> Laterality.RIGHT;
          default -> Laterality.UNPAIRED;
        };
    return new StructureDefinition(
        name,
        type,
        new Colour(red, green, blue),
        snomed.isEmpty() ? Optional.empty() : Optional.of(new CodedConcept(snomed, "SCT", meaning)),
        side,
        partnerSide.isEmpty()
            ? Optional.empty()
            : Optional.of(name.substring(0, name.length() - 1) + partnerSide),
        Optional.empty(),
        type != InterpretedType.EXTERNAL,
        true);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = ShippedModels.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the product lacks its own " + resource);
      }
      return in.readAllBytes();
    }
  }
}
