package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipFile;
import org.contourflow.train.data.LabelScheme;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A released network becomes one that can be trained, also for more structures, and back. */
class StartingNetworkTest {
  private static final WindowShape SHAPE = new WindowShape(32, 32, 32);

  @TempDir Path folder;

  @BeforeEach
  void networks() throws IOException {
    for (String name : List.of("tiny.pt", "tiny-folded.pt")) {
      try (InputStream in = StartingNetworkTest.class.getResourceAsStream(name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
  }

  private LabelScheme scheme(int more) throws IOException {
    return LabelScheme.read(schemeFile(more));
  }

  private Path schemeFile(int more) throws IOException {
    StringBuilder text = new StringBuilder("structures:\n");
    StringBuilder order = new StringBuilder();
    List<String> seven = LabelScheme.openKbp().structureNames();
    for (int i = 0; i < seven.size() + more; i++) {
      String name = i < seven.size() ? seven.get(i) : "New_" + i;
      boolean open = i == 1 || i == 4 || i == 8;
      text.append("  - {name: ").append(name).append(open ? ", openBelow: true}\n" : "}\n");
      order.append(i == 0 ? "" : ", ").append(name);
    }
    Path file = folder.resolve("labels-" + more + ".yaml");
    Files.writeString(file, text + "overlaps: [" + order + "]\n");
    return file;
  }

  private float[] logits(String network) throws IOException {
    float[] input = new float[SHAPE.voxels()];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble(-1, 1);
    }
    try (TrainableNetwork loaded = new TrainableNetwork(folder.resolve(network))) {
      return loaded.logits(input, SHAPE);
    }
  }

  @Test
  void in_another_script_a_network_says_the_same_of_the_structures_it_knows() throws IOException {
    StartingNetwork.write(folder.resolve("tiny.pt"), scheme(2), 1, folder.resolve("wider.pt"));
    float[] before = logits("tiny.pt");
    float[] after = logits("wider.pt");
    assertThat(before).hasSize(8 * SHAPE.voxels());
    assertThat(after).hasSize(10 * SHAPE.voxels());
    assertThat(Arrays.copyOf(after, before.length)).containsExactly(before, within(1e-5f));
    assertThat(StartingNetwork.structures(folder.resolve("wider.pt"))).isEqualTo(9);
  }

  @Test
  void both_sides_of_a_new_pair_begin_alike_and_other_new_structures_apart() throws IOException {
    Path file = folder.resolve("pair.yaml");
    Files.writeString(
        file,
        Files.readString(schemeFile(1))
            .replace(
                "overlaps: [",
                """
                  - {name: Eye_R, mirror: Eye_L}
                  - {name: Eye_L, mirror: Eye_R}
                overlaps: [Eye_R, Eye_L, \
                """));
    StartingNetwork.write(
        folder.resolve("tiny.pt"), LabelScheme.read(file), 1, folder.resolve("wider.pt"));
    ScriptArchive wider = ScriptArchive.read(folder.resolve("wider.pt"));
    for (String head : List.of("h0.weight", "h0.bias", "h1.weight", "h1.bias", "h2.weight")) {
      float[] rows = wider.weight(head);
      int row = rows.length / 11;
      float[] right = Arrays.copyOfRange(rows, 9 * row, 10 * row);
      assertThat(Arrays.copyOfRange(rows, 10 * row, 11 * row)).as(head).isEqualTo(right);
      if (head.endsWith("weight")) {
        assertThat(Arrays.copyOfRange(rows, 8 * row, 9 * row)).as(head).isNotEqualTo(right);
        assertThat(Arrays.copyOfRange(rows, 0, row)).as(head).isNotEqualTo(right);
      }
    }
  }

  @Test
  void a_new_structure_is_nowhere_at_first_and_its_rows_learn() throws IOException {
    StartingNetwork.write(folder.resolve("tiny.pt"), scheme(2), 1, folder.resolve("wider.pt"));
    float[] logits = logits("wider.pt");
    int n = SHAPE.voxels();
    for (int i = 0; i < n; i += 97) {
      float most = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < 8; k++) {
        most = Math.max(most, logits[k * n + i]);
      }
      assertThat(logits[9 * n + i]).isLessThan(most);
    }
    float[] codes = new float[n];
    Arrays.fill(codes, 0, n / 4, 9);
    Arrays.fill(codes, n / 2, n, 10 + 3); // Background, or an open structure: a bit each.
    try (TrainableNetwork loaded = new TrainableNetwork(folder.resolve("wider.pt"))) {
      Batch batch = new Batch(1, SHAPE, new float[n], codes, new float[10]);
      TrainableNetwork.LossAndGradients found = loaded.lossAndGradients("loss", batch);
      float[] head = found.gradients()[loaded.names().indexOf("h0.bias")];
      assertThat(head).hasSize(10);
      assertThat(head[9]).as("asks for more of the new structure").isNegative();
      assertThat(KernelCheck.findings(loaded, batch, Loss.DICE)).isEmpty();
    }
  }

  @Test
  void released_in_half_precision_it_says_nearly_the_same() throws IOException {
    StartingNetwork.pack(folder.resolve("tiny.pt"), folder.resolve("half.pt"));
    assertThat(Files.size(folder.resolve("half.pt")))
        .isLessThan(Files.size(folder.resolve("tiny.pt")) * 6 / 10);
    float[] before = logits("tiny.pt");
    float[] after = logits("half.pt");
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(0.02f));
    }
    StartingNetwork.write(
        folder.resolve("half.pt"), LabelScheme.openKbp(), 1, folder.resolve("again.pt"));
    assertThat(logits("again.pt")).containsExactly(after, within(0.01f));
  }

  @Test
  void what_is_released_names_no_folder_of_this_machine() throws IOException {
    StartingNetwork.pack(folder.resolve("tiny.pt"), folder.resolve("half.pt"));
    try (ZipFile zip = new ZipFile(folder.resolve("half.pt").toFile())) {
      assertThat(zip.stream().map(e -> e.getName())).noneMatch(n -> n.contains("debug"));
    }
  }

  @Test
  void a_network_of_another_design_is_taken_as_it_is_and_gets_no_new_structures()
      throws IOException {
    Path folded = folder.resolve("tiny-folded.pt");
    StartingNetwork.write(folded, LabelScheme.openKbp(), 1, folder.resolve("same.pt"));
    assertThat(logits("same.pt")).containsExactly(logits("tiny-folded.pt"), within(1e-5f));
    assertThatThrownBy(() -> StartingNetwork.write(folded, scheme(1), 1, folder.resolve("no.pt")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tiny-folded.pt")
        .hasMessageContaining("only to a network of the design unet3d");
  }

  @Test
  void a_structure_cannot_be_taken_away() throws IOException {
    Path wider = folder.resolve("wider.pt");
    StartingNetwork.write(folder.resolve("tiny.pt"), scheme(1), 1, wider);
    assertThatThrownBy(
            () ->
                StartingNetwork.write(wider, LabelScheme.openKbp(), 1, folder.resolve("narrow.pt")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only be added");
  }

  @Test
  void what_is_no_network_is_told_by_its_name() throws IOException {
    Files.writeString(folder.resolve("text.pt"), "nothing");
    assertThatThrownBy(
            () ->
                StartingNetwork.write(
                    folder.resolve("text.pt"), LabelScheme.openKbp(), 1, folder.resolve("out.pt")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.pt");
  }

  /** Heads that say the same everywhere: what the losses are is then a matter of counting. */
  private static TrainableNetwork saying(Path file, float[] logits) throws IOException {
    TrainableNetwork network = new TrainableNetwork(file);
    float[][] weights = network.weights();
    for (int i = 0; i < weights.length; i++) {
      String name = network.names().get(i);
      if (name.matches("h[0-9]\\.weight")) {
        Arrays.fill(weights[i], 0);
      } else if (name.matches("h[0-9]\\.bias")) {
        weights[i] = logits.clone();
      }
    }
    network.setWeights(weights);
    return network;
  }

  @Test
  void the_logarithm_of_dice_is_as_counted_by_hand_and_pulls_at_what_is_nowhere_likely()
      throws IOException {
    Path file = folder.resolve("wider.pt");
    StartingNetwork.write(folder.resolve("tiny.pt"), scheme(2), 1, file);
    int n = SHAPE.voxels();
    float[] codes = new float[n];
    Arrays.fill(codes, 0, n / 4, 9); // A quarter, at every level.
    Batch batch = new Batch(1, SHAPE, new float[n], codes, new float[10]);
    float[] logits = new float[10];
    logits[9] = -7;
    double all = 9 + Math.exp(-7);
    double p = Math.exp(-7) / all;
    double crossEntropy = -0.25 * Math.log(p) + 0.75 * Math.log(all);
    double[] expected = new double[2];
    for (int level = 0; level < 3; level++) {
      double voxels = n / Math.pow(8, level);
      double share = Math.pow(0.5, level) / 1.75;
      double[] smooth = {1, 0.1};
      double[] dice = new double[2];
      for (int i = 0; i < 2; i++) {
        dice[i] = (voxels / 2 * p + smooth[i]) / (voxels * p + voxels / 4 + smooth[i]);
      }
      expected[0] += share * (crossEntropy + 1 - dice[0]);
      expected[1] += share * (crossEntropy - Math.log(dice[1]));
    }
    try (TrainableNetwork network = saying(file, logits)) {
      float[] pull = new float[2];
      for (Loss loss : Loss.values()) {
        TrainableNetwork.LossAndGradients found = network.lossAndGradients(loss.method(), batch);
        assertThat((double) found.loss())
            .as("%s", loss)
            .isCloseTo(expected[loss.ordinal()], within(2e-3));
        pull[loss.ordinal()] = -found.gradients()[network.names().indexOf("h0.bias")][9];
      }
      double byCrossEntropy = 0.25 / 1.75; // A quarter of the voxels, level 0's share.
      assertThat(pull[Loss.DICE.ordinal()] / byCrossEntropy).isCloseTo(1, within(0.02));
      double twice = n / 2 * p; // The intersection's; beside .1 it is what is left of the pull.
      assertThat(pull[Loss.LOG_DICE.ordinal()] / byCrossEntropy)
          .isCloseTo(1 + 4 * twice / (twice + 0.1), within(0.02));
      assertThat(KernelCheck.findings(network, batch, Loss.LOG_DICE)).isEmpty();
    }
  }

  @Test
  void a_network_written_before_a_loss_is_refused_with_it_by_name() throws IOException {
    Loss.DICE.requireIn(folder.resolve("tiny.pt"));
    assertThatThrownBy(() -> Loss.LOG_DICE.requireIn(folder.resolve("tiny.pt")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("tiny.pt has no loss LOG_DICE");
  }
}
