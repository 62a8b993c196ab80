package org.contourflow.protocols.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.derive.DerivedStructure;
import org.contourflow.protocols.derive.DerivedStructures;
import org.contourflow.protocols.derive.Expression;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol files of docs/protocols, and what is refused of a protocol file. */
class ExampleProtocolsTest {
  private static final List<String> MODELS =
      List.of(
          "External",
          "Lung_L",
          "Lung_R",
          "Bone",
          "SpinalCord",
          "Brainstem",
          "Parotid_L",
          "Parotid_R",
          "Bone_Mandible",
          "Brain",
          "Eye_L",
          "Eye_R",
          "Glnd_Submand_L",
          "Glnd_Submand_R");

  @ParameterizedTest
  @ValueSource(strings = {"head-and-neck", "thorax", "abdomen", "pelvis"})
  void every_derived_structure_of_an_example_is_made(String name) throws RuleException {
    RuleSet rules = RuleReader.read(Path.of("../docs/protocols/" + name + ".yaml"));
    Protocol protocol = rules.protocol(name).orElseThrow();
    List<String> made = name.equals("head-and-neck") ? MODELS : MODELS.subList(0, 4);
    StructurePlan plan = StructurePlan.of(protocol, made);
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(-80, -80, -60), SliceOrientation.AXIAL, 41, 54, 54, 3, 3, 3);
    SourceMasks masks = new SourceMasks(grid);
    TreeSet<String> names = new TreeSet<>();
    plan.derived().derivations().stream()
        .flatMap(d -> d.expression().names())
        .map(Expression.Named::name)
        .forEach(names::add);
    for (String one : names) {
      boolean small = one.matches(".TV.*|Prostate");
      BinaryMask mask =
          BinaryMask.of(
              grid,
              (s, r, c) ->
                  Math.hypot(r - 27, c - 27) < (small ? 3 : one.equals("External") ? 25 : 8)
                      && Math.abs(s - 20) < (small ? 4 : 12));
      masks.addClinical(one.replace("*", ""), () -> mask);
    }
    assertThat(DerivedStructures.of(plan.derived(), masks))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one).isInstanceOf(DerivedStructure.Made.class));
    assertThat(protocol.details().sha256()).isPresent();
  }

  @Test
  void the_keys_mean_what_they_say() throws RuleException {
    Protocol protocol =
        RuleReader.read(Path.of("../docs/protocols/head-and-neck.yaml"))
            .protocol("head-and-neck")
            .orElseThrow();
    assertThat(protocol.details().priority()).isEqualTo(Priority.URGENT);
    assertThat(protocol.details().retentionDays()).hasValue(30);
    StructurePlan plan = StructurePlan.of(protocol, MODELS);
    assertThat(plan.delivered()).startsWith("External", "SpinalCord", "SpinalCord_PRV05");
    assertThat(plan.made()).doesNotContain("Bone");
    assertThat(plan.rules().get("Parotid_L").required()).contains(false);
    assertThat(plan.rules().get("SpinalCord").required()).contains(true);
  }

  private static List<String> problems(String details) {
    String text =
        "protocols:\n  - name: p\n    models: [m]\n"
            + details
            + "rules: [{name: r, protocols: [p]}]\n";
    try {
      Protocol protocol = RuleReader.parse("rules.yaml", text).protocols().get(0);
      StructurePlan.of(protocol, MODELS);
      return List.of();
    } catch (RuleException e) {
      return e.problems();
    }
  }

  @Test
  void what_is_wrong_is_told_with_line_key_value_and_what_is_allowed() {
    assertThat(problems("    derived: |\n      A = Lung_L\n      B = expand(A, 5)\n"))
        .singleElement()
        .asString()
        .startsWith("rules.yaml line 6: derived: character 15: a length needs its unit, mm or cm")
        .contains("    B = expand(A, 5)");
    assertThat(problems("    structures: [{name: Lung_L, colour: [1, 2]}]\n"))
        .singleElement()
        .isEqualTo(
            "rules.yaml line 4: colour: \"1, 2\" is not allowed; must be red, green, blue: [255,"
                + " 128, 0]");
    assertThat(problems("    structures: [{name: Lung_L, type: LUNG}]\n"))
        .singleElement()
        .asString()
        .contains("line 4", "type", "\"LUNG\"", "organ");
    assertThat(problems("    structures: [Lung_L, lung_l]\n"))
        .singleElement()
        .asString()
        .contains("each structure once");
    assertThat(problems("    structures: [{name: Lung_L, volume-cc: [5, 2]}]\n")).hasSize(1);
    assertThat(problems("    retention-days: 0\n")).hasSize(1);
    assertThat(problems("    priority: soon\n"))
        .singleElement()
        .asString()
        .contains("urgent, routine");
    assertThat(problems("    structures: [Lung_X]\n"))
        .singleElement()
        .asString()
        .contains("did you mean Lung_L");
    assertThat(problems("    targets: {tps: {profile: monako}}\n"))
        .singleElement()
        .asString()
        .contains("rules.yaml line 4: profile: \"monako\" is not allowed;", "monaco");
    assertThat(problems("    targets: {tps: {aliases: {Lung_L: lung, Lung_R: Lung}}}\n"))
        .singleElement()
        .asString()
        .contains("would be the name of both Lung_L and Lung_R");
  }

  @Test
  void the_hash_is_of_the_protocol_alone() throws RuleException {
    String a =
        "protocols:\n"
            + "  - {name: p, models: [m]}\n"
            + "  - {name: q, models: [%s]}\n"
            + "rules:\n"
            + "  - {name: r, protocols: [p]}\n";
    RuleSet one = RuleReader.parse("a", a.formatted("x"));
    RuleSet two = RuleReader.parse("a", "# remark\n" + a.formatted("y"));
    assertThat(one.protocols().get(0).details().sha256())
        .isEqualTo(two.protocols().get(0).details().sha256());
    assertThat(one.protocols().get(1).details().sha256())
        .isNotEqualTo(two.protocols().get(1).details().sha256());
    assertThatThrownBy(() -> RuleReader.parse("a", "protocols: []"))
        .isInstanceOf(RuleException.class);
  }
}
