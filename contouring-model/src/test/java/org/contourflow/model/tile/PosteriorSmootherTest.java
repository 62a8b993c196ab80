package org.contourflow.model.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.array.Spacing3;
import org.contourflow.model.manifest.Output;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.Output.Invert;
import org.junit.jupiter.api.Test;

/** A Gaussian of posteriors against its formula. */
class PosteriorSmootherTest {
  private static final Shape3 SHAPE = new Shape3(15, 11, 13);

  private static List<float[]> smooth(float[] values, double... mm) {
    Output output =
        new Output(
            0,
            1,
            Activation.SIGMOID,
            Decode.THRESHOLD,
            Invert.PROBABILITIES,
            Optional.of(List.of(mm[0], mm[1], mm[2])),
            1,
            1,
            List.of());
    AxisTrace none = new AxisTrace(0, 0, new double[0]);
    FloatBlock block =
        new FloatBlock(SHAPE, new Spacing3(3, 1, 1), new float[values.length], none, none, none);
    List<float[]> out = new ArrayList<>();
    PlaneSink sink =
        PosteriorSmoother.before((p, classes) -> out.add(classes[0].clone()), output, block);
    for (int p = 0; p < SHAPE.axis0(); p++) {
      float[] plane = new float[SHAPE.plane()];
      System.arraycopy(values, p * SHAPE.plane(), plane, 0, plane.length);
      sink.accept(p, new float[][] {plane});
    }
    return out;
  }

  private static int at(int j, int k) {
    return j * SHAPE.axis2() + k;
  }

  @Test
  void one_voxel_becomes_the_gaussian_of_its_sigma_in_mm() {
    float[] values = new float[(int) SHAPE.volume()];
    values[7 * SHAPE.plane() + at(5, 6)] = 1;
    List<float[]> out = smooth(values, 3, 1, 1);
    assertThat(out).hasSize(15);
    // One voxel of sigma along each axis: neighbours are exp(-1/2) of the centre, corners
    // exp(-3/2).
    double centre = out.get(7)[at(5, 6)];
    assertThat(centre).isCloseTo(Math.pow(2 * Math.PI, -1.5), within(1e-4));
    assertThat(out.get(8)[at(5, 6)] / centre).isCloseTo(Math.exp(-0.5), within(1e-5));
    assertThat(out.get(7)[at(4, 6)] / centre).isCloseTo(Math.exp(-0.5), within(1e-5));
    assertThat(out.get(6)[at(6, 7)] / centre).isCloseTo(Math.exp(-1.5), within(1e-5));
    assertThat(out.get(2)[at(5, 6)]).as("beyond 4 sigma").isZero();
  }

  @Test
  void nothing_is_lost_at_the_ends() {
    float[] values = new float[(int) SHAPE.volume()];
    java.util.Arrays.fill(values, 0.25f);
    for (float[] plane : smooth(values, 9, 2, 5)) {
      for (float v : plane) {
        assertThat(v).isCloseTo(0.25f, within(1e-6f));
      }
    }
  }

  @Test
  void no_sigma_is_no_change() {
    float[] values = new float[(int) SHAPE.volume()];
    values[14 * SHAPE.plane()] = 1;
    assertThat(smooth(values, 0, 0, 0).get(14)[0]).isEqualTo(1);
  }

  @Test
  void indices_beyond_the_ends_are_mirrored_with_the_end_twice() {
    assertThat(PosteriorSmoother.mirrored(-1, 4)).isZero();
    assertThat(PosteriorSmoother.mirrored(-4, 4)).isEqualTo(3);
    assertThat(PosteriorSmoother.mirrored(4, 4)).isEqualTo(3);
    assertThat(PosteriorSmoother.mirrored(9, 4)).isEqualTo(1);
  }
}
