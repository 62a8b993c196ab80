package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.workflow.CaseSteps;
import org.contourflow.workflow.Circumstances;
import org.contourflow.workflow.ClinicalSets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rules file that is changed while the service runs. */
class RulesReloadTest {
  @TempDir Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private Protocols protocols;
  private RulesReload reload;
  private StepsInForce steps;

  private static String rules(String structure, String target) {
    return "protocols:\n  - name: body\n    models: [hu-anatomy]\n    structures: ["
        + structure
        + "]\n    targets: {"
        + target
        + ": {profile: eclipse}}\nrules:\n  - name: every CT\n    protocols: [body]\n";
  }

  @BeforeEach
  void load() throws Exception {
    Files.writeString(root.resolve("rules.yaml"), rules("External", "export"));
    Path file =
        Files.writeString(root.resolve("contourflow.yaml"), "home: home\nrules: rules.yaml\n");
    Settings settings = SettingsReader.read(file);
    protocols =
        Protocols.load(Protocols.rules(settings), root.resolve("models"), EngineSettings.DEFAULTS);
    reload = RulesReload.of(settings, protocols, runLog).orElseThrow();
    steps =
        new StepsInForce(
            protocols, settings.structureSet(), ClinicalSets.NONE, Circumstances.UNKNOWN);
  }

  @AfterEach
  void close() {
    protocols.close();
  }

  private void write(String text) throws IOException {
    Files.writeString(root.resolve("rules.yaml"), text);
  }

  private List<String> delivered() {
    return protocols.plan("body").orElseThrow().delivered();
  }

  private List<EventType> events() {
    return runLog.all().stream().map(e -> e.type()).toList();
  }

  @Test
  void a_changed_file_comes_into_force_once_it_has_stood_for_a_turn() throws IOException {
    CaseSteps before = steps.apply("body").orElseThrow();
    assertThat(reload.turn()).isFalse();
    assertThat(steps.apply("body")).containsSame(before);
    write(rules("Lung_L", "export"));
    assertThat(reload.turn()).as("it may be half written").isFalse();
    assertThat(delivered()).containsExactly("External");
    assertThat(reload.turn()).isTrue();
    assertThat(delivered()).containsExactly("Lung_L");
    assertThat(steps.apply("body").orElseThrow()).isNotSameAs(before);
    assertThat(events()).containsExactly(EventType.RULES_IN_FORCE);
    assertThat(reload.turn()).isFalse();
    assertThat(events()).hasSize(1);
  }

  @Test
  void a_file_that_changed_while_the_service_began_is_read_too() throws Exception {
    write(rules("Lung_L", "export"));
    Settings settings = SettingsReader.read(root.resolve("contourflow.yaml"));
    RulesReload late = RulesReload.of(settings, protocols, runLog).orElseThrow();
    assertThat(late.turn()).isTrue();
    assertThat(delivered()).containsExactly("Lung_L");
    assertThat(late.turn()).isFalse();
  }

  @Test
  void what_no_one_foresaw_leaves_the_old_one_in_force_and_is_told() throws Exception {
    Settings settings = SettingsReader.read(root.resolve("contourflow.yaml"));
    try (Protocols one = Protocols.always(protocols.segmenter("body").orElseThrow())) {
      RulesReload none = RulesReload.of(settings, one, runLog).orElseThrow();
      assertThat(none.turn()).isFalse();
      assertThat(none.problems()).singleElement();
      assertThat(events()).containsExactly(EventType.RULES_REFUSED);
    }
  }

  @Test
  void a_wrong_file_leaves_the_old_one_in_force_and_is_told_once() throws IOException {
    for (String wrong :
        List.of("rules: [", rules("Spleen", "export"), rules("Lung_L", "nowhere"), "")) {
      write(wrong);
      reload.turn();
      assertThat(reload.turn()).isFalse();
      assertThat(reload.turn()).isFalse();
      assertThat(delivered()).containsExactly("External");
    }
    assertThat(events())
        .containsExactly(
            EventType.RULES_REFUSED,
            EventType.RULES_REFUSED,
            EventType.RULES_REFUSED,
            EventType.RULES_REFUSED);
    assertThat(runLog.all().get(1).text()).contains("Spleen").contains("stay in force");
    assertThat(reload.problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.key()).isEqualTo("rules");
              assertThat(p.text()).contains("stay in force");
            });
    write(rules("External", "export"));
    reload.turn();
    reload.turn();
    assertThat(reload.problems()).as("the file is as it was").isEmpty();
    assertThat(runLog.all().get(2).text()).contains("nowhere");
  }

  @Test
  void a_file_that_is_gone_changes_nothing_and_one_that_comes_again_is_read() throws IOException {
    Files.delete(root.resolve("rules.yaml"));
    reload.turn();
    assertThat(reload.turn()).isFalse();
    assertThat(events()).containsExactly(EventType.RULES_REFUSED);
    write(rules("Lung_R", "export"));
    reload.turn();
    assertThat(reload.turn()).isTrue();
    assertThat(delivered()).containsExactly("Lung_R");
  }

  @Test
  void a_protocol_that_is_gone_has_no_steps() throws IOException {
    assertThat(steps.apply("body")).isPresent();
    write(rules("External", "export").replace("body", "trunk"));
    reload.turn();
    assertThat(reload.turn()).isTrue();
    assertThat(steps.apply("body")).isEmpty();
    assertThat(steps.apply("trunk")).isPresent();
  }
}
