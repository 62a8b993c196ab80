package org.contourflow.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.contourflow.evaluate.Evaluation.NotContoured;
import org.contourflow.evaluate.Evaluation.Row;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.train.data.BoxCases;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.SevenOrgans;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation of a model whose answers are boxes, so that every number is known. */
class EvaluationTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("boxes", "1", "0".repeat(64), "Boxes", false);

  @TempDir Path folder;
  private final BoxCases cases = new BoxCases();
  private final Map<String, BinaryMask> answers = new HashMap<>();

  /** Answers with the same boxes for every case, cut to the case's slices. */
  private final class Boxes implements Segmenter {
    private final int firstSlice;
    private final Optional<SegmentationOutcome> instead;

    Boxes(int firstSlice, Optional<SegmentationOutcome> instead) {
      this.firstSlice = firstSlice;
      this.instead = instead;
    }

    @Override
    public ModelIdentity identity() {
      return MODEL;
    }

    @Override
    public List<StructureDefinition> structures() {
      return SevenOrgans.SCHEME.structureNames().stream().map(EvaluationTest::definition).toList();
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      List<SegmentedStructure> found = new ArrayList<>();
      int plane = ct.grid().rows() * ct.grid().columns();
      for (StructureDefinition each : structures()) {
        BinaryMask whole = answers.getOrDefault(each.name(), BoxCases.box(1, 0, 0, 0, 0, 0));
        BitSet cut =
            whole.toBitSet().get(firstSlice * plane, (firstSlice + ct.grid().slices()) * plane);
        found.add(SegmentedStructure.of(each, BinaryMask.wrap(ct.grid(), cut), MODEL));
      }
      return instead.orElse(new SegmentationOutcome.Completed(found, List.of()));
    }
  }

  private static StructureDefinition definition(String name) {
    return new StructureDefinition(
        Structure.unpaired(name, RoiType.ORGAN, new RoiColour(1, 2, 3)),
        Optional.empty(),
        true,
        true);
  }

  private Evaluation.Result run(int firstSlice, NotContoured meaning) throws IOException {
    Boxes model = new Boxes(firstSlice, Optional.empty());
    return new Evaluation(model, new EvaluationData(cases, null), meaning)
        .run(folder.resolve("pictures"), line -> {});
  }

  private static Row row(Evaluation.Result result, String structure) {
    return result.rows().stream()
        .filter(r -> r.structure().equals(structure))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_measure_of_a_shifted_box_is_the_one_worked_out_by_hand() throws IOException {
    // 4 slices of 2 mm, 8 x 8 pixels of 1 mm, the model two columns off.
    cases.add("a", Map.of("Brainstem", BoxCases.box(8, 11, 4, 11, 4, 11)), 0, 19);
    answers.put("Brainstem", BoxCases.box(8, 11, 4, 11, 6, 13));
    Row row = row(run(0, NotContoured.UNKNOWN), "Brainstem");
    assertThat(row.score().dice()).isEqualTo(0.75);
    assertThat(row.diceWithinExtent()).isEqualTo(0.75);
    assertThat(row.score().referenceCc()).isCloseTo(0.512, within(1e-9));
    assertThat(row.score().volumeErrorPercent()).isZero();
    assertThat(row.score().hausdorff95Mm()).isCloseTo(2, within(1e-9));
    assertThat(row.score().surfaceDice3Mm()).isEqualTo(1);
    assertThat(row.score().surfaceDice1Mm()).isBetween(0.5, 0.85);
    // Of the reference's 28 outline pixels a slice, the model's outline passes through 6 above and
    // 6 below: 16 of 1 mm are to be drawn, in 4 slices.
    assertThat(row.score().addedPathLengthMm()).isCloseTo(4 * 16, within(1e-9));
  }

  @Test
  void a_structure_that_goes_on_past_the_reference_is_right_within_its_extent() throws IOException {
    cases.add("a", Map.of("SpinalCord", BoxCases.box(5, 14, 8, 11, 8, 11)), 0, 19);
    answers.put("SpinalCord", BoxCases.box(0, 19, 8, 11, 8, 11));
    Row row = row(run(0, NotContoured.UNKNOWN), "SpinalCord");
    assertThat(row.score().dice()).isCloseTo(2 * 10.0 / 30, within(1e-9));
    assertThat(row.diceWithinExtent()).isEqualTo(1);
  }

  @Test
  void what_the_model_does_not_contour_is_said_in_every_report() throws IOException {
    BinaryMask box = BoxCases.box(8, 11, 4, 11, 4, 11);
    cases.add("a", Map.of("Brainstem", box, "Heart", box), 0, 19);
    answers.put("Brainstem", box);
    Evaluation.Result result = run(0, NotContoured.UNKNOWN);
    assertThat(result.leftOut()).containsExactly("a Heart");
    EvaluationReport report = new EvaluationReport(result);
    assertThat(report.summary()).contains("Contoured, but no structure of the model (1): a Heart");
    report.write(folder);
    assertThat(Files.readString(folder.resolve("evaluation.html"))).contains("a Heart");
    assertThat(Files.readString(folder.resolve("evaluation.json")))
        .contains("contouredButNotJudged");
  }

  @Test
  void what_nobody_drew_is_not_judged_unless_it_is_known_to_be_absent() throws IOException {
    cases.add("a", Map.of("Brainstem", BoxCases.box(8, 11, 4, 11, 4, 11)), 0, 19);
    answers.put("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11));
    Evaluation.Result unknown = run(0, NotContoured.UNKNOWN);
    assertThat(unknown.rows()).extracting(Row::structure).containsExactly("Brainstem");
    assertThat(unknown.unjudged()).containsExactly("a Larynx");
    assertThat(row(unknown, "Brainstem").score().presence()).isEqualTo(Presence.MISSED);
    assertThat(row(unknown, "Brainstem").score().dice()).isZero();

    Evaluation.Result absent = run(0, NotContoured.ABSENT);
    assertThat(absent.rows()).hasSize(7);
    assertThat(absent.unjudged()).isEmpty();
    assertThat(row(absent, "Larynx").score().presence()).isEqualTo(Presence.PHANTOM);
    assertThat(row(absent, "Parotid_L").score().presence()).isEqualTo(Presence.NEITHER);
  }

  @Test
  void a_reference_that_cannot_be_used_is_not_judged_even_where_none_means_absent()
      throws IOException {
    cases.add("a", Map.of("SpinalCord", BoxCases.box(0, 19, 0, 23, 0, 23)), 0, 19);
    cases.addUnusable("b", Set.of("Larynx"));
    answers.put("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11));
    Evaluation.Result absent = run(0, NotContoured.ABSENT);
    assertThat(row(absent, "Larynx").score().presence()).isEqualTo(Presence.PHANTOM);
    assertThat(row(absent, "Larynx").caseId()).isEqualTo("a");
    assertThat(absent.rows()).filteredOn(r -> r.structure().equals("Larynx")).hasSize(1);
    assertThat(absent.unjudged()).containsExactly("b Larynx");
  }

  @Test
  void only_usable_slices_are_judged_and_an_absurd_cord_is_no_reference() throws IOException {
    Map<String, BinaryMask> contours =
        Map.of(
            "Brainstem", BoxCases.box(3, 12, 4, 11, 4, 11),
            "Esophagus", BoxCases.box(0, 4, 4, 11, 4, 11));
    cases.add("a", contours, 5, 14);
    EvaluationData.Case read = new EvaluationData(cases, null).read("a");
    assertThat(read.ct().grid().slices()).isEqualTo(10);
    assertThat(read.references()).containsOnlyKeys("Brainstem");
    assertThat(read.references().get("Brainstem").count()).isEqualTo(8 * 64);
    answers.put("Brainstem", BoxCases.box(0, 12, 4, 11, 4, 11));
    assertThat(row(run(5, NotContoured.UNKNOWN), "Brainstem").score().dice()).isEqualTo(1);
  }

  @Test
  void an_unknown_case_id_is_refused_by_name() throws IOException {
    cases.add("a", Map.of(), 0, 19);
    Path list = Files.writeString(folder.resolve("list.txt"), "# some\na\nb\n");
    assertThatThrownBy(() -> new EvaluationData(cases, list))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("case b of list.txt");
  }

  @Test
  void the_report_has_means_medians_missed_phantoms_and_the_five_worst_with_pictures()
      throws IOException {
    for (int i = 0; i < 7; i++) {
      cases.add("p" + i, Map.of("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11 + i)), 0, 19);
    }
    cases.add("q", Map.of(), 0, 19);
    answers.put("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11));
    answers.put("Brainstem", BoxCases.box(8, 9, 4, 5, 4, 5));
    EvaluationReport report = new EvaluationReport(run(0, NotContoured.ABSENT));
    report.write(folder);
    JsonNode larynx =
        new ObjectMapper()
            .readTree(folder.resolve("evaluation.json").toFile())
            .get("structures")
            .get("Larynx");
    assertThat(larynx.get("cases").asInt()).isEqualTo(8);
    assertThat(larynx.get("phantom").asInt()).isEqualTo(1);
    // Dice of box widths 8 and 8 + i: 16 / (16 + i), and the phantom's 0.
    double mean = 0;
    for (int i = 0; i < 7; i++) {
      mean += 16.0 / (16 + i) / 8;
    }
    assertThat(larynx.get("dice").get("mean").asDouble()).isCloseTo(mean, within(1e-4));
    assertThat(larynx.get("dice").get("median").asDouble())
        .isCloseTo((16.0 / 19 + 16.0 / 20) / 2, within(1e-4));
    assertThat(larynx.get("worst")).hasSize(5);
    assertThat(larynx.get("worst").get(0).asText()).isEqualTo("q");
    assertThat(larynx.get("worst").get(1).asText()).isEqualTo("p6");
    String html = Files.readString(folder.resolve("evaluation.html"));
    assertThat(html).contains("pictures/p6-Larynx.png").doesNotContain("pictures/p0-Larynx.png");
    assertThat(folder.resolve("pictures/p6-Larynx.png")).exists();
    assertThat(report.summary()).contains("Brainstem").contains("phantom 8");
    assertThat(report.meanDice("Larynx")).isCloseTo(mean, within(1e-9));
  }

  @Test
  void a_refused_case_is_reported_with_its_reason_and_judged_in_nothing() throws IOException {
    cases.add("a", Map.of("Larynx", BoxCases.box(8, 11, 4, 11, 4, 11)), 0, 19);
    SegmentationOutcome no =
        new SegmentationOutcome.Refused(
            SegmentationOutcome.RefusalCode.NO_BODY_FOUND, "CT", "look at it");
    Evaluation.Result result =
        new Evaluation(
                new Boxes(0, Optional.of(no)),
                new EvaluationData(cases, null),
                NotContoured.UNKNOWN)
            .run(folder.resolve("pictures"), line -> {});
    assertThat(result.rows()).isEmpty();
    assertThat(result.failures()).singleElement().asString().contains("a: NO_BODY_FOUND");
  }

  @Test
  void a_picture_has_the_reference_green_the_model_red_and_both_yellow() throws IOException {
    Path file = folder.resolve("p.png");
    CtVolume ct = cases0().ct();
    BinaryMask one = BoxCases.box(8, 11, 4, 11, 4, 11);
    EvaluationPicture.write(file, ct, one, one);
    assertThat(colours(file)).contains(0xFFFF00).doesNotContain(0xFF0000, 0x00FF00);
    EvaluationPicture.write(file, ct, one, BoxCases.box(8, 11, 14, 18, 14, 18));
    assertThat(colours(file)).contains(0xFF0000, 0x00FF00);
  }

  private CaseSource.LabelledCase cases0() {
    cases.add("a", Map.of(), 0, 19);
    return cases.read("a");
  }

  private static List<Integer> colours(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    List<Integer> colours = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        // The letter R or A is yellow too: leave its corner out.
        if (x % (image.getWidth() / 3) > 20) {
          colours.add(image.getRGB(x, y) & 0xFFFFFF);
        }
      }
    }
    return colours.stream().distinct().toList();
  }
}
