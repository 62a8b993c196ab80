package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.model.ModelIdentity;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped numbers are those of the training CTs; what they call unlike, in folds, on validation
 * patients, and on CTs that were made odd. Writes {@code target/ct-experience.md}.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CtExperienceTest {
  private static final ModelIdentity NETWORK =
      new ModelIdentity("m", "1", "0".repeat(64), "A network", false);

  private static final int FOLDS = 5;

  @TempDir private Path folder;
  private final Map<String, Map<CtFeature, Double>> training = new LinkedHashMap<>();
  private final Map<String, CtVolume> validation = new LinkedHashMap<>();

  @BeforeAll
  void measure() throws IOException {
    try (OpenKbp data = new OpenKbp()) {
      for (String id : data.ids("train-pats")) {
        training.put(id, CtMeasurer.of(data.ct(id), OpenKbp.SINGLE_SLICE_MM));
      }
      for (String id : data.ids("validation-pats")) {
        validation.put(id, data.ct(id));
      }
    }
  }

  private static CtExperience of(Map<String, Map<CtFeature, Double>> cts) {
    return CtExperienceFit.fit(new ArrayList<>(cts.values()));
  }

  @Test
  void the_shipped_numbers_are_those_of_the_training_cts() throws IOException {
    String made = of(training).toJson();
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("ct-head-neck-openkbp-1.json"), made);
    try (var in = CtExperience.class.getResourceAsStream("ct-head-neck-openkbp-1.json")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()).isEqualTo(made);
    }
  }

  /** Ids by severity, in the order of the data. */
  private static Map<Severity, List<String>> judged(
      CtExperience by, Map<String, Map<CtFeature, Double>> cts) {
    Map<Severity, List<String>> ids = new EnumMap<>(Severity.class);
    ids.put(Severity.WARNING, new ArrayList<>());
    ids.put(Severity.NOTE, new ArrayList<>());
    cts.forEach(
        (id, ct) -> by.judge(ct, List.of(NETWORK)).ifPresent(f -> ids.get(f.severity()).add(id)));
    return ids;
  }

  /**
   * What is told of them: pt_38's image is tissue to its rim, pt_89 is blank around its cord,
   * pt_143 is a skull of 62 mm; pt_164 has the most metal.
   */
  @Test
  void in_folds_that_had_not_seen_them_three_of_160_training_cts_are_far_out() {
    List<String> ids = new ArrayList<>(training.keySet());
    Map<Severity, List<String>> all = new EnumMap<>(Severity.class);
    for (int fold = 0; fold < FOLDS; fold++) {
      Map<String, Map<CtFeature, Double>> rest = new LinkedHashMap<>(training);
      Map<String, Map<CtFeature, Double>> own = new LinkedHashMap<>();
      for (int i = fold; i < ids.size(); i += FOLDS) {
        own.put(ids.get(i), rest.remove(ids.get(i)));
      }
      judged(of(rest), own)
          .forEach((s, some) -> all.computeIfAbsent(s, k -> new ArrayList<>()).addAll(some));
    }
    assertThat(all.get(Severity.WARNING)).containsExactlyInAnyOrder("pt_38", "pt_89", "pt_143");
    assertThat(all.get(Severity.NOTE))
        .containsExactlyInAnyOrder("pt_51", "pt_156", "pt_164", "pt_170");
  }

  /** pt_203's CT is blank around the brainstem. */
  @Test
  void of_32_validation_patients_none_is_far_out_and_the_one_told_of_is_blank() {
    Map<String, Map<CtFeature, Double>> cts = new LinkedHashMap<>();
    validation.forEach((id, ct) -> cts.put(id, CtMeasurer.of(ct, OpenKbp.SINGLE_SLICE_MM)));
    Map<Severity, List<String>> told = judged(CtExperience.shipped(), cts);
    assertThat(cts).hasSize(32);
    assertThat(told.get(Severity.WARNING)).isEmpty();
    assertThat(told.get(Severity.NOTE)).containsExactly("pt_203");
  }

  @Test
  void odd_cts_made_of_them_are_found_as_often_as_the_page_says() throws IOException {
    StringBuilder table =
        new StringBuilder("| made of each of 32 | warning | note |\n|---|---|---|\n");
    Map<String, Integer> warnings = new LinkedHashMap<>();
    OddCts.all()
        .forEach(
            (name, make) -> {
              Map<String, Map<CtFeature, Double>> cts = new LinkedHashMap<>();
              validation.forEach(
                  (id, ct) -> cts.put(id, CtMeasurer.of(make.apply(ct), OpenKbp.SINGLE_SLICE_MM)));
              Map<Severity, List<String>> told = judged(CtExperience.shipped(), cts);
              warnings.put(name, told.get(Severity.WARNING).size());
              table.append(
                  String.format(
                      "| %s | %d | %d |%n",
                      name, told.get(Severity.WARNING).size(), told.get(Severity.NOTE).size()));
            });
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("ct-experience.md"), table);
    assertThat(warnings)
        .containsEntry("HU 1024 too high", 32)
        .containsEntry("HU 100 too high", 32)
        .containsEntry("HU halved", 32)
        .containsEntry("every third slice only", 32)
        .containsEntry("noise of 60 HU", 32);
    assertThat(warnings.get("every second slice only")).isGreaterThanOrEqualTo(31);
    assertThat(warnings.get("pixels 1.5 times as large")).isGreaterThanOrEqualTo(27);
    assertThat(warnings.get("head for feet")).isGreaterThanOrEqualTo(16);
    assertThat(warnings.get("metal of 30 cc with streaks")).isGreaterThanOrEqualTo(15);
  }

  @Test
  void a_clinical_ct_in_full_resolution_is_like_them_and_an_abdomen_or_thorax_is_not()
      throws IOException {
    assertThat(read("cerr_hn_picker/pt_1.zip")).isEmpty();
    for (String other :
        List.of(
            "crlm_ge_abdomen/CRLM-CT-1004.zip",
            "ts_example/example_ct.nii.gz",
            "ibsi_lung_phantom/pat_1.zip")) {
      assertThat(read(other))
          .as(other)
          .hasValueSatisfying(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
    }
  }

  private Optional<QaFinding> read(String file) throws IOException {
    CtVolume ct = OddCts.read(file, folder);
    return CtExperience.shipped()
        .judge(CtMeasurer.of(ct, OpenKbp.SINGLE_SLICE_MM), List.of(NETWORK));
  }
}
