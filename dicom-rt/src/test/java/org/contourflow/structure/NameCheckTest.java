package org.contourflow.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TG-263's names and the judgement of others. */
class NameCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SpinalCord",
        "SpinalCord_PRV05",
        "Lungs-PTV",
        "PTV_High",
        "PTVp1",
        "GTVn",
        "zRing_PTV",
        "Brain~",
        "Lung_L",
        "CTV_6000",
        "Lungs-GTV",
        "External",
        "OpticChiasm"
      })
  void a_name_of_tg263_is_found_good(String name) {
    assertThat(NameCheck.check(List.of(name))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Spinal Cord, true, characters other than",
    "Left_Lung_Total_Volume, true, more than 16",
    "SpinalCord_PRV5, false, two digits",
    "spinalcord, false, the nearest are SpinalCord",
    "Parotid_Left, false, Parotid_L",
  })
  void another_is_told_with_the_nearest(String name, boolean error, String what) {
    assertThat(NameCheck.check(List.of(name)))
        .anySatisfy(
            finding -> {
              assertThat(finding.error()).isEqualTo(error);
              assertThat(finding.what()).contains(what);
            });
  }

  @Test
  void names_that_differ_in_letter_case_only_clash() {
    assertThat(NameCheck.check(List.of("Heart", "HEART")))
        .anyMatch(f -> f.error() && f.what().contains("letter case only"));
  }

  @Test
  void codes_known_to_be_wrong_are_left_out() {
    for (String name : List.of("A_Mesenteric_I", "Jejunum_Ileum", "VB_C")) {
      assertThat(Tg263.find(name).orElseThrow().code()).isEmpty();
    }
    Tg263 parotid = Tg263.find("Parotid_L").orElseThrow();
    assertThat(parotid.side()).isEqualTo(Laterality.LEFT);
    assertThat(parotid.code().orElseThrow().value()).isEqualTo("45289007");
    assertThat(Tg263.names()).hasSizeGreaterThan(700);
  }
}
