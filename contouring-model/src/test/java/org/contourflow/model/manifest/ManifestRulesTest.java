package org.contourflow.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One broken manifest a rule: each is refused with the path of what is wrong. */
class ManifestRulesTest {
  private static final String SHA = "a".repeat(64);
  private static final String STEP = "tiling:\n";
  private static final String MODALITY = "  modality: CT\n";
  private static final String TWO_CHANNELS =
      MODALITY + "  channels: [{name: soft}, {name: bone, modality: CT}]\n";

  /** Replaces what matches {@code from} by {@code to} in a good manifest. */
  record Broken(String from, String to, String path, String rule) {
    @Override
    public String toString() {
      return path + ": " + to.strip();
    }
  }

  private static Broken broken(String from, String to, String path, String rule) {
    return new Broken(Pattern.quote(from), to, path, rule);
  }

  /** Everything between two keys' lines is gone. */
  private static Broken without(String key, String next, String path, String rule) {
    return new Broken("(?s)" + key + ":\n.*?" + next, key + ": []\n" + next, path, rule);
  }

  /** A line after the whole. */
  private static Broken top(String line, String path, String rule) {
    return broken("manifest: 1\n", "manifest: 1\n" + line + "\n", path, rule);
  }

  /** A third step of preprocessing. */
  private static Broken step(String step, String path, String rule) {
    return broken(STEP, "- " + step + "\n" + STEP, path, rule);
  }

  private static Broken post(String step, String path, String rule) {
    return broken("labels:\n", "postprocess:\n- " + step + "\nlabels:\n", path, rule);
  }

  private static Broken ensemble(String line, String path, String rule) {
    return broken("output:\n", "ensemble: {" + line + "}\noutput:\n", path, rule);
  }

  /** A key more in the first label. */
  private static Broken label(String line, String path, String rule) {
    return broken("- index: 1\n", "- index: 1\n  " + line + "\n", path, rule);
  }

  static Stream<Broken> identity() {
    return Stream.of(
        broken("id: example", "id: Example", "id", "must be lower case"),
        broken("version: 1.0.0", "version: 1 0", "version", "must be letters, digits"),
        broken("title: Parity", "title: " + "x".repeat(60), "title", "at most 64"),
        broken("licence: Apache-2.0\n", "", "licence", "is missing"),
        broken("intended_use: A test\n", "", "intended_use", "is missing"),
        broken("training_data: Synthetic\n", "", "training_data", "is missing"),
        broken("adult_only: false\n", "", "adult_only", "is missing"),
        top("colour: blue", "colour", "is not known"),
        top("cascade: true", "cascade", "cascades are not run"),
        top("previous_stage: 3d_lowres", "previous_stage", "cascades are not run"),
        top(
            "engine_memory_mb: -1",
            "line 12",
            "is not YAML: the key 'engine_memory_mb' stands twice"),
        broken("memory_mb: 100", "memory_mb: -1", "engine_memory_mb", "from 0"),
        broken("sha256: 36eac", "sha256: 36EAC", "weights[0].sha256", "64 lower-case"),
        without("weights", "golden", "weights", "must list at least one"),
        broken(
            "weights:\n",
            "weights:\n- file: b.pt\n  sha256: " + SHA + "\n",
            "golden.outputs",
            "one file for each weights file"),
        without("  inputs", "  outputs", "golden.inputs", "must list at least one file"),
        broken("tolerance: 0.001\n", "tolerance: 0.5\n", "golden.tolerance", "from 0.0 to 0.1"),
        top(
            "reduced_precision: {precision: bfloat16, weights: [], tolerance: 0.05}",
            "reduced_precision.weights",
            "one file for each weights file"),
        top(
            "reduced_precision: {precision: int8, weights: [], tolerance: 0.05}",
            "reduced_precision.precision",
            "must be one of [bfloat16]"));
  }

