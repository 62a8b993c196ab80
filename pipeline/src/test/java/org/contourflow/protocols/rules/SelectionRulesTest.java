package org.contourflow.protocols.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.qa.Feature;
import org.contourflow.qa.OwnLimits;
import org.contourflow.qa.Range;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomPatient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which series a rule picks, and what it says about it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionRulesTest {
  private CtSeries series;

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    HostileInput.tiny()
        .seriesDescription("RT Plan Thorax 3.0")
        .editSlices(
            (slice, d) -> {
              d.text(0x00080008, "CS", "ORIGINAL", "PRIMARY", "AXIAL");
              d.text(0x00180015, "CS", "CHEST");
              d.text(0x00180050, "DS", slice == 4 ? "5.0" : "3.00");
              d.text(0x00101010, "AS", "018M");
              if (slice == 7) {
                d.text(0x00180010, "LO", "IODINE");
              }
            })
        .build()
        .writeTo(folder);
    try (Stream<Path> files = Files.list(folder)) {
      series = new CtSeriesAssembler().assemble(files.toList()).accepted().get(0);
    }
  }

  private Selection select(String condition) throws RuleException {
    String yaml =
        "protocols: [{name: p, models: [m]}]\nrules:\n  - name: r\n    when: "
            + condition
            + "\n    protocols: [p]\n";
    return RuleReader.parse("rules.yaml", yaml).select(new SeriesHeaders(series));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{attribute: BodyPartExamined, equals: chest} | true",
        "{attribute: BodyPartExamined, in: [HEAD, CHEST]} | true",
        "{attribute: BodyPartExamined, in: [HEAD, NECK]} | false",
        "{attribute: ImageType, equals: AXIAL} | true",
        "{attribute: ImageType, value: 3, equals: AXIAL} | true",
        "{attribute: ImageType, value: 1, equals: AXIAL} | false",
        "{attribute: ImageType, value: 9, equals: AXIAL} | false",
        "{attribute: SeriesDescription, matches: '(?i)^rt plan'} | true",
        "{attribute: SeriesDescription, matches: 'rt plan'} | false",
        "{attribute: SliceThickness, equals: 3} | false",
        "{attribute: SliceThickness, equals: 3, over: any} | true",
        "{attribute: SliceThickness, equals: 3, over: first} | true",
        "{attribute: SliceThickness, from: 1, to: 5} | true",
        "{attribute: SliceThickness, to: 4} | false",
        "{attribute: Rows, equals: '32'} | true",
        "{attribute: PatientAge, from: 1.4, to: 1.6} | true",
        "{attribute: PatientAge, from: 18} | false",
        "{attribute: ContrastBolusAgent, present: true} | false",
        "{attribute: ContrastBolusAgent, present: true, over: any} | true",
        "{attribute: ContrastBolusAgent, present: false} | false",
        "{attribute: RequestingPhysician, present: false} | true",
        "{attribute: '(0018,0015)', equals: CHEST} | true",
        "{attribute: RequestAttributesSequence/RequestedProcedureID, present: false} | true",
        "{series: slices, from: 10, to: 10} | true",
        "{series: length-mm, from: 150} | false",
        "{series: smallest-step-mm, equals: 16} | true",
        "{not: {attribute: BodyPartExamined, equals: HEAD}} | true",
        "{any: [{series: rows, equals: 1}, {series: rows, equals: 32}]} | true",
        "{any: []} | false",
        "{all: [{series: rows, equals: 1}, {series: rows, equals: 32}]} | false",
        "[{series: rows, equals: 32}, {series: columns, equals: 32}] | true",
        "[] | true"
      })
  void a_condition_holds_by_the_vr_of_its_attribute(String condition, boolean holds)
      throws RuleException {
    assertThat(select(condition).isMatched()).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "DS, 1.50, 1.5, true",
    "IS, 007, 7, true",
    "TM, 10:30, 103000.000, true",
    "TM, 1030, 103001, false",
    "DA, 2024-01-31, 20240131, true",
    "UI, 1.2.3, 1.2.30, false",
    "PN, Doe^John, doe^john^^, true",
    "CS, axial, AXIAL, true",
    "LO, ' b ', B, true",
    "AS, 001Y, 012M, true"
  })
  void values_are_the_same_by_their_vr(
      org.contourflow.dicom.DicomVr vr, String wanted, String found, boolean same) {
    assertThat(ValueComparison.same(wanted, found, vr)).isEqualTo(same);
  }

  private static final String TWO_RULES =
      """
      match: %s
      protocols:
        - {name: lungs, models: [m]}
        - {name: external, models: [m]}
        - {name: bones, models: [m]}
        - {name: head, models: [m]}
      rules:
        - name: thorax
          when: {attribute: BodyPartExamined, equals: CHEST}
          protocols: [lungs, external]
        - name: head
          when: {attribute: BodyPartExamined, equals: HEAD}
          protocols: [head]
        - name: everything
          protocols: [external, bones]
      """;

  @Test
  void the_first_match_decides_or_every_match_counts() throws RuleException {
    SeriesHeaders headers = new SeriesHeaders(series);
    Selection first = RuleReader.parse("r", TWO_RULES.formatted("first")).select(headers);
    assertThat(first.protocols()).containsExactly("lungs", "external");
    assertThat(first.verdicts().get(2).matches()).isTrue();
    assertThat(first.verdicts().get(2).applies()).isFalse();
    Selection every = RuleReader.parse("r", TWO_RULES.formatted("every")).select(headers);
    assertThat(every.protocols()).containsExactly("lungs", "external", "bones");
  }

  @Test
  void every_rule_says_why_it_did_or_did_not_match() throws RuleException {
    Selection selection =
        select(
            "[{attribute: SliceThickness, to: 4}, {attribute: BodyPartExamined, in: [CHEST, LUNG]},"
                + " {series: slices, from: 20}]");
    assertThat(selection.explain())
        .containsExactly(
            "rule \"r\" does not match",
            "  no   all of",
            "    no   SliceThickness at most 4 on all slices: 5.0 (1), 3.00 (9)",
            "    yes  BodyPartExamined in [CHEST, LUNG] on all slices: CHEST",
            "    no   series slices at least 20: 10",
            "no rule matches: the series is kept and shown, and not contoured");
  }

  @Test
  void an_explanation_never_shows_who_the_patient_is() throws RuleException {
    for (String keyword :
        List.of("PatientName", "PatientID", "PatientBirthDate", "StudyDate", "StudyInstanceUID")) {
      Selection selection = select("{attribute: " + keyword + ", matches: '.'}");
      assertThat(selection.isMatched()).as(keyword).isTrue();
      String text = String.join("\n", selection.explain());
      assertThat(text).contains("(not shown)");
      PhantomPatient.ZEBEDEE
          .identifiers()
          .forEach(secret -> assertThat(text).doesNotContain(secret));
    }
  }

  @Test
  void a_rule_without_protocols_matches_and_leaves_the_series_alone() throws RuleException {
    Selection selection =
        RuleReader.parse("r", "rules: [{name: skip, protocols: []}]")
            .select(new SeriesHeaders(series));
    assertThat(selection.isMatched()).isTrue();
    assertThat(selection.protocols()).isEmpty();
    assertThat(selection.explain()).last().asString().startsWith("no protocol by rule");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{attribute: BodyPart, equals: X} | `attribute: \"BodyPart\" is not allowed; must be a"
            + " DICOM keyword such as SeriesDescription, or a tag`",
        "{attribute: Rows, equals: many} | `Rows: \"many\" is not allowed; must be a number (its VR"
            + " is US)`",
        "{attribute: Modality, from: 1} | `Modality: has no numbers (its VR is CS); use equals or"
            + " matches`",
        "{attribute: Modality, matches: '('} | `matches: \"(\" is not allowed; must be a regular"
            + " expression: Unclosed group`",
        "{attribute: Modality} | `Modality: needs one of equals, in, matches, present, or from and"
            + " to`",
        "{attribute: Modality, equals: CT, in: [CT]} | `Modality: needs one of equals, in, matches,"
            + " present, or from and to`",
        "{attribute: Modality, equals: CT, over: some} | `over: \"some\" is not allowed; must be"
            + " one of all, any, first`",
        "{attribute: Modality, is: CT} | `unknown key: \"is\" is not allowed; allowed are"
            + " attribute, value, over, equals, in, matches, present, from, to`",
        "{attribute: Modality, present: maybe} | `present: \"maybe\" is not allowed; must be true"
            + " or false`",
        "{attribute: Rows, from: 9, to: 3} | `from: \"9\" is not allowed; must not be above to`",
        "{series: weight, from: 1} | `series: \"weight\" is not allowed; must be one of slices,"
            + " rows, columns, length-mm, smallest-step-mm, row-spacing-mm, column-spacing-mm`",
        "{series: slices} | `series: \"slices\" is not allowed; needs equals, from or to`",
        "{anatomy: chest} | `anatomy: \"chest\" is not allowed; must be one of head-and-neck,"
            + " thorax, abdomen, pelvis`",
        "{anatomy: thorax, from: 9, to: 3} | `from: \"9\" is not allowed; must not be above to`",
        "{anatomy: thorax, equals: 3} | `unknown key: \"equals\" is not allowed; allowed are"
            + " anatomy, from, to`",
        "hello | `when: a condition starts with attribute, series, anatomy, all, any or not`"
      })
  void a_wrong_rule_is_an_error_with_line_key_value_and_what_is_allowed(
      String condition, String problem) {
    assertThatThrownBy(() -> select(condition))
        .isInstanceOf(RuleException.class)
        .satisfies(
            e ->
                assertThat(((RuleException) e).problems())
                    .contains("rules.yaml line 4: " + problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{protocols: []}] | each rule needs a name",
        "rules: [{name: a, protocols: [b]}] | protocols: \"b\" is not allowed; the file has no"
            + " protocols; each needs a name and models",
        "{protocols: [{name: c, models: [m]}], rules: [{name: a, protocols: [b]}]} | \"b\" is not"
            + " allowed; must be one of c",
        "{protocols: [{name: c, models: []}], rules: [{name: a, protocols: []}]} | models: must"
            + " name at least one model",
        "{protocols: [{name: a b, models: [m]}], rules: [{name: a, protocols: []}]} | protocol"
            + " name: \"a b\" is not allowed",
        "{protocols: [{name: c, models: [m]}, {name: c, models: [m]}], rules: [{name: a, protocols:"
            + " []}]} | each protocol needs a name of its own",
        "{protocols: [{name: c, models: [m], label: 'seventeen letters'}], rules: [{name: a,"
            + " protocols: []}]} | label: \"seventeen letters\" is not allowed; must be 1 to 16",
        "rules: [{name: a}] | must be a list; an empty one means: do not contour",
        "rules: [{name: a, protocols: []}, {name: a, protocols: []}] | a name of its own",
        "rules: [] | must have at least one rule",
        "match: best | must be one of first, every",
        "rules: [ | line 1",
        "'' | is empty; must have rules"
      })
  void a_wrong_file_is_an_error(String yaml, String problem) {
    assertThatThrownBy(() -> RuleReader.parse("rules.yaml", yaml))
        .isInstanceOf(RuleException.class)
        .hasMessageContaining(problem);
  }

  /** What only its models can tell is told by the file's line too. */
  @Test
  void a_structure_that_nobody_makes_is_told_with_its_line() throws RuleException {
    RuleSet rules =
        RuleReader.parse(
            "rules.yaml",
            """
            protocols:
              - name: chest
                models: [m]
                structures: [Lung_L, Lungg]
                derived: |
                  Lungs = Lung_L
                  Both = Lungs + Lung_R
                targets: {tps: {aliases: {Lung_L: A name of many letters}}}
            rules: [{name: a, protocols: [chest]}]
            """);
    assertThatThrownBy(
            () -> StructurePlan.of(rules.protocol("chest").orElseThrow(), List.of("Lung_L")))
        .hasMessageContaining("rules.yaml line 4: protocol chest: structures: Lungg is not among")
        .hasMessageContaining("rules.yaml line 7: protocol chest: derived: character 16: no struct")
        .hasMessageContaining("rules.yaml line 8: protocol chest: targets: tps: A name of many");
  }

  @Test
  void what_must_be_whole_is_read_and_a_name_that_nothing_goes_by_is_told() throws RuleException {
    RuleSet rules =
        RuleReader.parse(
            "rules.yaml",
            """
            protocols:
              - name: chest
                models: [m]
                structures: [SpinalCord]
                derived: |
                  Cord = SpinalCord
                qa: {policy: deliver, whole: [SpinalCord]}
              - name: wrong
                models: [m]
                structures: [SpinalCord]
                derived: |
                  Cord = SpinalCord
                qa: {whole: [Cord, Spinalcord, Lung_L]}
            rules: [{name: a, protocols: [chest]}]
            """);
    List<String> made = List.of("SpinalCord", "Lung_L");
    StructurePlan plan = StructurePlan.of(rules.protocol("chest").orElseThrow(), made);
    assertThat(plan.outputs().qa().whole()).containsExactly("SpinalCord");
    assertThatThrownBy(() -> StructurePlan.of(rules.protocol("wrong").orElseThrow(), made))
        .hasMessageContaining("rules.yaml line 13: protocol wrong: qa: whole: Cord is not")
        .hasMessageContaining("whole: Spinalcord is not a structure that a model")
        .hasMessageContaining("whole: Lung_L is not");
  }

  @Test
  void limits_of_overlap_side_and_gaps_are_read() throws RuleException {
    RuleSet rules =
        RuleReader.parse(
            "rules.yaml",
            """
            protocols:
              - name: neck
                models: [m]
                qa:
                  limits:
                    Parotid_L: {side-margin-mm: 10, volume-cc: [8, 60]}
                    Esophagus: {empty-slices: 2}
                    Brainstem: {overlap: {SpinalCord: 0.1, Brain: 1}}
            rules: [{name: a, protocols: [neck]}]
            """);
    List<String> made = List.of("Parotid_L", "Esophagus", "Brainstem", "SpinalCord", "Brain");
    OwnLimits limits =
        StructurePlan.of(rules.protocol("neck").orElseThrow(), made).outputs().qa().limits();
    assertThat(limits.sideMarginsMm()).containsExactly(Map.entry("Parotid_L", 10.0));
    assertThat(limits.emptySlices()).containsExactly(Map.entry("Esophagus", 2));
    assertThat(limits.overlaps())
        .containsOnly(Map.entry("Brainstem SpinalCord", 0.1), Map.entry("Brain Brainstem", 1.0));
    assertThat(limits.ranges().get("Parotid_L"))
        .containsExactly(Map.entry(Feature.VOLUME, new Range(8, 60)));
    assertThatThrownBy(
            () -> StructurePlan.of(rules.protocol("neck").orElseThrow(), List.of("Brainstem")))
        .hasMessageContaining("rules.yaml line 5: protocol neck: qa: limits: Brain is not a struc")
        .hasMessageContaining("limits: Esophagus is not")
        .hasMessageContaining("limits: SpinalCord is not");
  }

  @Test
  void wrong_limits_are_told_with_line_key_and_value() {
    assertThatThrownBy(
            () ->
                RuleReader.parse(
                    "rules.yaml",
                    """
                    protocols:
                      - name: neck
                        models: [m]
                        qa:
                          limits:
                            A: {side-margin-mm: -1}
                            B: {empty-slices: 1.5}
                            C: {overlap: {A: 12, C: 0.1}}
                            D: {overlap: {E: 0.1}}
                            E: {overlap: {D: 0.2}, gaps: 1}
                            F: {side-margin-mm: NaN, empty-slices: [0, 1]}
                            G: {overlap: 0.1}
                    rules: [{name: a, protocols: [neck]}]
                    """))
        .isInstanceOf(RuleException.class)
        .hasMessageContaining(
            "line 6: side-margin-mm: \"-1\" is not allowed; must be mm, 0 or more")
        .hasMessageContaining(
            "line 7: empty-slices: \"1.5\" is not allowed; must be a whole number")
        .hasMessageContaining("line 8: A: \"12\" is not allowed; must be the share of the smaller")
        .hasMessageContaining("line 8: overlap: \"C\" is not allowed; must be another structure")
        .hasMessageContaining("line 10: D: \"0.2\" is not allowed; says the same two twice: D E")
        .hasMessageContaining("line 10: E: \"gaps\" is not allowed; must be one of volume-cc")
        .hasMessageContaining("line 11: side-margin-mm: \"NaN\" is not allowed")
        .hasMessageContaining("line 11: empty-slices: must be a whole number, 0 or more")
        .hasMessageContaining("line 12: overlap: must have a line for each name");
  }
}
