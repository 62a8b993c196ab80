package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contourflow.train.Teachers.Habits;
import org.contourflow.train.data.BoxCases;
import org.contourflow.train.data.CaseReader;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who marks what, with networks that see boxes: a cord that an oncologist draws thinner than the
 * parent has it, inside a canal that is new to the parent.
 */
class TeachersTest {
  private static final String SCHEME =
      """
      structures:
        - {name: SpinalCord, openBelow: true}
        - {name: Brainstem}
        - {name: SpinalCanal, openBelow: true, includes: [SpinalCord]}
      overlaps: [SpinalCord, Brainstem, SpinalCanal]
      """;

  private static final int CORD = 1;
  private static final int STEM = 2;
  private static final int CANAL = 3;

  /** The grid of the cases; a voxel is the network's. */
  private static final double[] MM = {2, 1, 1};

  @TempDir Path folder;
  private LabelScheme scheme;
  private final Map<String, Seen> seen = new java.util.HashMap<>();
  private final List<String> opened = new ArrayList<>();

  /** Boxes {@code [s0, s1, r0, r1, c0, c1]} that a network is sure of, and rims it is not. */
  private record Seen(int classes, Map<Integer, int[]> sure, Map<Integer, int[]> unsure) {}

  @BeforeEach
  void scheme() throws IOException {
    scheme = LabelScheme.read(Files.writeString(folder.resolve("labels.yaml"), SCHEME));
  }

  private TrainingConfig config(String teacher, String more) throws IOException {
    for (String file : List.of("parent.pt", "other.pt", "wide.pt")) {
      Files.writeString(folder.resolve(file), file);
    }
    String text =
        SmallTraining.text("parent.pt", "work", teacher, 4)
            .replace("spacingMm: [3.0, 4.0, 4.0]", "spacingMm: [2.0, 1.0, 1.0]");
    return TrainingConfig.read(
        Files.writeString(folder.resolve("t.yaml"), text + "labels: labels.yaml\n" + more));
  }

  /** A canal of 7 x 7 voxels and in it a cord of 3 x 3. */
  private TrainingCase drawn(Set<Integer> held) throws IOException {
    BoxCases cases = new BoxCases();
    BinaryMask canal = BoxCases.box(2, 15, 6, 12, 6, 12);
    BinaryMask cord = BoxCases.box(2, 15, 8, 10, 8, 10);
    cases.add("a", Map.of("SpinalCanal", canal, "SpinalCord", cord), 0, 19);
    return new CaseReader(cases, scheme, MM, held).read("a");
  }

  private Teachers teachers(TrainingConfig config) throws IOException {
    return new Teachers(
        config,
        file -> {
          opened.add(file.getFileName().toString());
          return new Teachers.Sight() {
            @Override
            public float[] logits(DrawnWindow view) {
              return logitsOf(seen.get(file.getFileName().toString()), view);
            }

            @Override
            public void close() {}
          };
        });
  }

  /** The case lies in the middle of a window that is larger. */
  private static float[] logitsOf(Seen seen, DrawnWindow view) {
    WindowShape w = view.shape();
    float[] logits = new float[seen.classes() * w.voxels()];
    Arrays.fill(logits, w.voxels(), logits.length, -50);
    seen.unsure().forEach((organ, box) -> fill(logits, organ, box, view, -1f));
    seen.sure().forEach((organ, box) -> fill(logits, organ, box, view, 5f));
    return logits;
  }

  private static void fill(float[] logits, int organ, int[] box, DrawnWindow view, float value) {
    WindowShape w = view.shape();
    int s = (int) Math.round(w.slices() / 2.0 - view.centreMm()[0] / MM[0]);
    int r = (int) Math.round(w.rows() / 2.0 - view.centreMm()[1] / MM[1]);
    int c = (int) Math.round(w.columns() / 2.0 - view.centreMm()[2] / MM[2]);
    for (int z = box[0]; z <= box[1]; z++) {
      for (int y = box[2]; y <= box[3]; y++) {
        for (int x = box[4]; x <= box[5]; x++) {
          int at = ((z + s) * w.rows() + y + r) * w.columns() + x + c;
          logits[organ * w.voxels() + at] = value;
        }
      }
    }
  }

  private static int[] box(int... bounds) {
    return bounds;
  }

  private static TrainingCase only(List<List<TrainingCase>> cases) {
    return cases.get(0).get(0);
  }

