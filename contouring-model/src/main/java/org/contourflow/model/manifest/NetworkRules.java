package org.contourflow.model.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.model.manifest.Ensemble.Average;
import org.contourflow.model.manifest.ManifestException.Problem;
import org.contourflow.model.manifest.ModelManifest.Channel;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Output.Invert;
import org.contourflow.model.manifest.PrepareStep.Border;
import org.contourflow.model.manifest.PrepareStep.Crop;
import org.contourflow.model.manifest.PrepareStep.CropTo;
import org.contourflow.model.manifest.PrepareStep.CtPercentile;
import org.contourflow.model.manifest.PrepareStep.Normalise;
import org.contourflow.model.manifest.PrepareStep.Orient;
import org.contourflow.model.manifest.PrepareStep.PerChannel;
import org.contourflow.model.manifest.PrepareStep.Range;
import org.contourflow.model.manifest.PrepareStep.Resample;
import org.contourflow.model.manifest.PrepareStep.ZScore;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Placement;

/** Rules of a tiled network's manifest that tie several fields together. */
final class NetworkRules {
  private final ModelManifest manifest;
  private final List<Problem> problems;

  private NetworkRules(ModelManifest manifest, List<Problem> problems) {
    this.manifest = manifest;
    this.problems = problems;
  }

  static void check(ModelManifest manifest, List<Problem> problems) {
    NetworkRules rules = new NetworkRules(manifest, problems);
    rules.require(
        manifest.golden().inputs().size() <= 1,
        "golden.inputs",
        "a network with a prompt or any second input cannot be run on a CT alone");
    rules.steps();
    rules.channels();
    rules.patch();
    rules.skippedAir();
    rules.accumulated();
    rules.mirrors();
    rules.swaps();
    rules.postprocess();
  }

  private void require(boolean holds, String path, String rule) {
    if (!holds) {
      problems.add(new Problem(path, rule));
    }
  }

  private void steps() {
    List<PrepareStep> steps = manifest.prepare();
    boolean resampled = false;
    boolean split = false;
    for (int i = 0; i < steps.size(); i++) {
      String path = "preprocess[" + i + "]";
      if (steps.get(i) instanceof Resample resample) {
        require(
            resample.border() == Border.EDGE
                || resample.order() <= 1 && resample.orderCoarse() <= 1,
            path + ".resample.border",
            "zero is for order 0 and 1");
        require(!resampled, path + ".resample", "is the second one; only one can be gone back");
        resampled = true;
      } else if (steps.get(i) instanceof Crop crop) {
        require(
            crop.to() != CropTo.BODY || i == 0, path + ".crop.to", "body must be the first step");
        require(!split, path + ".crop", "must stand before per_channel");
        require(
            manifest.input().channels().stream().map(Channel::paddingHu).distinct().count() <= 1,
            path + ".crop",
            "needs the same padding_hu in all input.channels");
      } else if (steps.get(i) instanceof Orient orient) {
        require(
            ModelManifest.isAxes(orient.letters()),
            path + ".orient",
            "must name left-right, front-back and head-feet once each, not " + orient.letters());
      } else if (steps.get(i) instanceof PerChannel) {
        require(!split, path + ".per_channel", "is the second one");
        split = true;
      } else {
        scheme((Normalise) steps.get(i), path);
      }
    }
  }

  private void scheme(Normalise step, String path) {
    if (step instanceof CtPercentile p) {
      require(p.low() < p.high(), path + ".ct_percentile.high", "must be above low");
    } else if (step instanceof Range r) {
      require(r.fromLow() != r.fromHigh(), path + ".range.from_high", "must differ from from_low");
    }
  }

  private void channels() {
    int channels = manifest.input().channels().size();
    boolean split = false;
    for (int i = 0; i < manifest.prepare().size(); i++) {
      if (manifest.prepare().get(i) instanceof PerChannel step) {
        String path = "preprocess[" + i + "].per_channel";
        split = true;
        require(
            step.schemes().size() == channels,
            path,
            "must have one entry for each of the " + channels + " input.channels");
        for (int c = 0; c < step.schemes().size(); c++) {
          scheme(step.schemes().get(c), path + "[" + c + "]");
        }
      }
    }
    require(
        channels <= 1 || split,
        "preprocess",
        "must have a per_channel step: without it all input.channels are the same");
  }

