package org.contourflow.model.manifest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.Ensemble.Average;
import org.contourflow.model.manifest.ManifestException.Problem;
import org.contourflow.model.manifest.ModelManifest.Channel;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.Output.Invert;
import org.contourflow.model.manifest.PostStep.Include;
import org.contourflow.model.manifest.PostStep.SliceExclusion;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.structure.Laterality;

/** Rules that tie several fields of a manifest together. */
final class ManifestRules {
  private final ModelManifest manifest;
  private final List<Problem> problems;

  private ManifestRules(ModelManifest manifest, List<Problem> problems) {
    this.manifest = manifest;
    this.problems = problems;
  }

  static void check(ModelManifest manifest, List<Problem> problems) {
    ManifestRules rules = new ManifestRules(manifest, problems);
    rules.general();
    rules.labels();
    PlausibilitySection.check(manifest, problems);
    if (manifest.family() == Family.TILED_NETWORK) {
      rules.output();
      rules.smoothing();
      rules.exclusions();
      rules.centres();
      NetworkRules.check(manifest, problems);
    }
  }

  private void require(boolean holds, String path, String rule) {
    if (!holds) {
      problems.add(new Problem(path, rule));
    }
  }

  private void general() {
    channels();
    require(!manifest.weights().isEmpty(), "weights", "must list at least one file");
    manifest
        .reduced()
        .ifPresent(
            r ->
                require(
                    r.weights().size() == manifest.weights().size(),
                    "reduced_precision.weights",
                    "must list one file for each weights file"));
    require(
        manifest.golden().outputs().size() == manifest.weights().size(),
        "golden.outputs",
        "must list one file for each weights file");
    require(!manifest.golden().inputs().isEmpty(), "golden.inputs", "must list at least one file");
    require(
        manifest.input().leastSpacingMm() <= manifest.input().mostSpacingMm(),
        "input.most_spacing_mm",
        "must not be below least_spacing_mm");
    require(
        new HashSet<>(manifest.input().transpose()).size() == 3,
        "input.transpose",
        "must hold each of 0, 1, 2 once");
    require(
        manifest.about().id().matches("[a-z0-9][a-z0-9.-]{0,63}"),
        "id",
        "must be lower case, digits, dots and dashes");
    require(
        manifest.about().version().matches("[A-Za-z0-9][A-Za-z0-9.-]{0,31}"),
        "version",
        "must be letters, digits, dots and dashes");
    require(
        manifest.about().title().length() <= ModelIdentity.LONGEST_TITLE,
        "title",
        "must have at most 64 characters");
  }

  /** Only the planning CT is at hand; a channel of anything else cannot be filled. */
  private void channels() {
    List<Channel> channels = manifest.input().channels();
    require(!channels.isEmpty(), "input.channels", "must list at least one channel");
    for (int i = 0; i < channels.size(); i++) {
      String modality = channels.get(i).modality();
      require(
          modality.equals("CT"),
          channels.size() == 1 ? "input.modality" : "input.channels[" + i + "].modality",
          "must be CT: "
              + modality
              + " needs another series, a prompt or another network's result, and only the"
              + " planning CT is at hand");
    }
  }

  private void labels() {
    require(!manifest.labels().isEmpty(), "labels", "must list at least one structure");
    Map<String, StructureDefinition> byName = new HashMap<>();
    Set<Integer> indexes = new HashSet<>();
    for (int i = 0; i < manifest.labels().size(); i++) {
      Label label = manifest.labels().get(i);
      String path = "labels[" + i + "]";
      require(indexes.add(label.index()), path + ".index", "is used twice: " + label.index());
      StructureDefinition twin = byName.put(label.structure().name(), label.structure());
      require(twin == null, path + ".name", "is used twice: " + label.structure().name());
    }
    for (int i = 0; i < manifest.labels().size(); i++) {
      partner(manifest.labels().get(i).structure(), byName, "labels[" + i + "].partner");
    }
  }