  @Test
  void a_held_cord_is_the_parents_in_a_canal_that_is_the_oncologists() throws IOException {
    TrainingConfig config =
        config(
            "",
            "held: [SpinalCord]\n"
                + "teachers: [{network: parent.pt, structures: [SpinalCord], heldOnly: true}]\n");
    int[] thick = box(0, 15, 7, 11, 7, 11);
    seen.put("parent.pt", new Seen(3, Map.of(CORD, thick), Map.of(CORD, box(0, 15, 6, 12, 6, 13))));
    TrainingCase from = drawn(Set.of(CORD));
    assertThat(from.has(CORD)).isFalse();
    assertThat(from.code(5, 9, 9)).as("freed, and still of the canal").isEqualTo(CANAL);
    TrainingCase made =
        only(
            teachers(config)
                .complete(
                    List.of(List.of(from)), List.of(Habits.of(scheme, List.of(), config.held()))));
    assertThat(made.has(CORD)).isTrue();
    assertThat(made.has(STEM)).as("the teacher speaks for the cord alone").isFalse();
    for (int x = 4; x < 16; x++) {
      int wanted = x >= 7 && x <= 11 ? CORD : x >= 6 && x <= 13 ? LabelScheme.IGNORED : 0;
      assertThat(made.code(5, 9, x)).as("column %d", x).isEqualTo(wanted);
    }
    assertThat(made.code(1, 9, 9))
        .as("as the parent has it, below the contour too")
        .isEqualTo(CORD);
    assertThat(made.code(5, 2, 2)).isZero();
    assertThat(scheme.isFree(made.code(1, 2, 2))).as("the canal may go on below").isTrue();
    assertThat(made.code(1, 2, 2)).isEqualTo(scheme.unknown(2));
  }

  @Test
  void a_held_organ_that_the_parent_does_not_find_teaches_nothing_nor_does_what_includes_it()
      throws IOException {
    TrainingConfig config =
        config(
            "", "held: [SpinalCord]\nteachers: [{network: parent.pt, structures: [SpinalCord]}]");
    seen.put("parent.pt", new Seen(2, Map.of(), Map.of(CORD, box(2, 15, 8, 10, 8, 10))));
    TrainingCase made =
        only(
            teachers(config)
                .complete(
                    List.of(List.of(drawn(Set.of(CORD)))),
                    List.of(Habits.of(scheme, List.of(), config.held()))));
    assertThat(made.has(CORD)).isFalse();
    assertThat(made.code(5, 9, 9)).isEqualTo(LabelScheme.IGNORED);
    assertThat(made.code(5, 6, 6)).isEqualTo(LabelScheme.IGNORED);
    assertThat(made.code(5, 2, 2)).isZero();
  }

  @Test
  void a_held_organ_counts_whatever_its_size_and_a_missing_one_only_from_2_cc_on()
      throws IOException {
    seen.put("parent.pt", new Seen(3, Map.of(STEM, box(17, 17, 3, 4, 3, 4)), Map.of()));
    String teacher = "teachers: [{network: parent.pt, structures: [Brainstem]}]\n";
    List<List<TrainingCase>> cases = List.of(List.of(drawn(Set.of())));
    TrainingCase missing =
        only(
            teachers(config("", teacher))
                .complete(cases, List.of(Habits.of(scheme, List.of(), List.of()))));
    assertThat(missing.has(STEM)).isFalse();
    TrainingCase held =
        only(
            teachers(config("", teacher + "held: [Brainstem]\n"))
                .complete(cases, List.of(Habits.of(scheme, List.of(), List.of("Brainstem")))));
    assertThat(held.has(STEM)).isTrue();
    assertThat(held.code(17, 3, 3)).isEqualTo(STEM);
  }

