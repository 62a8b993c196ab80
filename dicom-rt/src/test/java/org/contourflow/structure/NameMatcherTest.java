package org.contourflow.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.contourflow.structure.NameMatcher.By;
import org.contourflow.structure.NameMatcher.Match;
import org.contourflow.structure.NameMatcher.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which structure a name means, whoever wrote it. */
class NameMatcherTest {
  @ParameterizedTest
  @CsvSource({
    "PAROTID LT, Parotid_L",
    "Left Parotid, Parotid_L",
    "Parotid_R, Parotid_R",
    "R. Parotid, Parotid_R",
    "Brain Stem, Brainstem",
    "BRAIN_STEM, Brainstem",
    "cord, SpinalCord",
    "spinal cord, SpinalCord",
    "Mandible, Bone_Mandible",
    "oesophagus, Esophagus",
    "Submandibular Gland_Left, Glnd_Submand_L",
    "femoral head R, Femur_Head_R",
    "lung left, Lung_L"
  })
  void a_variant_means_its_tg263_name(String variant, String name) {
    assertThat(NameVariants.tg263(variant)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Left Elbow", "PTV boost 2", "dose 95 %", "", "left", "Parotid_L_opt"})
  void what_may_mean_two_or_nothing_means_none(String name) {
    assertThat(NameVariants.tg263(name)).isEmpty();
  }

  @Test
  void no_variant_changes_the_side() {
    NameVariants.all()
        .forEach(
            (variant, name) -> {
              boolean left = variant.matches("left.*|.*left|.*left[is]?");
              boolean right = variant.matches("right.*|.*right|.*right[is]?");
              if (left || right) {
                assertThat(Tg263.find(name).orElseThrow().side())
                    .as(variant + " -> " + name)
                    .isEqualTo(left ? Laterality.LEFT : Laterality.RIGHT);
              }
            });
  }

  @Test
  void the_side_of_every_name_is_what_the_name_says() {
    for (String name : Tg263.names()) {
      Laterality said =
          name.equals("VB_L") || !name.matches(".*_[LR](_.*)?")
              ? null
              : name.matches(".*_L(_.*)?") ? Laterality.LEFT : Laterality.RIGHT;
      if (said != null) {
        Tg263 entry = Tg263.find(name).orElseThrow();
        assertThat(entry.side()).as(name).isEqualTo(said);
        assertThat(entry.description())
            .as(name)
            .doesNotContainIgnoringCase(said == Laterality.LEFT ? " right" : " left");
      }
    }
    assertThat(Tg263.find("Penis").orElseThrow().side()).isEqualTo(Laterality.UNPAIRED);
  }

  @Test
  void names_pair_by_name_alias_spelling_and_variant_in_that_order() {
    Result result =
        new NameMatcher(Map.of("Esophagus", List.of("SPEISE")))
            .match(
                List.of("Parotid_L", "Parotid_R", "SpinalCord", "Esophagus", "Brainstem", "Heart"),
                List.of("PAROTID_R", "Parotid_L", "Speise", "Myelon", "PTV", "Brain Stem"));
    assertThat(result.matches())
        .containsExactlyInAnyOrder(
            new Match("Parotid_L", "Parotid_L", By.NAME),
            new Match("Esophagus", "Speise", By.ALIAS),
            new Match("Parotid_R", "PAROTID_R", By.SPELLING),
            new Match("Brainstem", "Brain Stem", By.SPELLING),
            new Match("SpinalCord", "Myelon", By.VARIANT));
    assertThat(result.ownOnly()).containsExactly("Heart");
    assertThat(result.otherOnly()).containsExactly("PTV");
    assertThat(result.unclear()).isEmpty();
  }

  @Test
  void where_two_could_be_meant_none_is_and_both_are_told() {
    Result result =
        new NameMatcher().match(List.of("SpinalCord"), List.of("cord", "Spinal_Cord", "myelon"));
    // The spelling decides first; what is left then is no second cord of ours.
    assertThat(result.own("Spinal_Cord")).contains("SpinalCord");
    assertThat(result.otherOnly()).containsExactly("cord", "myelon");
    Result unclear = new NameMatcher().match(List.of("SpinalCord"), List.of("cord", "myelon"));
    assertThat(unclear.matches()).isEmpty();
    assertThat(unclear.ownOnly()).containsExactly("SpinalCord");
    assertThat(unclear.unclear()).singleElement().asString().contains("cord", "myelon");
  }

  @Test
  void body_and_external_are_one_outline_unless_a_set_has_both() {
    NameMatcher matcher = new NameMatcher();
    assertThat(matcher.match(List.of("External"), List.of("BODY")).own("BODY"))
        .contains("External");
    Result both = matcher.match(List.of("External"), List.of("External", "Body"));
    assertThat(both.own("External")).contains("External");
    assertThat(both.otherOnly()).containsExactly("Body");
  }

  @Test
  void a_side_is_never_guessed() {
    assertThat(new NameMatcher().match(List.of("Parotid_L"), List.of("Parotid_R")).matches())
        .isEmpty();
    assertThat(new NameMatcher().match(List.of("Parotid_L"), List.of("Parotid")).matches())
        .isEmpty();
  }
}
