package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Curve;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code contourflow calibrate} on a network of some hundred weights and made-up cases. */
class CalibrateCommandTest {
  private static final Path EXAMPLE =
      Path.of("../contouring-model/src/test/resources/networks/example/1.0.0");
  private static final int HELD_BACK = 8;
  private static final int CASES = 10;

  @TempDir Path root;
  private final StringWriter told = new StringWriter();
  private Path manifest;

  @BeforeEach
  void copy_model_and_make_cases() throws IOException {
    Path to = Files.createDirectories(root.resolve("models/example/1.0.0"));
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    manifest = to.resolve("model.yaml");
    String yaml = Files.readString(manifest);
    Files.writeString(
        manifest, yaml.replace("Label_1", "Brainstem").replace("Label_2", "SpinalCord"));
    cases();
  }

  /** One CT, a little brighter each time; brainstem and cord are halves of it. */
  private void cases() throws IOException {
    Files.createDirectories(root.resolve("data/ct"));
    Files.createDirectories(root.resolve("data/seg"));
    CtVolume ct = NiftiReader.read(EXAMPLE.resolve("ct.nii.gz")).toCt();
    int voxels = (int) ct.grid().voxelCount();
    byte[] organs = new byte[voxels];
    for (int i = 0; i < voxels; i++) {
      organs[i] = (byte) (i % ct.grid().columns() < ct.grid().columns() / 2 ? 1 : 2);
    }
    List<String> list = new ArrayList<>(List.of("case,slab_z0,slab_z1"));
    List<String> held = new ArrayList<>(List.of("# held back"));
    for (int n = 0; n < CASES; n++) {
      short[] hu = new short[voxels];
      ct.values().get(hu);
      for (int i = 0; i < voxels; i++) {
        hu[i] += (short) (5 * n);
      }
      String id = "case" + n;
      NiftiWriter.write(path("ct", id), CtVolume.wrap(ct.grid(), hu));
      NiftiWriter.write(path("seg", id), LabelMap.wrap(ct.grid(), organs));
      list.add(id + ",0," + (ct.grid().slices() - 1));
      if (n < HELD_BACK) {
        held.add(id);
      }
    }
    Files.write(root.resolve("data/cases.csv"), list);
    Files.write(root.resolve("held.txt"), held);
    assertThat(stateThatTheyArePublic()).isZero();
  }

  private int stateThatTheyArePublic() {
    return Main.commandLine()
        .execute(
            "consent",
            "statement",
            root.resolve("data").toString(),
            "--source=made up in this test",
            "--licence=none needed",
            "--contours=made up",
            "--by=the test");
  }

  private Path path(String kind, String id) {
    return root.resolve("data").resolve(kind).resolve(id + ".nii.gz");
  }

  private int calibrate(String model, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--consent",
                root.resolve("consent").toString(),
                "--model",
                model,
                "--models",
                root.resolve("models").toString(),
                "--data",
                root.resolve("data").toString(),
                "--validation",
                root.resolve("held.txt").toString(),
                "--out",
                root.resolve("out").toString()));
    line.addAll(List.of(more));
    return Main.commandLine()
        .setErr(new PrintWriter(told, true))
        .execute(line.toArray(String[]::new));
  }

  @Test
  void without_a_statement_or_consent_nobody_teaches() throws IOException {
    Files.delete(root.resolve("data/consent.yaml"));
    String before = Files.readString(manifest);
    assertThat(calibrate("example")).isOne();
    assertThat(told.toString()).contains("no case may teach").contains("docs/consent.md");
    assertThat(Files.readString(manifest)).isEqualTo(before);
  }

  @Test
  void the_manifest_gets_the_section_and_stays_a_model_that_may_run() throws IOException {
    String before = Files.readString(manifest);
    assertThat(calibrate("example", "--off-target", path("ct", "case9").toString())).isZero();
    assertThat(Files.readString(manifest)).startsWith(before);
    Plausibility rules =
        ModelRegistry.open(root.resolve("models"))
            .find("example")
            .orElseThrow()
            .manifest()
            .plausibility();
    assertThat(rules.region()).contains(new Region(BodyPart.HEAD_AND_NECK, 12));
    assertThat(rules.organs()).hasSize(3);
    assertThat(rules.relations()).as("two training cases relate nothing").isEmpty();
    assertThat(rules.confidence()).extracting(Curve::label).isNotEmpty().isSubsetOf(1, 2);
    String table = Files.readString(root.resolve("out/calibration.csv"));
    assertThat(table).contains("validation,case0,").contains("off_target,case9.nii.gz,");
    assertThat(table).as("trained on").doesNotContain("validation,case8");
    assertThat(Files.readString(root.resolve("out/calibration.txt")))
        .contains("Held-back cases (8)", "Off target (1 CTs)", "refused");
  }

  @Test
  void too_few_cases_give_no_confidence_and_are_no_error() throws IOException {
    Files.write(root.resolve("held.txt"), List.of("case0", "case1"));
    assertThat(calibrate("example")).isZero();
    assertThat(Files.readString(manifest)).endsWith("  confidence:\n");
    assertThat(ModelRegistry.open(root.resolve("models")).find("example")).isPresent();
  }

  @Test
  void what_is_not_there_is_told_in_a_line_and_nothing_is_written() throws IOException {
    String before = Files.readString(manifest);
    assertThat(calibrate("nobody")).isEqualTo(1);
    assertThat(told.toString()).contains("no usable model nobody").doesNotContain("\tat ");
    Files.write(root.resolve("held.txt"), List.of("case0", "somebody"));
    assertThat(calibrate("example")).isEqualTo(1);
    assertThat(told.toString()).contains("case somebody of held.txt is not in the data");
    assertThat(manifest).hasContent(before);
    assertThat(root.resolve("out")).doesNotExist();
  }

  @Test
  void doubtful_contours_say_nothing_of_how_large_an_organ_may_be() throws IOException {
    Path list = root.resolve("doubtful.txt");
    Files.write(root.resolve("held.txt"), List.of("case0", "case1"));
    Files.writeString(list, "case8 Brainstem\ncase9 Brainstem\n");
    assertThat(calibrate("example")).isZero();
    double most = mostBrainstemCc();
    assertThat(most).isLessThan(10_000);
    assertThat(calibrate("example", "--doubtful", list.toString())).isZero();
    assertThat(mostBrainstemCc()).as("six of eight are too few").isEqualTo(most);
    assertThat(Files.readString(root.resolve("out/calibration.txt")))
        .contains("Too few cases:", "Brainstem: 6 contour(s), fewer than 8", "kept from before");
    Files.writeString(list, "somebody Brainstem\n");
    assertThat(calibrate("example", "--doubtful", list.toString())).isEqualTo(1);
    assertThat(told.toString()).contains("doubtful.txt line 1").doesNotContain("\tat ");
  }

  private double mostBrainstemCc() throws IOException {
    return ModelRegistry.open(root.resolve("models"))
        .find("example")
        .orElseThrow()
        .manifest()
        .plausibility()
        .organs()
        .get(0)
        .mostCc();
  }
}
