package org.contourflow.model.engine;

import java.util.stream.Collectors;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.About;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.Tiling.Accumulate;

/** A model's card: what a physicist reads before a model is put to use. */
public final class ModelCard {
  private ModelCard() {}

  /** As text, ending with a line break. */
  public static String of(RegisteredModel model) {
    ModelManifest m = model.manifest();
    About a = m.about();
    StringBuilder out = new StringBuilder();
    line(out, "Model", a.id() + " " + a.version() + ": " + a.title());
    line(out, "Clinical use", a.clinicalUse() ? "as stated below" : "NOT FOR CLINICAL USE");
    line(out, "Intended use", a.intendedUse());
    line(out, "Patients", a.adultOnly() ? "adults only" : "any age");
    line(out, "Training data", a.trainingData());
    line(out, "Licence", a.licence());
    line(
        out,
        "Input",
        "%s%s, %s, spacing %.2f to %.2f mm"
            .formatted(
                m.input().channels().get(0).modality(),
                m.input().channels().size() == 1
                    ? ""
                    : " as "
                        + m.input().channels().stream()
                            .map(ModelManifest.Channel::name)
                            .collect(Collectors.joining(", ")),
                m.input().bodyPart(),
                m.input().leastSpacingMm(),
                m.input().mostSpacingMm()));
    line(
        out,
        "Weights",
        m.weights().size() + " file(s), SHA-256 " + model.identity().weightsSha256());
    line(out, "Arithmetic", arithmetic(m));
    line(
        out,
        "Structures",
        m.structures().stream().map(StructureDefinition::name).collect(Collectors.joining(", ")));
    return out.toString();
  }

  private static String arithmetic(ModelManifest m) {
    String sums =
        m.family() == Family.TILED_NETWORK && m.tiling().accumulate() == Accumulate.HALF
            ? "tiles summed in half precision, as nnU-Net does"
            : "sums in float32";
    return m.reduced()
        .map(
            r ->
                "the network in bfloat16 (where that is within %.2g of float32),"
                        .formatted(r.tolerance())
                    + " which CHANGES contours; ")
        .orElse("the network in float32; ")
        .concat(sums);
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append("%-14s %s%n".formatted(key, value));
  }
}
