package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.train.TeacherOf;
import org.contourflow.train.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a refinement's settings make of its training file. */
class TrainingFileTest {
  private static final String LABELS =
      """
      structures:
        - {name: Brainstem}
        - {name: SpinalCord, openBelow: true}
        - {name: Parotid_R, mirror: Parotid_L}
        - {name: Parotid_L, mirror: Parotid_R}
        - {name: Esophagus, openBelow: true}
        - {name: Larynx}
        - {name: Bone_Mandible}
        - {name: Eye_R, mirror: Eye_L}
        - {name: Eye_L, mirror: Eye_R}
      overlaps: [SpinalCord, Brainstem, Parotid_R, Parotid_L, Esophagus, Larynx, Bone_Mandible, Eye_R, Eye_L]
      """;

  private String parent = "head-neck-openkbp";
  private String labels = LABELS;

  @TempDir Path folder;

  private RefineSettings settings(String training) throws IOException {
    return settings(training, "");
  }

  private RefineSettings settings(String training, String data) throws IOException {
    Path file = folder.resolve("refine.yaml");
    Files.writeString(
        file,
        "work: work\nmodel: {parent: head-neck-openkbp/0.4.0, version: 0.5.0}\n"
            + "data: {cases: data"
            + data
            + "}\ntraining: {"
            + training
            + "}\n");
    return RefineSettings.read(file);
  }

  private TrainingConfig write(RefineSettings settings) throws IOException {
    ShippedModels.installInto(folder.resolve("models"));
    ModelManifest manifest =
        ModelRegistry.open(folder.resolve("models")).find(parent).orElseThrow().manifest();
    Path file = folder.resolve("labels.yaml");
    Files.writeString(file, labels);
    Files.createDirectories(folder.resolve("work"));
    return new TrainingFile(settings)
        .write(
            manifest,
            folder.resolve("start.pt"),
            file,
            folder.resolve("set"),
            folder.resolve("h"),
            folder.resolve("parent.pt"));
  }

  @Test
  void the_window_and_the_grid_are_the_parents_and_only_new_structures_are_fresh()
      throws IOException {
    TrainingConfig made = write(settings("seed: 3"));
    assertThat(made.window()).containsExactly(80, 64, 64);
    assertThat(made.spacingMm()).containsExactly(3.0, 4.0, 4.0);
    assertThat(made.fresh()).containsExactly("Eye_R", "Eye_L");
    assertThat(made.seed()).isEqualTo(3);
    assertThat(made.layers()).as("whole").isEmpty();
    assertThat(made.hours()).isZero();
    assertThat(made.steps()).isEqualTo(400);
    assertThat(write(settings("layers: LAST")).layers())
        .isEqualTo(List.of("u0", "d0", "h0", "h1", "h2"));
  }

  @Test
  void hours_are_the_limit_and_steps_only_where_they_are_said_too() throws IOException {
    TrainingConfig night = write(settings("hours: 8"));
    assertThat(night.hours()).isEqualTo(8);
    assertThat(night.steps()).isGreaterThan(100_000);
    assertThat(write(settings("hours: 8, keys: {steps: 900}")).steps()).isEqualTo(900);
    assertThat(write(settings("keys: {steps: 900}").lasting(2)).hours()).isEqualTo(2);
    assertThatThrownBy(() -> settings("hours: -1")).hasMessageContaining("training.hours");
  }

  @Test
  void what_is_held_is_marked_by_the_parent_in_the_set_and_nowhere_else() throws IOException {
    String replay = ", replay: {data: old, share: 0.3}";
    TrainingConfig made = write(settings("hold: [SpinalCord, Larynx]", replay));
    assertThat(made.teachers())
        .containsExactly(
            new TeacherOf(folder.resolve("parent.pt"), List.of("SpinalCord", "Larynx"), true));
    assertThat(made.more().get(0).held()).containsExactly("SpinalCord", "Larynx");
    assertThat(made.more().get(0).data()).isEqualTo(folder.resolve("set"));
    assertThat(made.held()).as("old cases teach by their contours").isEmpty();
    TrainingConfig alone = write(settings("hold: SpinalCord"));
    assertThat(alone.held()).containsExactly("SpinalCord");
    assertThat(write(settings("seed: 3")).teachers()).isEmpty();
    assertThat(write(settings("seed: 3", replay)).more().get(0).held()).isEmpty();
  }

  @Test
  void a_class_that_the_parent_has_and_does_not_tell_is_neither_new_nor_unknown_to_it()
      throws IOException {
    parent = "head-neck-more";
    labels = Files.readString(Path.of("../contouring-model/train/head-neck-labels.yaml"));
    TrainingConfig made = write(settings("hold: [SpinalCord, SpinalCanal]"));
    assertThat(made.fresh()).isEmpty();
    assertThat(made.held()).containsExactly("SpinalCord", "SpinalCanal");
  }

  @Test
  void all_is_what_the_parent_has_and_the_parent_speaks_first() throws IOException {
    String others = ", keys: {teachers: [{network: t.pt, structures: [Larynx]}], teacher: u.pt}";
    TrainingConfig made = write(settings("hold: ALL" + others));
    assertThat(made.held())
        .containsExactly(
            "Brainstem",
            "SpinalCord",
            "Parotid_R",
            "Parotid_L",
            "Esophagus",
            "Larynx",
            "Bone_Mandible");
    assertThat(made.teachers()).hasSize(2);
    assertThat(made.teachers().get(0).network()).isEqualTo(folder.resolve("parent.pt"));
    assertThat(made.teacherFiles())
        .containsExactlyInAnyOrder(
            folder.resolve("parent.pt"), folder.resolve("work/t.pt"), folder.resolve("work/u.pt"));
  }

  @Test
  void what_cannot_be_held_is_refused_by_name() throws IOException {
    assertThatThrownBy(() -> write(settings("hold: [Eye_R]")))
        .hasMessageContaining("training.hold: the parent has no Eye_R")
        .hasMessageContaining("Bone_Mandible");
    assertThatThrownBy(() -> settings("hold: [ALL, Larynx]"))
        .hasMessageContaining("training.hold is ALL, or names");
    List<String> seven = List.of("Larynx", "Brainstem");
    assertThatThrownBy(() -> settings("hold: ALL").training().held(seven, seven))
        .hasMessageContaining("nothing is left to learn");
  }
}
