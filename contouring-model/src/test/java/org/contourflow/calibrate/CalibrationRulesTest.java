package org.contourflow.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.calibrate.CalibrationData.Marked;
import org.contourflow.calibrate.CalibrationData.Run;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.manifest.Plausibility.Relation;
import org.contourflow.model.presence.OrganFacts;
import org.contourflow.train.data.BoxCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a calibration makes of contours and runs that are known; no network is run. */
class CalibrationRulesTest {
  private static final BinaryMask SOMETHING = BoxCases.box(5, 9, 5, 9, 5, 9);

  @TempDir Path folder;
  private ModelManifest manifest;
  private Label first;
  private Label second;

  /** The example's labels under the names of the two long and short organs. */
  @BeforeEach
  void read_a_manifest() throws Exception {
    String yaml = Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"));
    manifest =
        ManifestReader.parse(yaml.replace("Label_1", "Brainstem").replace("Label_2", "SpinalCord"));
    first = manifest.labels().get(0);
    second = manifest.labels().get(1);
  }

  @Test
  void a_model_that_is_cropped_in_service_is_calibrated_with_its_crop() {
    assertThat(CalibrationData.cropped(manifest)).isEmpty();
    Region region = new Region(BodyPart.ABDOMEN, 100, OptionalDouble.of(220));
    Plausibility rules = new Plausibility(Optional.of(region), List.of(), List.of(), List.of());
    ModelManifest crops = manifest.with(rules);
    Plausibility asked = CalibrationData.cropped(crops).orElseThrow().plausibility();
    assertThat(asked.region()).contains(new Region(BodyPart.ABDOMEN, 1, OptionalDouble.of(220)));
    assertThat(asked.organs()).isEmpty();
    assertThat(asked.confidence())
        .isEqualTo(CalibrationData.open(crops).plausibility().confidence());
    assertThat(CalibrationData.open(crops).plausibility().region()).isEmpty();
  }

