package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;
import org.contourflow.model.manifest.Ensemble.Average;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.Output.Invert;
import org.contourflow.model.manifest.PostStep.BridgeGaps;
import org.contourflow.model.manifest.PostStep.ClipToBody;
import org.contourflow.model.manifest.PostStep.FillHoles;
import org.contourflow.model.manifest.PostStep.Include;
import org.contourflow.model.manifest.PostStep.LargestComponent;
import org.contourflow.model.manifest.PostStep.ShareOf;
import org.contourflow.model.manifest.PostStep.SliceExclusion;
import org.contourflow.model.manifest.PostStep.SmallestVolume;
import org.contourflow.model.manifest.PostStep.Winner;
import org.contourflow.model.manifest.PrepareStep.Border;
import org.contourflow.model.manifest.PrepareStep.Crop;
import org.contourflow.model.manifest.PrepareStep.CropTo;
import org.contourflow.model.manifest.PrepareStep.CtPercentile;
import org.contourflow.model.manifest.PrepareStep.Grid;
import org.contourflow.model.manifest.PrepareStep.Normalise;
import org.contourflow.model.manifest.PrepareStep.Orient;
import org.contourflow.model.manifest.PrepareStep.PerChannel;
import org.contourflow.model.manifest.PrepareStep.Range;
import org.contourflow.model.manifest.PrepareStep.Resample;
import org.contourflow.model.manifest.PrepareStep.Rescale01;
import org.contourflow.model.manifest.PrepareStep.Unchanged;
import org.contourflow.model.manifest.PrepareStep.Window;
import org.contourflow.model.manifest.PrepareStep.ZScore;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Centre;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.model.manifest.Tiling.Weight;
import org.contourflow.volume.bits.Neighbours;

/** The parts of a manifest that a tiled network has. */
final class NetworkSection {
  private static final int MOST_LABELS = 255;
  private static final String SCHEMES = "ct_percentile, window, range, zscore, rescale01, none";

  private final YamlCursor top;

  NetworkSection(YamlCursor top) {
    this.top = top;
  }

  List<PrepareStep> prepare() {
    return top.objects("preprocess", NetworkSection::prepareStep);
  }

  private static PrepareStep prepareStep(YamlCursor at) {
    String name = at.onlyKey();
    return switch (name) {
      case "orient" -> new Orient(at.text("orient"));
      case "crop" -> at.object("crop", NetworkSection::crop);
      case "resample" -> at.object("resample", NetworkSection::resample);
      case "per_channel" ->
          new PerChannel(at.objects("per_channel", c -> normalise(c, SCHEMES, c.onlyKey())));
      default -> normalise(at, "orient, crop, resample, per_channel, " + SCHEMES, name);
    };
  }

  private static Normalise normalise(YamlCursor at, String known, String name) {
    return switch (name) {
      case "ct_percentile" ->
          at.object(
              name,
              n ->
                  new CtPercentile(
                      n.number("low", -32768, 32767),
                      n.number("high", -32768, 32767),
                      n.number("mean", -32768, 32767),
                      n.number("std", 0, 1e6)));
      case "window" ->
          at.object(
              name, n -> new Window(n.number("level", -5000, 5000), n.number("width", 1, 20000)));
      case "range" ->
          at.object(
              name,
              n ->
                  new Range(
                      n.number("from_low", -1e5, 1e5),
                      n.number("from_high", -1e5, 1e5),
                      n.number("to_low", -1e5, 1e5),
                      n.number("to_high", -1e5, 1e5),
                      n.flag("clip")));
      case "zscore" -> at.object(name, NetworkSection::zScore);
      case "rescale01" -> at.object(name, n -> new Rescale01());
      case "none" -> at.object(name, n -> new Unchanged());
      default -> {
        at.wrong("must be one of " + known);
        yield null;
      }
    };
  }

  private static ZScore zScore(YamlCursor at) {
    return new ZScore(
        at.flag("nonzero_only"),
        at.has("clip_to") ? Optional.of(at.number("clip_to", 0, 1e6)) : Optional.empty());
  }

  private static Crop crop(YamlCursor at) {
    CropTo to = at.choice("to", CropTo.class);
    double threshold =
        to == CropTo.THRESHOLD ? at.number("threshold_hu", -32768, 32767) : Double.NaN;
    return new Crop(to, threshold, at.number("margin_mm", 0, 500, 0));
  }

  private static Resample resample(YamlCursor at) {
    boolean spacing = at.has("spacing_mm");
    boolean shape = at.has("shape");
    if (spacing == shape) {
      at.wrong("must have either spacing_mm or shape");
    }
    return new Resample(
        spacing ? Optional.of(at.numbers("spacing_mm", 3, 0.05, 50)) : Optional.empty(),
        shape ? Optional.of(at.integers("shape", 3, 1, 4096)) : Optional.empty(),
        order(at, "order"),
        at.has("order_coarse") ? order(at, "order_coarse") : 0,
        at.number("anisotropy_threshold", 1, 1e9, 1e9),
        at.choice("grid", Grid.class),
        at.choice("border", Border.class, Border.EDGE),
        at.number("skip_tolerance_mm", 0, 1, 0),
        antialias(at));
  }