  private void patch() {
    for (int axis = 0; axis < 3; axis++) {
      int divisor = manifest.input().shapeDivisor().get(axis);
      require(
          manifest.tiling().placement() == Placement.WHOLE
              || manifest.tiling().patch().get(axis) % divisor == 0,
          "tiling.patch[" + axis + "]",
          "must be divisible by input.shape_divisor " + divisor);
    }
  }

  /** Air is the lowest value only as long as every step keeps the order of values. */
  private void skippedAir() {
    if (manifest.tiling().skipAir().isEmpty()) {
      return;
    }
    boolean ordered =
        manifest.prepare().stream()
            .flatMap(
                s ->
                    s instanceof PerChannel p
                        ? p.schemes().stream()
                        : java.util.stream.Stream.of(s))
            .noneMatch(
                s ->
                    s instanceof ZScore z && z.nonzeroOnly()
                        || s instanceof Range r
                            && (r.toHigh() - r.toLow()) * (r.fromHigh() - r.fromLow()) <= 0);
    require(
        ordered,
        "tiling.skip_air_below_hu",
        "cannot be used with zscore nonzero_only or a falling range: air is not the lowest value");
  }

  private void accumulated() {
    boolean logits =
        manifest.ensemble().average() == Average.LOGITS
            && manifest.output().invert() == Invert.LOGITS
            && manifest.output().posteriorSmoothingMm().isEmpty()
            && manifest.tiling().placement() != Placement.CENTRES;
    require(
        manifest.tiling().accumulate() == Accumulate.FLOAT32 || logits,
        "tiling.accumulate",
        "half is for logits that are averaged and inverted as such, as nnU-Net does it");
  }

  private void mirrors() {
    List<Integer> axes = manifest.ensemble().mirrorAxes();
    require(
        new HashSet<>(axes).size() == axes.size(),
        "ensemble.mirror_axes",
        "names an axis twice: " + axes);
  }

  /** A wrong pair would swap a patient's sides in every mirrored run, without a trace. */
  private void swaps() {
    Map<Integer, Label> byChannel =
        manifest.labels().stream()
            .collect(Collectors.toMap(this::channel, label -> label, (a, b) -> a));
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < manifest.ensemble().swapLabels().size(); i++) {
      String path = "ensemble.swap_labels[" + i + "].pair";
      List<Integer> pair = manifest.ensemble().swapLabels().get(i);
      for (int channel : pair) {
        require(
            channel < manifest.output().classes(),
            path,
            "names a channel the output does not have: " + channel);
        require(used.add(channel), path, "names a channel twice: " + channel);
      }
      Label one = byChannel.get(pair.get(0));
      Label other = byChannel.get(pair.get(1));
      require(mayChange(one, other), path, "the two labels must name each other as partner");
    }
  }

  /** Two labels that are partners, or channels that are not told or have no partner that is. */
  private static boolean mayChange(Label one, Label other) {
    if (one != null && other != null) {
      return one.structure().partner().filter(other.structure().name()::equals).isPresent();
    }
    Label told = one != null ? one : other;
    return told == null || told.structure().partner().isEmpty();
  }

  /** The channel that makes a label. */
  private int channel(Label label) {
    return switch (manifest.output().decode()) {
      case ARGMAX -> label.index();
      case THRESHOLD -> label.index() - 1;
      case REGIONS -> manifest.output().regions().indexOf(label.index());
    };
  }

  private void postprocess() {
    Set<Integer> known = Set.copyOf(manifest.maskedIndexes());
    for (int i = 0; i < manifest.postprocess().size(); i++) {
      for (int label : manifest.postprocess().get(i).labels()) {
        require(known.contains(label), "postprocess[" + i + "]", "is for no label: " + label);
      }
    }
  }
}