  private Segmenter answering(SegmentationOutcome outcome) {
    return new Segmenter() {
      @Override
      public ModelIdentity identity() {
        return new ModelIdentity("fake", "1", "0".repeat(64), "fake", false);
      }

      @Override
      public List<StructureDefinition> structures() {
        return manifest.structures();
      }

      @Override
      public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
        return outcome;
      }
    };
  }

  /** A CT of another part of the body is looked at whole, and any other refusal is an error. */
  @Test
  void where_the_part_is_not_shown_the_model_without_a_crop_is_asked() throws Exception {
    CtVolume air = CtVolume.wrap(SOMETHING.grid(), new short[(int) SOMETHING.grid().voxelCount()]);
    Region region = new Region(BodyPart.ABDOMEN, 100);
    SegmentationOutcome made = new SegmentationOutcome.Completed(List.of(), List.of());
    Segmenter notShown = answering(refused(SegmentationOutcome.RefusalCode.BODY_PART_NOT_SHOWN));
    Segmenter memory = answering(refused(SegmentationOutcome.RefusalCode.MEMORY_LIMIT));
    Segmenter whole = answering(made);
    assertThat(
            CalibrationData.run(List.of(notShown, whole), manifest, region, "a neck", air, Map.of())
                .marked())
        .isEmpty();
    assertThatThrownBy(
            () ->
                CalibrationData.run(
                    List.of(memory, whole), manifest, region, "large", air, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("large");
  }

  private static SegmentationOutcome refused(SegmentationOutcome.RefusalCode code) {
    return new SegmentationOutcome.Refused(code, "there", "do this");
  }

  private List<Run> runs(Label label, double[] raw, double[] dice) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < raw.length; i++) {
      Marked marked = new Marked("case" + i, label, raw[i], dice[i], SOMETHING);
      runs.add(new Run("case" + i, 100, List.of(marked), List.of()));
    }
    return runs;
  }

  private CalibrationRules rules(Label label, double[] raw, double[] dice) {
    return new CalibrationRules(manifest, runs(label, raw, dice));
  }

  /** {@code n} values from {@code from}, each a step more. */
  private static double[] steps(int n, double from, double step) {
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = from + i * step;
    }
    return out;
  }

  @Test
  void an_organ_of_seven_cases_has_no_curve_and_one_of_eight_has() {
    assertThat(rules(first, steps(7, 0.5, 0.05), steps(7, 0.5, 0.05)).curves()).isEmpty();
    List<Curve> curves = rules(first, steps(8, 0.5, 0.05), steps(8, 0.5, 0.05)).curves();
    assertThat(curves).singleElement().extracting(Curve::label).isEqualTo(first.index());
  }

  @Test
  void a_case_without_reference_is_no_case() {
    double[] dice = steps(8, 0.5, 0.05);
    dice[3] = Double.NaN;
    assertThat(rules(first, steps(8, 0.5, 0.05), dice).curves()).isEmpty();
  }

  @Test
  void of_twenty_cases_the_three_least_sure_would_be_flagged() {
    double[] raw = steps(20, 0.5, 0.02);
    double[] dice = steps(20, 0.4, 0.02);
    Curve curve = rules(first, raw, dice).curves().get(0);
    long flagged =
        java.util.Arrays.stream(raw).filter(r -> curve.at(r) < curve.attentionBelow()).count();
    assertThat(flagged).isEqualTo(3);
    assertThat(curve.attentionBelow()).isEqualTo(0.46);
  }

  @Test
  void a_measure_no_better_than_the_mean_flags_only_what_is_below_all_that_was_seen() {
    double[] raw = steps(20, 0.5, 0.02);
    double[] dice = new double[20];
    for (int i = 0; i < 20; i++) {
      dice[i] = i % 2 == 0 ? 0.5 : 0.7;
    }
    CalibrationRules rules = rules(first, raw, dice);
    CalibrationFit fit = rules.fits().get("Brainstem");
    assertThat(fit.meanError()).isGreaterThanOrEqualTo(fit.meanErrorOfMean());
    Curve curve = rules.curves().get(0);
    assertThat(curve.at(0.3)).isLessThan(curve.attentionBelow());
    assertThat(curve.at(0.52)).isGreaterThan(curve.attentionBelow());
  }

  @Test
  void a_flat_line_flags_nothing() {
    Curve curve = rules(first, steps(20, 0.5, 0.02), steps(20, 0.8, -0.01)).curves().get(0);
    assertThat(curve.at(0.1)).as("it does not rise").isEqualTo(curve.at(0.9));
    assertThat(curve.attentionBelow()).isZero();
  }

  private static OrganFacts facts(double cc, double x, boolean cut) {
    return new OrganFacts(cc, new PatientPoint(x, 0, 0), cut);
  }

  private static Map<String, Map<String, OrganFacts>> references(int cases) {
    Map<String, Map<String, OrganFacts>> out = new LinkedHashMap<>();
    for (int i = 0; i < cases; i++) {
      out.put(
          "train" + i,
          Map.of("Brainstem", facts(20 + i, 10, false), "SpinalCord", facts(5, i, i % 2 == 0)));
    }
    return out;
  }

  @Test
  void volumes_are_from_four_tenths_of_the_least_whole_organ_to_one_and_a_half_of_the_largest() {
    Map<String, Map<String, OrganFacts>> references = new LinkedHashMap<>();
    for (int i = 0; i < 6; i++) {
      references.put("s" + i, Map.of("Brainstem", facts(20 + i, 0, false)));
    }
    references.put("cut", Map.of("Brainstem", facts(2, 0, true)));
    references.put("large", Map.of("Brainstem", facts(40, 0, false)));
    double[] raw = {0.2, 0.65, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
    double[] dice = {0.1, 0.31, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
    CalibrationRules of = rules(first, raw, dice);
    List<OrganRule> rules = of.organs(references);
    assertThat(of.told(references)).noneMatch(line -> line.startsWith("Brainstem"));
    // 0.8 of the least measure that found it; a Dice of 0.1 is no find.
    assertThat(rules.get(0)).isEqualTo(new OrganRule(first.index(), Anchor.CENTROID, 8, 60, 0.52));
    assertThat(rules.get(1).anchor()).as("a cord is placed by its top").isEqualTo(Anchor.TOP);
    assertThat(rules.get(1).leastConfidence()).as("of no case").isZero();
  }

  private static List<OrganFacts> whole(int cases, double cc) {
    return java.util.stream.IntStream.range(0, cases).mapToObj(i -> facts(cc, 0, false)).toList();
  }

  @Test
  void seven_contours_make_no_limit_and_leave_what_the_manifest_has() throws Exception {
    OrganRule before = new OrganRule(first.index(), Anchor.CENTROID, 3, 70, 0.6);
    Plausibility rules = new Plausibility(Optional.empty(), List.of(before), List.of(), List.of());
    ModelManifest calibrated = manifest.with(rules);
    assertThat(OrganLimits.of(calibrated, first, whole(8, 20)))
        .isEqualTo(new OrganLimits(8, 30, Optional.empty()));
    OrganLimits kept = OrganLimits.of(calibrated, first, whole(7, 20));
    assertThat(kept.leastCc()).isEqualTo(3);
    assertThat(kept.mostCc()).isEqualTo(70);
    assertThat(kept.told().orElseThrow())
        .isEqualTo("Brainstem: 7 contour(s), fewer than 8: 3.0 to 70.0 cc kept from before");
    OrganLimits none = OrganLimits.of(manifest, first, List.of());
    assertThat(none.leastCc()).isZero();
    assertThat(none.mostCc()).isGreaterThan(1e5);
    assertThat(none.told().orElseThrow()).contains("0 contour(s)", "give the label a volume_cc");
    OrganRule unlimited = new OrganRule(first.index(), Anchor.CENTROID, 0, none.mostCc(), 0);
    Plausibility open =
        new Plausibility(Optional.empty(), List.of(unlimited), List.of(), List.of());
    assertThat(OrganLimits.of(manifest.with(open), first, List.of()).told())
        .as("no limit is none to keep")
        .isEqualTo(none.told());
  }

  @Test
  void a_usual_volume_of_the_literature_is_widened_as_contours_are() throws Exception {
    String yaml =
        Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"))
            .replace("name: Label_1", "name: Brain\n  volume_cc: [1000, 1600]");
    ModelManifest usual = ManifestReader.parse(yaml);
    OrganLimits limits = OrganLimits.of(usual, usual.labels().get(0), whole(2, 50));
    assertThat(limits.leastCc()).isEqualTo(400);
    assertThat(limits.mostCc()).isEqualTo(2400);
    assertThat(limits.told().orElseThrow())
        .contains("2 contour(s), fewer than 8", "usual volume (volume_cc of the label), 1000.0");
  }

  @Test
  void too_few_held_back_cases_ask_for_no_confidence_and_say_so() {
    CalibrationRules of = rules(first, steps(7, 0.5, 0.05), steps(7, 0.5, 0.05));
    assertThat(of.organs(references(20)).get(0).leastConfidence()).isZero();
    assertThat(of.told(references(20)))
        .filteredOn(line -> !line.startsWith("Label_3"))
        .containsExactly(
            "Brainstem: 7 held-back case(s), fewer than 8: no confidence",
            "SpinalCord: 0 held-back case(s), fewer than 8: no confidence");
  }

  @Test
  void a_relation_that_too_few_cases_have_stays_as_the_manifest_has_it() {
    Range range = new Range(-5, 5);
    Relation before = new Relation(second.index(), first.index(), range, range, range);
    Plausibility rules = new Plausibility(Optional.empty(), List.of(), List.of(before), List.of());
    CalibrationRules of = new CalibrationRules(manifest.with(rules), List.of());
    assertThat(of.relations(references(19))).containsExactly(before);
    assertThat(of.relations(references(20))).doesNotContain(before).hasSize(1);
  }

  @Test
  void what_stands_behind_the_section_stays() throws IOException {
    Path yaml = folder.resolve("model.yaml");
    String text = Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"));
    String first = text.substring(0, text.indexOf("\nlabels:") + 1);
    String labels = text.substring(first.length());
    Files.writeString(yaml, first + "plausibility:\n  organs: []\n# of the labels\n" + labels);
    report().writeInto(yaml);
    assertThat(yaml).content().startsWith(first + labels).contains("  organs:\n  - {label: 1");
    assertThat(yaml).content().containsOnlyOnce("plausibility:");
  }

  @Test
  void twenty_training_cases_make_a_relation_and_nineteen_do_not() {
    CalibrationRules rules = rules(first, new double[0], new double[0]);
    assertThat(rules.relations(references(19))).isEmpty();
    // Cord at 0 to 19, brainstem at 10: -10 to 9, and 12 mm beyond.
    assertThat(rules.relations(references(20)))
        .containsExactly(
            new Relation(
                second.index(),
                first.index(),
                new Range(-22, 21),
                new Range(-12, 12),
                new Range(-12, 12)));
  }

  private CalibrationReport report() {
    double[] raw = steps(20, 0.5, 0.02);
    List<Run> runs = runs(first, raw, steps(20, 0.4, 0.02));
    CalibrationRules made = new CalibrationRules(manifest, runs);
    Plausibility rules =
        new Plausibility(
            Optional.of(new Region(BodyPart.HEAD_AND_NECK, 12)),
            made.organs(references(20)),
            made.relations(references(20)),
            made.curves());
    Run chest = new Run("chest", 3, List.of(runs.get(0).marked().get(0)), List.of("SpinalCord"));
    return new CalibrationReport(
        new Calibration.Result(
            manifest.with(rules),
            references(20),
            runs,
            List.of(chest),
            made.fits(),
            made.told(references(20))));
  }

  @Test
  void the_section_is_read_back_as_it_was_made_and_takes_the_place_of_an_older_one()
      throws IOException, org.contourflow.model.manifest.ManifestException {
    Path yaml = folder.resolve("model.yaml");
    String before =
        Files.readString(Path.of("src/test/resources/networks/example/1.0.0/model.yaml"));
    Files.writeString(yaml, before);
    report().writeInto(yaml);
    String once = Files.readString(yaml);
    assertThat(once).startsWith(before);
    report().writeInto(yaml);
    assertThat(yaml).hasContent(once);
    Plausibility read = ManifestReader.parse(once).plausibility();
    assertThat(read.region()).contains(new Region(BodyPart.HEAD_AND_NECK, 12));
    assertThat(read.relations()).hasSize(1);
    assertThat(read.curve(first.index()).orElseThrow().attentionBelow()).isEqualTo(0.46);
  }

  @Test
  void the_summary_tells_flags_off_target_and_what_is_refused() {
    String summary = report().summary();
    assertThat(summary).contains("Brainstem         20     1.00    0.000", "3 (3)");
    assertThat(summary).containsPattern("chest +3 mm of head and neck, refused");
    assertThat(summary).contains("Held-back cases that the body part's rule refuses: 0");
    assertThat(report().table().lines()).hasSize(1 + 20 + 2);
  }
}