  @Test
  void of_several_the_first_that_is_named_speaks_and_the_rest_is_the_one_teachers()
      throws IOException {
    TrainingConfig config =
        config(
            "wide.pt",
            """
            teachers:
              - {network: parent.pt, structures: [SpinalCord], heldOnly: true}
              - {network: other.pt, structures: [SpinalCord]}
            """);
    int[] large = box(0, 17, 0, 12, 0, 12);
    int[] above = box(0, 17, 13, 24, 0, 12);
    seen.put("parent.pt", new Seen(2, Map.of(CORD, box(0, 15, 0, 3, 0, 3)), Map.of()));
    seen.put("other.pt", new Seen(2, Map.of(CORD, large), Map.of()));
    seen.put("wide.pt", new Seen(4, Map.of(CORD, above, STEM, above), Map.of()));
    BoxCases none = new BoxCases();
    none.add("a", Map.of(), 0, 19);
    TrainingCase bare = new CaseReader(none, scheme, MM).read("a");
    List<List<TrainingCase>> made =
        teachers(config)
            .complete(
                List.of(List.of(bare), List.of(bare)),
                List.of(
                    Habits.of(scheme, List.of(), List.of("SpinalCord")),
                    Habits.of(scheme, List.of(), List.of())));
    assertThat(opened).containsExactly("parent.pt", "other.pt", "wide.pt");
    assertThat(made.get(0).get(0).code(5, 2, 2)).as("held: the parent's").isEqualTo(CORD);
    assertThat(made.get(0).get(0).code(5, 6, 6)).isNotEqualTo(CORD);
    assertThat(made.get(1).get(0).code(5, 6, 6)).as("missing: the other's").isEqualTo(CORD);
  }

  @Test
  void without_a_speaker_a_contour_of_another_habit_is_not_known_nor_is_its_canal()
      throws IOException {
    TrainingConfig config = config("", "");
    TrainingCase made =
        only(
            teachers(config)
                .complete(
                    List.of(List.of(drawn(Set.of()))),
                    List.of(Habits.of(scheme, List.of("SpinalCord"), List.of()))));
    assertThat(made.has(CORD)).isFalse();
    assertThat(made.code(5, 9, 9)).isEqualTo(LabelScheme.IGNORED);
    assertThat(made.code(5, 6, 6)).isEqualTo(LabelScheme.IGNORED);
    assertThat(made.code(5, 2, 2)).isZero();
  }

  @Test
  void who_cannot_speak_for_a_structure_is_refused_by_name() throws IOException {
    assertThatThrownBy(() -> config("", "held: [SpinalCord]\n"))
        .hasMessageContaining("held: no teacher speaks for SpinalCord");
    assertThatThrownBy(() -> config("", "more: [{data: more, share: 0.5, held: [SpinalCanal]}]\n"))
        .hasMessageContaining("held: no teacher speaks for SpinalCanal");
    assertThatThrownBy(() -> config("", "teachers: [{network: parent.pt}]\n"))
        .hasMessageContaining("the structures that it speaks for");
    seen.put("parent.pt", new Seen(2, Map.of(), Map.of()));
    seen.put("wide.pt", new Seen(9, Map.of(), Map.of()));
    List<Habits> habits = List.of(Habits.of(scheme, List.of(), List.of()));
    List<List<TrainingCase>> cases = List.of(List.of(drawn(Set.of())));
    TrainingConfig stem = config("", "teachers: [{network: parent.pt, structures: [Brainstem]}]\n");
    assertThatThrownBy(() -> teachers(stem).complete(cases, habits))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("parent.pt: this teacher has 1 structures")
        .hasMessageContaining("cannot speak for Brainstem");
    assertThatThrownBy(() -> teachers(config("wide.pt", "")).complete(cases, habits))
        .hasMessageContaining("wide.pt: this teacher has 8 structures");
  }

  @Test
  void a_checkpoint_taught_by_others_is_not_taken_up() throws IOException {
    Files.createDirectories(folder.resolve("work"));
    String parent = "teachers: [{network: parent.pt, structures: [SpinalCord]}]\n";
    // Made before there was the list: nothing is known, and nothing new is asked.
    TaughtHow.enter(config("", ""), true);
    TaughtHow.enter(config("", ""), true);
    assertRefused(config("other.pt", ""));
    assertRefused(config("", parent));
    TaughtHow.enter(config("", parent), false);
    TaughtHow.enter(config("", parent), true);
    assertRefused(config("", parent.replace("parent", "other")));
    assertRefused(config("", parent + "held: [SpinalCord]\n"));
    assertRefused(config("", parent + "more: [{data: m, share: 0.5, held: [SpinalCord]}]\n"));
    TrainingConfig retrained = config("", parent);
    Files.writeString(folder.resolve("parent.pt"), "other weights under the same name");
    assertRefused(retrained);
    Files.delete(folder.resolve("work/teachers.txt"));
    assertRefused(config("", parent));
    assertThatCode(() -> TaughtHow.enter(config("", parent), false)).doesNotThrowAnyException();
  }

  private void assertRefused(TrainingConfig config) {
    assertThatThrownBy(() -> TaughtHow.enter(config, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("taught by other teachers")
        .hasMessageContaining("start anew in an empty work folder");
  }
}