  static Stream<Broken> input() {
    return Stream.of(
        broken(
            "most_spacing_mm: 8", "most_spacing_mm: 0.2", "input.most_spacing_mm", "not be below"),
        broken(
            MODALITY, MODALITY + "  transpose: [0, 1, 1]\n", "input.transpose", "each of 0, 1, 2"),
        broken("axis_order: xyz", "axis_order: yxz", "input.axis_order", "must be zyx or xyz"),
        broken("orientation: RAS", "orientation: native", "input.axis_order", "must be zyx"),
        broken("padding_hu: -32768", "padding_hu: 5", "input.padding_hu", "from -32768 to 0"),
        broken(MODALITY, "  modality: PT\n", "input.modality", "needs another series"),
        broken(MODALITY, MODALITY + "  channels: []\n", "input.channels", "at least one channel"),
        broken(
            MODALITY,
            MODALITY + "  channels: [{name: a}, {name: b, modality: MR}]\n",
            "input.channels[1].modality",
            "needs another series, a prompt or another network's result"),
        broken(MODALITY, TWO_CHANNELS, "preprocess", "must have a per_channel step"),
        broken(
            "  - 2\n  - 2\n  - 2\n", "  - 2\n  - 0\n  - 2\n", "input.shape_divisor[1]", "from 1"));
  }

  static Stream<Broken> preprocess() {
    return Stream.of(
        step("crop: {to: body}", "preprocess[2].crop.to", "must be the first step"),
        step("crop: {to: threshold}", "preprocess[2].crop.threshold_hu", "not missing"),
        step("orient: RRS", "preprocess[2].orient", "once each, not RRS"),
        step("blur: {}", "preprocess[2]", "must be one of orient, crop, resample"),
        step("window: {level: 40, width: 0}", "preprocess[2].window.width", "from 1"),
        step("zscore: {}", "preprocess[2].zscore.nonzero_only", "is missing"),
        step(
            "per_channel: [{none: {}}, {none: {}}]",
            "preprocess[2].per_channel",
            "1 input.channels"),
        step("per_channel: [{blur: {}}]", "preprocess[2].per_channel[0]", "must be one of ct_perc"),
        step(
            "ct_percentile: {low: 5, high: 5, mean: 0, std: 1}",
            "preprocess[2].ct_percentile.high",
            "must be above low"),
        step(
            "resample: {spacing_mm: [1, 1, 1], order: 1, grid: half_pixel}",
            "preprocess[2].resample",
            "is the second one"),
        broken("from_high: 400.0", "from_high: -200.0", "preprocess[1].range.from_high", "differ"),
        broken(
            "- resample:\n",
            "- resample:\n    shape: [4, 4, 4]\n",
            "preprocess[0].resample",
            "either"),
        broken(
            "    order: 1\n",
            "    order: 3\n    border: zero\n",
            "preprocess[0].resample.border",
            "order 0 and 1"),
        broken(
            "grid: corner_centre", "grid: corner", "preprocess[0].resample.grid", "must be one of"),
        step(
            "per_channel: [{none: {}}]\n- crop: {to: nonzero}",
            "preprocess[3].crop",
            "before per_channel"),
        step(
            "per_channel: [{none: {}}]\n- per_channel: [{none: {}}]",
            "preprocess[3].per_channel",
            "second"));
  }