  private static boolean antialias(YamlCursor at) {
    boolean wanted = at.flag("antialias", false);
    boolean edge = at.choice("border", Border.class, Border.EDGE) == Border.EDGE;
    if (wanted && !(edge && order(at, "order") == 1)) {
      at.wrong("antialias needs order: 1 and border: edge");
    }
    return wanted;
  }

  private static int order(YamlCursor at, String key) {
    int order = at.integer(key, 0, 3);
    return order == 2 ? at.wrong(key, "must be 0, 1 or 3", 1) : order;
  }

  Tiling tiling() {
    return top.object(
        "tiling",
        at -> {
          Placement placement = at.choice("placement", Placement.class);
          return new Tiling(
              at.integers("patch", 3, 1, 4096),
              placement,
              placement == Placement.WHOLE
                  ? List.of(1.0, 1.0, 1.0)
                  : at.numberOrNumbers("step", 3, 0.05, 1),
              new Tiling.Weights(
                  at.choice("weight", Weight.class, Weight.CONSTANT),
                  at.number("sigma_share", 0.01, 10, 0.125),
                  at.choice("centre", Centre.class, Centre.MIDDLE),
                  at.number("largest_weight", 0.01, 1000, 1),
                  at.number("floor", 0, 1, 0)),
              at.choice("accumulate", Accumulate.class, Accumulate.FLOAT32),
              new Tiling.Padding(
                  at.number("pad_value", -1e6, 1e6, 0), at.flag("pad_replicate", false)),
              at.has("skip_air_below_hu")
                  ? Optional.of(at.number("skip_air_below_hu", -32768, 0))
                  : Optional.empty());
        });
  }

  Ensemble ensemble() {
    return top.has("ensemble")
        ? top.object("ensemble", NetworkSection::ensemble)
        : new Ensemble(List.of(), List.of(), Average.LOGITS);
  }

  private static Ensemble ensemble(YamlCursor at) {
    return new Ensemble(
        at.has("mirror_axes") ? at.integers("mirror_axes", 0, 0, 2) : List.of(),
        at.objects("swap_labels", p -> p.integers("pair", 2, 0, MOST_LABELS)),
        at.choice("average", Average.class, Average.LOGITS));
  }

  Output output() {
    return top.object(
        "output",
        at -> {
          Decode decode = at.choice("decode", Decode.class);
          int order = at.integer("order", 0, 1, 1);
          return new Output(
              at.integer("index", 0, 15, 0),
              at.integer("classes", 1, MOST_LABELS + 1),
              at.choice("activation", Activation.class),
              decode,
              at.choice("invert", Invert.class),
              at.has("posterior_smoothing_mm")
                  ? Optional.of(at.numberOrNumbers("posterior_smoothing_mm", 3, 0, 50))
                  : Optional.empty(),
              order,
              at.integer("order_coarse", 0, 1, order),
              decode == Decode.REGIONS ? at.integers("regions", 0, 1, MOST_LABELS) : List.of());
        });
  }

  List<PostStep> postprocess() {
    return top.objects("postprocess", NetworkSection::postStep);
  }

  private static PostStep postStep(YamlCursor at) {
    String name = at.onlyKey();
    return switch (name) {
      case "largest_component" -> at.object(name, NetworkSection::largest);
      case "slice_exclusion" -> at.object(name, NetworkSection::exclusion);
      case "smallest_volume" ->
          at.object(name, n -> new SmallestVolume(labels(n), n.number("mm3", 0, 1e9)));
      case "include" ->
          at.object(
              name,
              n ->
                  new Include(
                      n.integer("label", 1, MOST_LABELS), n.integers("from", 0, 1, MOST_LABELS)));
      case "bridge_gaps" ->
          at.object(name, n -> new BridgeGaps(labels(n), n.number("most_mm", 0, 100)));
      case "fill_holes" ->
          at.object(name, n -> new FillHoles(labels(n), n.flag("in_volume", false)));
      case "clip_to_body" -> at.object(name, n -> new ClipToBody(labels(n)));
      default -> {
        at.wrong(
            "must be one of largest_component, smallest_volume, fill_holes, clip_to_body,"
                + " slice_exclusion, bridge_gaps, include");
        yield null;
      }
    };
  }

  private static LargestComponent largest(YamlCursor at) {
    return new LargestComponent(
        labels(at),
        at.flag("together", false),
        at.number("keep_share", 0, 1, 1),
        at.choice("share_of", ShareOf.class, ShareOf.LARGEST),
        at.choice("neighbours", Neighbours.class, Neighbours.FACES));
  }

  private static SliceExclusion exclusion(YamlCursor at) {
    return new SliceExclusion(
        at.integer("higher", 1, MOST_LABELS),
        at.integer("lower", 1, MOST_LABELS),
        at.choice("winner", Winner.class));
  }

  private static List<Integer> labels(YamlCursor at) {
    return at.has("labels") ? at.integers("labels", 0, 1, MOST_LABELS) : List.of();
  }
}