  /** A wrong pair would swap a patient's sides without a trace. */
  private void partner(
      StructureDefinition one, Map<String, StructureDefinition> byName, String path) {
    if (one.partner().isEmpty()) {
      return;
    }
    StructureDefinition other = byName.get(one.partner().get());
    require(other != null, path, "is no label: " + one.partner().get());
    if (other != null) {
      boolean opposite =
          other.laterality() != Laterality.UNPAIRED && other.laterality() != one.laterality();
      require(opposite, path, "must be of the other side: " + other.name());
      require(
          other.partner().equals(Optional.of(one.name())),
          path,
          "is not mutual: " + other.name() + " names another partner");
    }
  }

  private void output() {
    Output output = manifest.output();
    boolean argmax = output.decode() == Decode.ARGMAX;
    require(
        argmax || output.activation() == Activation.SIGMOID,
        "output.activation",
        "must be sigmoid where channels are thresholded");
    require(
        output.decode() != Decode.REGIONS || output.regions().size() == output.classes(),
        "output.regions",
        "must give a label for each channel");
    require(
        output.decode() != Decode.ARGMAX || output.classes() > 1,
        "output.classes",
        "must be at least 2 where the largest channel is taken: channel 0 is background");
    require(
        output.invert() != Invert.LABELS || argmax,
        "output.invert",
        "of labels needs decode argmax");
    require(
        output.invert() != Invert.LABELS || output.order() == 0,
        "output.order",
        "must be 0 where labels are inverted");
    for (int i = 0; i < manifest.labels().size(); i++) {
      int index = manifest.labels().get(i).index();
      require(made(index), "labels[" + i + "].index", "is made by no channel: " + index);
    }
  }

  private boolean made(int index) {
    Output output = manifest.output();
    return switch (output.decode()) {
      case ARGMAX -> index < output.classes();
      case THRESHOLD -> index <= output.classes();
      case REGIONS -> output.regions().contains(index);
    };
  }

  /** A Gaussian over logits would be another network. */
  private void smoothing() {
    require(
        manifest.output().posteriorSmoothingMm().isEmpty()
            || (manifest.ensemble().average() == Average.PROBABILITIES
                && manifest.output().activation() != Activation.NONE
                && manifest.output().invert() != Invert.LOGITS),
        "output.posterior_smoothing_mm",
        "needs an activation, ensemble.average probabilities and invert probabilities or labels");
  }

  private void exclusions() {
    Set<Integer> known = new HashSet<>();
    manifest.labels().forEach(l -> known.add(l.index()));
    for (int i = 0; i < manifest.postprocess().size(); i++) {
      if (manifest.postprocess().get(i) instanceof SliceExclusion rule) {
        String path = "postprocess[" + i + "].slice_exclusion";
        require(rule.higher() != rule.lower(), path, "must name two labels");
        require(known.containsAll(rule.labels()), path, "names an index that is no label");
      }
      if (manifest.postprocess().get(i) instanceof Include rule) {
        String path = "postprocess[" + i + "].include";
        require(!rule.from().contains(rule.label()), path, "must name other labels in from");
        require(known.contains(rule.label()), path, "names an index that is no label");
        // What is included need not be told itself, but a channel must make it.
        for (int from : rule.from()) {
          require(made(from), path + ".from", "is made by no channel: " + from);
        }
      }
    }
  }

  /** Half the overlap goes to each side. */
  private void centres() {
    if (manifest.tiling().placement() != Placement.CENTRES) {
      return;
    }
    for (int axis = 0; axis < 3; axis++) {
      int patch = manifest.tiling().patch().get(axis);
      int stride = TilingSteps.stride(patch, manifest.tiling().step().get(axis));
      require(
          (patch - stride) % 2 == 0,
          "tiling.step[" + axis + "]",
          "gives a stride of " + stride + "; patch minus stride must be even");
    }
  }
}