  static Stream<Broken> network() {
    return Stream.of(
        broken(
            "patch:\n  - 32",
            "patch:\n  - 33",
            "tiling.patch[0]",
            "divisible by input.shape_divisor"),
        broken("weight: constant", "weight: cosine", "tiling.weight", "must be one of"),
        broken("floor: 0.001", "floor: 2", "tiling.floor", "from 0.0 to 1.0"),
        broken(STEP, STEP + "  largest_weight: 0\n", "tiling.largest_weight", "from 0.01"),
        broken(STEP, STEP + "  accumulate: bfloat16\n", "tiling.accumulate", "float32, half"),
        broken(STEP, STEP + "  accumulate: half\n", "tiling.accumulate", "half is for logits"),
        broken(
            STEP,
            "- zscore: {nonzero_only: true}\ntiling:\n  skip_air_below_hu: -900\n",
            "tiling.skip_air_below_hu",
            "air is not the lowest value"),
        broken(
            STEP,
            "- range: {from_low: 0, from_high: 1, to_low: 1, to_high: 0, clip: false}\n"
                + "tiling:\n  skip_air_below_hu: -900\n",
            "tiling.skip_air_below_hu",
            "air is not the lowest value"),
        ensemble("mirror_axes: [0, 0]", "ensemble.mirror_axes", "names an axis twice"),
        ensemble("mirror_axes: [3]", "ensemble.mirror_axes[0]", "from 0 to 2"),
        ensemble(
            "swap_labels: [{pair: [1, 9]}]", "ensemble.swap_labels[0].pair", "does not have: 9"),
        ensemble(
            "swap_labels: [{pair: [1, 1]}]", "ensemble.swap_labels[0].pair", "channel twice: 1"),
        ensemble(
            "swap_labels: [{pair: [1, 2]}]",
            "ensemble.swap_labels[0].pair",
            "each other as partner"),
        ensemble("average: median", "ensemble.average", "must be one of"),
        broken("decode: argmax", "decode: threshold", "output.activation", "must be sigmoid"),
        broken("classes: 4", "classes: 1", "output.classes", "at least 2"),
        broken("invert: probabilities", "invert: labels", "output.order", "must be 0 where labels"),
        broken(
            "activation: softmax\n  decode: argmax\n  invert: probabilities",
            "activation: sigmoid\n  decode: threshold\n  invert: labels",
            "output.invert",
            "needs decode argmax"),
        broken(
            "activation: softmax\n  decode: argmax",
            "activation: sigmoid\n  decode: regions\n  regions: [1, 2]",
            "output.regions",
            "a label for each channel"),
        broken("classes: 4", "classes: 4\n  index: 99", "output.index", "from 0 to 15"),
        post("shrink: {}", "postprocess[0]", "must be one of"),
        post("fill_holes: {labels: [7]}", "postprocess[0]", "is for no label: 7"),
        post("include: {label: 1, from: [1]}", "postprocess[0].include", "other labels"),
        post("include: {label: 7, from: [1]}", "postprocess[0].include", "no label"),
        post("include: {label: 1, from: [7]}", "postprocess[0].include.from", "no channel: 7"),
        post("smallest_volume: {mm3: -1}", "postprocess[0].smallest_volume.mm3", "from 0.0"));
  }

  static Stream<Broken> labels() {
    return Stream.of(
        broken("index: 2", "index: 1", "labels[1].index", "is used twice: 1"),
        broken("index: 2", "index: 0", "labels[1].index", "from 1 to 255"),
        label("type: BRAIN", "labels[0].type", "must be one of"),
        label("laterality: BOTH", "labels[0].laterality", "must be one of"),
        label("partner: Label_2", "labels[0]", "an unpaired structure has no partner"),
        label("laterality: LEFT\n  partner: Nobody", "labels[0].partner", "is no label: Nobody"),
        label("volume_cc: [9, 2]", "labels[0]", "0 <= least <= most"),
        label("snomed: {code: '1'}", "labels[0].snomed.meaning", "is missing"),
        broken("  - 60\n  - 0\n", "  - 300\n  - 0\n", "labels[0].colour[0]", "from 0 to 255"));
  }

  /** A section of its own at the end. */
  private static Broken plausibility(String text, String path, String rule) {
    return top(
        "plausibility: {" + text + "}",
        path.isEmpty() ? "plausibility" : "plausibility." + path,
        rule);
  }

  private static final String ORGAN = "organs: [{label: 1, volume_cc: [1, 2]}";
  private static final String RELATION =
      "relations: [{label: 1, to: 2, x_mm: [-1, 1], y_mm: [-1, 1], z_mm: [-1, 1]}]";
  private static final String CURVE =
      "confidence: [{label: 1, attention_below: 0.5, points: [{raw: 0.1, dice: 0.2}, {raw: 0.9,"
          + " dice: 0.8}]}]";

