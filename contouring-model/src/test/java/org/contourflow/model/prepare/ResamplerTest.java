package org.contourflow.model.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.array.Spacing3;
import org.contourflow.model.manifest.PrepareStep.Border;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  private static float[] line(int n, java.util.function.IntToDoubleFunction value) {
    float[] line = new float[n];
    for (int i = 0; i < n; i++) {
      line[i] = (float) value.applyAsDouble(i);
    }
    return line;
  }

  private static float[] resample(float[] line, double factor, double width) {
    int n = line.length;
    double[] at = new double[(int) (n / factor)];
    for (int i = 0; i < at.length; i++) {
      at[i] = factor * (i + 0.5) - 0.5;
    }
    AxisTrace trace = AxisTrace.start(0, 0, 1);
    FloatBlock block =
        new FloatBlock(new Shape3(1, 1, n), new Spacing3(1, 1, 1), line, trace, trace, trace);
    return new Resampler(1, n, at, Border.EDGE, width).apply(block, 2);
  }

  @Test
  void with_antialiasing_alternating_noise_is_averaged_away() {
    float[] noise = line(64, i -> i % 2 == 0 ? 100 : -100);
    float[] plain = resample(noise, 4.3, 1);
    float[] smooth = resample(noise, 4.3, 4.3);
    double left = 0;
    double most = 0;
    for (int i = 1; i < plain.length - 1; i++) {
      left = Math.max(left, Math.abs(smooth[i]));
      most = Math.max(most, Math.abs(plain[i]));
    }
    assertThat(most).isGreaterThan(60);
    assertThat(left).isLessThan(6);
  }

  @Test
  void with_antialiasing_a_straight_line_stays_where_it_was() {
    float[] ramp = line(60, i -> 3 * i + 7);
    float[] out = resample(ramp, 4, 4);
    for (int i = 1; i < out.length - 1; i++) {
      assertThat(out[i]).isCloseTo((float) (3 * (4 * (i + 0.5) - 0.5) + 7), within(1e-3f));
    }
    assertThat(resample(line(60, i -> 5), 4, 4)).containsOnly(5f);
  }

  @ParameterizedTest(name = "order {0}")
  @CsvSource({
    "1, '-1.5 -1 -0.5 0 0.25 2 2.5 3 4', '0 0 5 10 12.5 30 15 0 0'",
    "0, '-0.6 -0.5 0 0.49 1 2.5 2.6', '0 10 10 10 20 30 0'"
  })
  void beyond_a_border_of_zero_a_line_fades_over_one_element(
      int order, String at, String expected) {
    double[] coordinates = Stream.of(at.split(" ")).mapToDouble(Double::parseDouble).toArray();
    AxisTrace trace = AxisTrace.start(0, 0, 1);
    FloatBlock block =
        new FloatBlock(
            new Shape3(1, 1, 3),
            new Spacing3(1, 1, 1),
            new float[] {10, 20, 30},
            trace,
            trace,
            trace);
    float[] zero = new Resampler(order, 3, coordinates, Border.ZERO, 1).apply(block, 2);
    float[] edge = new Resampler(order, 3, coordinates, Border.EDGE, 1).apply(block, 2);
    String[] numbers = expected.split(" ");
    for (int i = 0; i < numbers.length; i++) {
      assertThat(zero[i]).as("at %s", coordinates[i]).isEqualTo(Float.parseFloat(numbers[i]));
    }
    assertThat(edge[0]).isEqualTo(10);
    assertThat(edge[numbers.length - 1]).isEqualTo(30);
  }

  @Test
  void without_downsampling_antialiasing_changes_nothing() {
    float[] any = line(40, i -> Math.sin(i * 1.3));
    assertThat(resample(any, 0.7, 0.7)).isEqualTo(resample(any, 0.7, 1));
  }
}
