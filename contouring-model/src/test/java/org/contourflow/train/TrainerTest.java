package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.train.data.CaseReader;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.train.data.ReleasedCases;
import org.contourflow.train.data.SevenOrgans;
import org.contourflow.train.data.TrainingCase;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a tiny network (width 16) on two made-up patients: a bright block is the mandible. */
@org.junit.jupiter.api.Tag("long")
class TrainerTest {
  @TempDir Path folder;

  @BeforeEach
  void makeData() throws IOException {
    Files.createDirectories(folder.resolve("ct"));
    Files.createDirectories(folder.resolve("seg"));
    Files.writeString(
        folder.resolve("cases.csv"), "case,slab_z0,slab_z1\np1,2,27\np2,0,29\np3,0,29\n");
    Files.writeString(folder.resolve("held.txt"), "# held back\np3\n");
    for (int p = 1; p <= 3; p++) {
      writeCase("p" + p, 8 + p);
    }
    copy("tiny.pt");
  }

  /** The networks are network.py's, with widths of 16. */
  private void copy(String network) throws IOException {
    try (InputStream in = TrainerTest.class.getResourceAsStream(network)) {
      Files.copy(in, folder.resolve(network));
    }
  }

  private void writeCase(String id, int at) throws IOException {
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 30, 32, 32, 2.5, 4, 4);
    short[] hu = new short[(int) grid.voxelCount()];
    short[] bits = new short[hu.length];
    for (int i = 0; i < hu.length; i++) {
      int z = i / 1024;
      int r = i % 1024 / 32;
      int c = i % 32;
      boolean body = r > 3 && r < 28 && c > 3 && c < 28;
      boolean bone = body && z > at && z < at + 8 && r > at && r < at + 8 && c > 10 && c < 20;
      hu[i] = (short) (bone ? 900 : body ? 30 : -1024);
      bits[i] = (short) (bone ? 64 : 0);
    }
    NiftiWriter.write(folder.resolve("ct").resolve(id + ".nii.gz"), CtVolume.wrap(grid, hu));
    NiftiWriter.write(folder.resolve("seg").resolve(id + ".nii.gz"), CtVolume.wrap(grid, bits));
  }

  private TrainingConfig config(String work, int steps) throws IOException {
    return config(work, steps, "tiny.pt", "");
  }

  private TrainingConfig config(String work, int steps, String network, String teacher)
      throws IOException {
    Path file = folder.resolve(work + ".yaml");
    Files.writeString(file, SmallTraining.text(network, work, teacher, steps));
    return TrainingConfig.read(file);
  }

  private ReleasedCases released() throws IOException {
    return Released.all(new NiftiCases(folder));
  }

  private float[][] train(String work, int steps) throws IOException {
    try (Trainer trainer = new Trainer(config(work, steps), released(), List.of())) {
      trainer.run();
      return trainer.currentWeights();
    }
  }

  @Test
  void a_resumed_run_ends_with_the_very_weights_of_an_uninterrupted_one() throws IOException {
    float[][] whole = train("whole", 5);
    train("parts", 2);
    float[][] parts = train("parts", 5);
    assertThat(parts).isDeepEqualTo(whole);
    assertThat(Files.readString(folder.resolve("parts/dice.csv"))).contains("\n5,");
  }

  @Test
  void a_run_of_seconds_ends_with_a_network_and_is_not_begun_again() throws IOException {
    Path file = folder.resolve("timed.yaml");
    Files.writeString(
        file, SmallTraining.text("tiny.pt", "timed", "", 1_000_000) + "hours: 0.003\n");
    long steps = 0;
    for (int call = 1; call <= 2; call++) {
      try (Trainer trainer = new Trainer(TrainingConfig.read(file), released(), List.of())) {
        trainer.run();
        assertThat(trainer.isFinished()).isTrue();
        assertThat(trainer.steps()).isPositive();
        assertThat(Checkpoint.read(folder.resolve("timed/checkpoint.bin")).step())
            .isEqualTo(trainer.steps());
        assertThat(steps == 0 || steps == trainer.steps()).isTrue();
        steps = trainer.steps();
      }
    }
    try (TrainableNetwork network = new TrainableNetwork(folder.resolve("timed/last.pt"))) {
      assertThat(network.logits(new float[32768], new WindowShape(32, 32, 32))).isNotEmpty();
    }
  }

  @Test
  void a_run_learns_leaves_its_curve_and_a_network_that_loads() throws IOException {
    train("learn", 40);
    assertThat(lastLoss("learn")).isLessThan(0.8 * firstLoss("learn"));
    assertThat(folder.resolve("learn/curve.png")).exists();
    try (TrainableNetwork network = new TrainableNetwork(folder.resolve("learn/last.pt"))) {
      WindowShape shape = new WindowShape(32, 32, 32);
      assertThat(network.logits(new float[32768], shape)).hasSize(8 * 32768);
    }
  }

  @Test
  void without_validation_cases_there_is_no_dice_no_best_network_and_no_end_by_patience()
      throws IOException {
    Path file = folder.resolve("blind.yaml");
    Files.writeString(
        file,
        SmallTraining.text("tiny.pt", "blind", "", 4)
            .replace("validationCases: 1", "validationCases: 0")
            .replace("validateEvery: 100", "validateEvery: 1")
            .replace("patience: 0", "patience: 1"));
    TrainingConfig config = TrainingConfig.read(file);
    try (Trainer trainer = new Trainer(config, released(), List.of())) {
      trainer.run();
      assertThat(trainer.steps()).isEqualTo(4);
    }
    List<String> dice = Files.readAllLines(folder.resolve("blind/dice.csv"));
    assertThat(dice).hasSize(5);
    assertThat(dice.get(4)).startsWith("4,NaN,");
    assertThat(folder.resolve("blind/best.pt")).doesNotExist();
    assertThat(folder.resolve("blind/last.pt")).exists();
    double[] none = new double[config.scheme().classes()];
    java.util.Arrays.fill(none, Double.NaN);
    assertThat(Validation.describe(none, config.scheme()))
        .contains("no validation case")
        .doesNotContain("0.0000");
    none[0] = 0.5;
    assertThat(Validation.describe(none, config.scheme())).startsWith("mean Dice 0.5000: ");
  }

  @Test
  void the_folded_network_learns_too_with_a_teacher_that_knows_nothing() throws IOException {
    copy("tiny-folded.pt");
    try (Trainer trainer =
        new Trainer(config("folded", 40, "tiny-folded.pt", "tiny.pt"), released(), List.of())) {
      trainer.run();
    }
    assertThat(lastLoss("folded")).isLessThan(0.8 * firstLoss("folded"));
  }

  private double firstLoss(String work) throws IOException {
    return loss(Files.readAllLines(folder.resolve(work + "/loss.csv")).get(1));
  }

  private double lastLoss(String work) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(work + "/loss.csv"));
    return loss(lines.get(lines.size() - 1));
  }

  private static double loss(String line) {
    return Double.parseDouble(line.split(",")[1]);
  }

  @Test
  void a_stop_file_ends_the_run_with_a_checkpoint() throws IOException {
    Files.createDirectories(folder.resolve("stop"));
    Files.createFile(folder.resolve("stop/STOP"));
    train("stop", 1000);
    assertThat(Checkpoint.read(folder.resolve("stop/checkpoint.bin")).step()).isEqualTo(1);
    assertThat(folder.resolve("stop/STOP")).doesNotExist();
  }

  @Test
  void a_network_whose_kernels_compute_wrong_gradients_is_not_trained() throws IOException {
    copy("wrong.pt");
    TrainingConfig config = config("wrong", 3, "wrong.pt", "");
    assertThatThrownBy(() -> new Trainer(config, released(), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wrong convolutions")
        .hasMessageContaining("gradient of weight");
    assertThat(folder.resolve("wrong/checkpoint.bin")).doesNotExist();
  }

  @Test
  void contours_that_may_go_on_unseen_are_not_background() throws IOException {
    CtVolume seg;
    try (var in = Files.newInputStream(folder.resolve("ct/p2.nii.gz"))) {
      assertThat(in.read()).isEqualTo(0x1F);
    }
    VoxelGrid grid =
        org.contourflow.volume.io.NiftiReader.read(folder.resolve("ct/p2.nii.gz")).grid();
    short[] bits = new short[(int) grid.voxelCount()];
    for (int z = 10; z < 20; z++) {
      bits[z * 1024 + 16 * 32 + 16] = 2;
    }
    seg = CtVolume.wrap(grid, bits);
    NiftiWriter.write(folder.resolve("seg/p2.nii.gz"), seg);
    TrainingCase read =
        new CaseReader(new NiftiCases(folder), SevenOrgans.SCHEME, new double[] {3, 4, 4})
            .read("p2");
    assertThat(read.has(SevenOrgans.CORD)).isTrue();
    assertThat(read.has(1)).isFalse();
    assertThat(read.code(9, 0, 0)).isEqualTo(SevenOrgans.CORD_UNKNOWN);
    assertThat(read.code(10, 0, 0)).isZero();
    TrainingCase slab =
        new CaseReader(new NiftiCases(folder), SevenOrgans.SCHEME, new double[] {3, 4, 4})
            .read("p1");
    assertThat(slab.slices()).isEqualTo(26);
  }

  @Test
  void a_configuration_error_names_the_file_and_the_key() throws IOException {
    Path file = folder.resolve("bad.yaml");
    config("bad", 3);
    Files.writeString(file, Files.readString(file).replace("steps:", "stepps:"));
    assertThatThrownBy(() -> TrainingConfig.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.yaml")
        .hasMessageContaining("stepps");
  }

  @Test
  void logits_survive_a_round_trip_of_the_weights() throws IOException {
    WindowShape shape = new WindowShape(32, 32, 32);
    float[] input = new float[32768];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) Math.sin(i);
    }
    try (TrainableNetwork network = new TrainableNetwork(folder.resolve("tiny.pt"))) {
      float[] before = network.logits(input, shape);
      float[][] weights = network.weights();
      float[][] zero = new float[weights.length][];
      for (int i = 0; i < zero.length; i++) {
        zero[i] = new float[weights[i].length];
      }
      network.setWeights(zero);
      assertThat(network.logits(input, shape)).containsOnly(0f);
      network.setWeights(weights);
      assertThat(network.logits(input, shape)).isEqualTo(before);
    }
  }
}