  static Stream<Broken> plausibility() {
    return Stream.of(
        plausibility("heart: 1", "heart", "is not known"),
        top("plausibility: [1]", "plausibility", "must be"),
        plausibility(
            "region: {least_mm: 12}",
            "region.part",
            "one of [head_and_neck, thorax, abdomen, pelvis], not missing"),
        plausibility(
            "region: {part: CHEST, least_mm: 12}",
            "region.part",
            "one of [head_and_neck, thorax, abdomen, pelvis]"),
        plausibility("region: {part: HEAD_AND_NECK}", "region.least_mm", "not missing"),
        plausibility(
            "region: {part: HEAD_AND_NECK, least_mm: -1}", "region.least_mm", "from 0.0 to 2000.0"),
        plausibility(
            "region: {part: ABDOMEN, least_mm: 80, crop_mm: 5}", "region.crop_mm", "from 20.0"),
        plausibility(
            "region: {part: HEAD_AND_NECK, least_mm: 12, crop_mm: 200}",
            "region.crop_mm",
            "not for head_and_neck"),
        plausibility(
            "organs: [{label: 1, volume_cc: [1, 2], hu: [90, 20]}]",
            "organs[0].hu",
            "must be least, most"),
        plausibility("organs: 3", "organs", "must be a list"),
        plausibility(
            ORGAN + ", {label: 0, volume_cc: [1, 2]}]", "organs[1].label", "from 1 to 255"),
        plausibility(ORGAN + ", {label: 9, volume_cc: [1, 2]}]", "organs[1]", "not listed: 9"),
        plausibility(ORGAN + ", {label: 1, volume_cc: [1, 2]}]", "organs[1]", "twice: 1"),
        plausibility("organs: [{label: 1}]", "organs[0].volume_cc", "a list of 2 numbers"),
        plausibility(
            "organs: [{label: 1, volume_cc: [3, 2]}]", "organs[0].volume_cc", "least, most"),
        plausibility(
            "organs: [{label: 1, volume_cc: [-3, 2]}]", "organs[0].volume_cc[0]", "from 0.0"),
        plausibility(
            "organs: [{label: 1, volume_cc: [1, 2], anchor: TAIL}]",
            "organs[0].anchor",
            "one of [centroid, top]"),
        plausibility(
            "organs: [{label: 1, volume_cc: [1, 2], least_confidence: 1.5}]",
            "organs[0].least_confidence",
            "from 0.0 to 1.0"),
        plausibility(
            "organs: [{label: 1, volume_cc: [1, 2], colour: red}]",
            "organs[0].colour",
            "not known"),
        plausibility(RELATION.replace("to: 2", "to: 9"), "relations[0]", "not listed: 9"),
        plausibility(RELATION.replace("label: 1", "label: 8"), "relations[0]", "not listed: 8"),
        plausibility(RELATION.replace("to: 2, ", ""), "relations[0].to", "not missing"),
        plausibility(
            RELATION.replace("z_mm: [-1, 1]", "z_mm: [1]"), "relations[0].z_mm", "2 numbers"),
        plausibility(
            RELATION.replace("y_mm: [-1, 1]", "y_mm: [1, -1]"), "relations[0].y_mm", "least, most"),
        plausibility(
            RELATION.replace("x_mm: [-1, 1]", "x_mm: [-1, much]"),
            "relations[0].x_mm[1]",
            "must be a number"),
        plausibility(CURVE.replace("label: 1", "label: 7"), "confidence[0]", "not listed: 7"),
        plausibility(
            CURVE.replace("attention_below: 0.5, ", ""),
            "confidence[0].attention_below",
            "not missing"),
        plausibility(
            "confidence: [{label: 1, attention_below: 0.5, points: []}]",
            "confidence[0].points",
            "at least one"),
        plausibility(
            CURVE.replace("raw: 0.9", "raw: 0.1"), "confidence[0].points[1]", "a larger raw"),
        plausibility(
            CURVE.replace("dice: 0.8", "dice: 0.1"), "confidence[0].points[1]", "no smaller dice"),
        plausibility(
            CURVE.replace("dice: 0.8", "dice: 80"), "confidence[0].points[1].dice", "from 0.0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"identity", "input", "preprocess", "network", "labels", "plausibility"})
  void a_broken_manifest_is_refused_with_the_path_of_what_is_wrong(Broken broken)
      throws IOException {
    String good = Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"));
    assertThat(good).containsPattern(broken.from());
    String yaml = good.replaceAll(broken.from(), broken.to());
    ManifestException problems =
        catchThrowableOfType(ManifestException.class, () -> ManifestReader.parse(yaml));
    assertThat(problems).as("accepted:%n%s", broken).isNotNull();
    assertThat(problems.problems())
        .anySatisfy(
            p -> {
              assertThat(p.path()).isEqualTo(broken.path());
              assertThat(p.rule()).contains(broken.rule());
            });
  }
}
