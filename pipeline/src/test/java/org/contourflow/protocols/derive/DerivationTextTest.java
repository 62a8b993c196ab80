package org.contourflow.protocols.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language: what it means, and that every mistake is refused at its character. */
class DerivationTextTest {
  private static final Sources SOURCES =
      Sources.of(
          List.of("SpinalCord", "Lung_L", "Lung_R", "External", "Parotid_L"), List.of("Bolus 5mm"));

  private static DerivedRules.Checked check(String text) {
    return DerivedRules.check(DerivationText.parse(text), SOURCES);
  }

  private static String how(String expression) {
    DerivedRules.Checked checked = check("A = " + expression);
    assertThat(checked.problems()).isEmpty();
    return checked.rules().derivations().get(0).expression().describe();
  }

  @Test
  void the_example_of_the_manual_loads() {
    String text =
        """
        SpinalCord_PRV05 = expand(SpinalCord, 5 mm)
        Lungs            = Lung_L + Lung_R
        Lungs-PTV        = Lungs - expand(PTV*, 2 mm)         # PTV* from the clinician's set
        zRing_PTV        = ring(PTV, 3 mm, 20 mm) & crop(External, 5 mm)
        Parotid_L        ~= optional
        """;
    DerivationText read = DerivationText.parse(text);
    DerivedRules.Checked checked = DerivedRules.check(read, SOURCES);
    assertThat(checked.problems()).isEmpty();
    assertThat(read.optional()).containsEntry("Parotid_L", true);
    assertThat(checked.rules().derivations())
        .extracting(d -> d.name() + " = " + d.expression().describe())
        .containsExactly(
            "SpinalCord_PRV05 = expand(SpinalCord, 5 mm)",
            "Lungs = (Lung_L + Lung_R)",
            "Lungs-PTV = (Lungs - expand(PTV*, 2 mm))",
            "zRing_PTV = (ring(PTV, 3 mm, 20 mm) & shrink(External, 5 mm))");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Lung_L + Lung_R & External - PTV; ((Lung_L + (Lung_R & External)) - PTV)",
        "Lung_L - (Lung_R - PTV); (Lung_L - (Lung_R - PTV))",
        "expand(PTV, 0.5 cm); expand(PTV, 5 mm)",
        "expand(PTV,5mm,S 8 mm); expand(PTV, R 5 mm, L 5 mm, A 5 mm, P 5 mm, S 8 mm, I 5 mm)",
        "expand(PTV, RL 2 mm, I 1.5 mm);"
            + "expand(PTV, R 2 mm, L 2 mm, A 0 mm, P 0 mm, S 0 mm, I 1.5 mm)",
        "crop(PTV, External, 5 mm); (PTV & shrink(External, 5 mm))",
        "avoid(PTV, SpinalCord, 3 mm); (PTV - expand(SpinalCord, 3 mm))",
        "left(Lung_L + Lung_R); left((Lung_L + Lung_R), (Lung_L + Lung_R))",
        "above(External, z -120.5 mm, 2 cm); above(External, z -120.5 mm, 20 mm)",
        "level(SpinalCord, PTV, 20 mm); level(SpinalCord, PTV, 20 mm)",
        "pieces(fill(hull(PTV)), 0.5 cc); pieces(fill(hull(PTV)), 0.5 cc)",
        "interpolate(smooth(PTV, 2 mm), 10 mm); interpolate(smooth(PTV, 2 mm), 10 mm)",
        "Lung_L - optional(PTV*); (Lung_L - optional(PTV*))",
        "expand(\"Bolus 5mm\", 1 mm); expand(Bolus 5mm, 1 mm)",
      })
  void it_reads_what_a_physicist_writes(String expression, String meaning) {
    assertThat(how(expression)).isEqualTo(meaning.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "A = expand(SpinalCord, 5); 24; needs its unit, mm or cm",
        "A = expand(SpinalCord, 5 inch); 26; needs its unit",
        "A = expand(SpinalCord, -5 mm); 24; inwards is shrink",
        "A = expand(SpinalCord); 22; a margin, such as 5 mm",
        "A = expand(SpinalCord, 5 mm; 28; not closed",
        "A = expand(SpinalCord, 5 mm)); 29; was not opened",
        "A = expnd(SpinalCord, 5 mm); 5; did you mean expand?",
        "A = SpinalCrod; 5; did you mean SpinalCord",
        "A = Lung_L+Lung_R; 5; between blanks",
        "A = Lung_L + ; 13; here stands a structure",
        "A = Lung_L Lung_R; 12; between two structures",
        "A = ring(PTV, 5 mm, 3 mm); 13; less than its outer",
        "A = above(PTV, 5 mm); 14; a structure or a plane",
        "A = level(PTV, External); 24; a length",
        "A = expand(PTV, R 2 mm, R 3 mm); 25; twice",
        "A = pieces(PTV, 5 mm); 19; a volume needs its unit",
        "A = B + A; 1; made of itself",
        "lung_l = PTV; 1; clashes",
        "A = PTV ? External; 9; has no meaning",
        "= PTV; 1; begins with the name",
        "A ~= maybe; 6; optional or required",
        "A_name_that_is_too_long = PTV; 1; 1 to 16",
        "A = expand(PTV, 5000 mm); 17; 0 to 500 mm",
        "A = expand(\"PTV, 5 mm); 12; ends with a quote",
      })
  void a_mistake_is_refused_at_its_character(String text, int character, String what) {
    String full = text + "\nB = A\n";
    DerivationProblem first = check(full).problems().get(0);
    assertThat(first.describe("rules")).matches("(?s).*(" + what.strip() + ").*");
    assertThat(first.character()).as(first.describe("")).isEqualTo(character);
    assertThat(first.line()).isEqualTo(1);
  }

  @Test
  void the_mark_stands_under_the_character() {
    assertThat(check("Lungs = Lung_L + Lungg_R").problems().get(0).describe("rules.yaml derived"))
        .isEqualToNormalizingNewlines(
            """
            rules.yaml derived line 1, character 18: no structure is called Lungg_R; did you mean \
            Lung_R or Lung_L?
                Lungs = Lung_L + Lungg_R
                                 ^\
            """);
  }

  @Test
  void a_cycle_is_named_in_full_and_every_problem_is_told_at_once() {
    String text = "A = B + C\nB = expand(C, 2 mm)\nC = A - PTV\nD = expand(PTV, 3)\nd = PTV\n";
    assertThat(check(text).problems())
        .extracting(DerivationProblem::what)
        .anyMatch(what -> what.contains("A needs B needs C needs A"))
        .anyMatch(what -> what.contains("needs its unit"))
        .hasSize(2);
  }

  @Test
  void what_is_made_of_a_later_line_comes_after_it() {
    String text = "A = expand(B,\n  2 mm)\n# remark\n\nB = PTV + Lung_L\n";
    assertThat(check(text).problems()).isEmpty();
    assertThat(check(text).rules().derivations())
        .extracting(Derivation::name)
        .containsExactly("B", "A");
  }

  @Test
  void no_text_makes_the_parser_fail_otherwise() {
    java.util.Random random = new java.util.Random(7);
    String[] bits = {
      "A", "=", " ", "(", ")", ",", "5", "mm", "-", "+", "\n", "~=", "\"", "#", "z", "é", "*"
    };
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(25); n > 0; n--) {
        text.append(bits[random.nextInt(bits.length)]);
      }
      check(text.toString());
    }
    assertThat(check("A = " + "(".repeat(5000) + "PTV").problems()).isNotEmpty();
  }
}
