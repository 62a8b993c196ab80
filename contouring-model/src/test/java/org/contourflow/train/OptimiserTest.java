package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.train.TrainableNetwork.LossAndGradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimiserTest {
  @TempDir Path folder;

  @Test
  void the_first_step_of_adam_moves_by_the_rate_against_the_gradients_sign() {
    float[][] w = {{1f, -2f}, {0.5f}};
    AdamW adam = new AdamW(w, new boolean[] {true, false}, 0.1, 1e9);
    float[][] g = {{3f, -0.01f}, {7f}};
    adam.update(w, g, AdamW.norm(g), 0.01, 1);
    assertThat(w[0][0]).isCloseTo(1f * (1 - 0.001f) - 0.01f, within(1e-6f));
    assertThat(w[0][1]).isCloseTo(-2f * (1 - 0.001f) + 0.01f, within(1e-6f));
    assertThat(w[1][0]).isCloseTo(0.5f - 0.01f, within(1e-6f));
  }

  @Test
  void gradients_are_scaled_down_together_to_the_largest_norm() {
    float[][] w = {{0f, 0f}};
    AdamW adam = new AdamW(w, new boolean[] {false}, 0, 1);
    float[][] g = {{30f, -40f}};
    adam.update(w, g, AdamW.norm(g), 0.01, 1);
    assertThat(adam.first[0][0]).isCloseTo(0.1f * 0.6f, within(1e-6f));
    assertThat(adam.first[0][1]).isCloseTo(0.1f * -0.8f, within(1e-6f));
  }

  @Test
  void a_value_with_a_pace_of_its_own_moves_by_that_much_more() {
    float[][] w = {{0f, 0f}, {0f}};
    AdamW adam = new AdamW(w, new boolean[2], 0, 1e9);
    adam.pace(0, new float[] {1, 20});
    float[][] g = {{3f, 3f}, {3f}};
    adam.update(w, g, AdamW.norm(g), 0.01, 1);
    assertThat(w[0]).containsExactly(new float[] {-0.01f, -0.2f}, within(1e-6f));
    assertThat(w[1]).containsExactly(new float[] {-0.01f}, within(1e-6f));
  }

  @Test
  void of_the_heads_only_the_rows_of_new_structures_are_quick() throws IOException {
    Path file = folder.resolve("fresh.yaml");
    Files.writeString(
        file, SmallTraining.text("n", "w", "", 1) + "fresh: [Larynx]\n"); // Class 6 of 0 to 7.
    float[][] w = {new float[16], new float[8], new float[8]};
    AdamW adam = new AdamW(w, new boolean[3], 0, 1e9);
    FreshRows.quicken(
        adam, List.of("h0.weight", "h2.bias", "d0b.shift"), w, TrainingConfig.read(file));
    float[][] g = {ones(16), ones(8), ones(8)};
    adam.update(w, g, 1, 0.01, 1);
    for (int i = 0; i < 16; i++) {
      assertThat(w[0][i]).isCloseTo(i / 2 == 6 ? -0.04f : -0.01f, within(1e-6f));
    }
    for (int i = 0; i < 8; i++) {
      assertThat(w[1][i]).isCloseTo(i == 6 ? -0.04f : -0.01f, within(1e-6f));
      assertThat(w[2][i]).isCloseTo(-0.01f, within(1e-6f));
    }
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void adam_finds_the_bottom_of_a_bowl() {
    float[][] w = {{5f, -3f}};
    AdamW adam = new AdamW(w, new boolean[] {false}, 0, 1e9);
    for (int step = 1; step <= 2000; step++) {
      float[][] g = {{2 * (w[0][0] - 1), 20 * (w[0][1] - 2)}};
      adam.update(w, g, AdamW.norm(g), 0.02, step);
    }
    assertThat(w[0][0]).isCloseTo(1f, within(0.01f));
    assertThat(w[0][1]).isCloseTo(2f, within(0.01f));
  }

  @Test
  void the_rate_warms_up_and_comes_down_to_the_floor() {
    for (Schedule.Kind kind : Schedule.Kind.values()) {
      Schedule s = new Schedule(kind, 0.1, 10, 100, 0.3);
      assertThat(s.rate(1)).isCloseTo(0.01, within(1e-12));
      assertThat(s.rate(10)).isCloseTo(0.1, within(1e-12));
      assertThat(s.rate(100)).isCloseTo(0.1 * Schedule.FLOOR, within(1e-12));
      for (int step = 11; step <= 100; step++) {
        assertThat(s.rate(step)).isLessThanOrEqualTo(s.rate(step - 1));
      }
    }
    Schedule hold = new Schedule(Schedule.Kind.HOLD_THEN_LINEAR, 0.1, 10, 100, 0.3);
    assertThat(hold.rate(70)).isCloseTo(0.1, within(1e-12));
    assertThat(hold.rate(85)).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void a_checkpoint_comes_back_bit_for_bit_and_a_stranger_is_refused() throws IOException {
    float[][] a = {{1f, Float.MIN_VALUE}, {-0f}};
    float[][] b = {{3f, 4f}, {(float) Math.PI}};
    Path file = folder.resolve("c.bin");
    new Checkpoint(77, a, b, b, a).write(file);
    Checkpoint back = Checkpoint.read(file);
    assertThat(back.step()).isEqualTo(77);
    assertThat(back.weights()).isDeepEqualTo(a);
    assertThat(back.average()).isDeepEqualTo(b);
    assertThat(back.second()).isDeepEqualTo(a);
    Files.write(file, new byte[64]);
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("not a checkpoint");
  }

  @Test
  void a_wrong_gradient_or_loss_is_found_by_name() {
    LossAndGradients exact = new LossAndGradients(1f, new float[][] {{1f, 2f}, {0.5f}});
    LossAndGradients near = new LossAndGradients(1f, new float[][] {{1.001f, 2f}, {0.5f}});
    LossAndGradients wrong = new LossAndGradients(1f, new float[][] {{1f, 2f}, {0.6f}});
    LossAndGradients nan = new LossAndGradients(Float.NaN, new float[][] {{1f, 2f}, {0.5f}});
    List<String> names = List.of("a", "b");
    assertThat(KernelCheck.compare(names, near, exact)).isEmpty();
    assertThat(KernelCheck.compare(names, wrong, exact)).singleElement().asString().contains("b");
    assertThat(KernelCheck.compare(names, nan, exact)).singleElement().asString().contains("loss");
  }
}
