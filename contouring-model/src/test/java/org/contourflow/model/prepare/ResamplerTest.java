package org.contourflow.model.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.contourflow.model.manifest.ModelManifest.Border;
import org.junit.jupiter.api.Test;

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

  @Test
  void without_downsampling_antialiasing_changes_nothing() {
    float[] any = line(40, i -> Math.sin(i * 1.3));
    assertThat(resample(any, 0.7, 0.7)).isEqualTo(resample(any, 0.7, 1));
  }
}
