package org.contourflow.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.model.StructureDefinition;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.Tg263;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifest of the network of which six classes of fourteen are told. */
class HeadNeckMoreTest {
  private static final String ID = "head-neck-more";
  private static final long LARGEST = 20_000_000;

  private static RegisteredModel model;
  private static RegisteredModel first;

  @BeforeAll
  static void open(@TempDir Path models) throws IOException {
    ShippedModels.installInto(models);
    model = ModelRegistry.open(models).require(ID);
    first = ModelRegistry.open(models).require("head-neck-openkbp");
    // Read while the folder is there.
    long bytes = 0;
    try (var files = Files.list(model.folder())) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThan(LARGEST);
    assertThat(model.folder().resolve("lineage.json")).isRegularFile();
    for (ModelManifest.HashedFile file : model.manifest().weights()) {
      assertThat(model.read(file)).isNotEmpty();
    }
  }

  private static String text() throws IOException {
    return Files.readString(Path.of("src/main/resources/models/" + ID + "/1.0.0/model.yaml"));
  }

  @Test
  void it_tells_six_structures_and_none_that_the_first_network_tells() {
    List<String> told = names(model);
    assertThat(told)
        .containsExactly(
            "Brain", "Eye_R", "Eye_L", "Glnd_Submand_R", "Glnd_Submand_L", "SpinalCanal")
        .doesNotContainAnyElementsOf(names(first));
    ModelManifest m = model.manifest();
    assertThat(m.output().classes()).isEqualTo(1 + names(first).size() + told.size());
    // The canal has the cord in it, which is not told.
    assertThat(m.maskedIndexes()).containsExactly(8, 9, 10, 11, 12, 13, 2);
    assertThat(m.about().clinicalUse()).isFalse();
  }

  private static List<String> names(RegisteredModel of) {
    return of.manifest().structures().stream().map(StructureDefinition::name).toList();
  }

  @Test
  void it_takes_the_same_ct_in_the_same_way_as_the_first_network() {
    assertThat(model.manifest().input()).isEqualTo(first.manifest().input());
    assertThat(model.manifest().prepare()).isEqualTo(first.manifest().prepare());
    assertThat(model.manifest().tiling()).isEqualTo(first.manifest().tiling());
    assertThat(model.manifest().plausibility().region())
        .isEqualTo(first.manifest().plausibility().region());
  }

  @Test
  void every_structure_has_its_name_side_and_code_of_tg_263_and_a_rule_on_its_volume() {
    for (ModelManifest.Label label : model.manifest().labels()) {
      StructureDefinition s = label.structure();
      Tg263 standard = Tg263.find(s.name()).orElseThrow();
      assertThat(s.laterality()).as(s.name()).isEqualTo(standard.side());
      String code = s.structure().code().map(RoiCode::value).orElseThrow();
      assertThat(standard.code().map(RoiCode::value).orElse(code)).as(s.name()).isEqualTo(code);
      assertThat(s.expectedVolumeCc()).as(s.name()).isPresent();
      assertThat(s.mayBeAbsent()).as(s.name()).isTrue();
      assertThat(model.manifest().plausibility().organ(label.index())).as(s.name()).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 10, 9, 3", "9, 10, 4, 10", "11, 12, 11, 5"})
  void a_told_side_changes_places_with_its_partner_only(int one, int other, int a, int b)
      throws IOException {
    String pair = "  - pair:\n    - %d\n    - %d\n";
    String wrong = text().replace(pair.formatted(3, 4), "");
    wrong = wrong.replace(pair.formatted(one, other), pair.formatted(a, b));
    assertThat(problems(wrong)).contains("swap_labels", "must name each other as partner");
  }

  @Test
  void a_class_that_is_neither_told_nor_included_is_not_worked_on() throws IOException {
    String wrong = text().replace("    from:\n    - 2\n", "    from:\n    - 1\n");
    assertThat(problems(wrong)).contains("postprocess[0]", "is for no label: 2");
  }

  private static String problems(String yaml) {
    return catchThrowableOfType(ManifestException.class, () -> ManifestReader.parse(yaml))
        .problems()
        .toString();
  }
}
