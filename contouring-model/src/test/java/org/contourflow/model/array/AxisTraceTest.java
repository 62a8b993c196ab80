package org.contourflow.model.array;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTraceTest {
  @Test
  void a_voxel_outside_a_crop_is_background_and_not_the_border_s_label() {
    AxisTrace cropped = AxisTrace.start(1, 10, 8).cropped(2, 3, 1);
    assertThat(cropped.ctFirst()).isEqualTo(12);
    assertThat(cropped.coordinates()).containsExactly(0, 1, 2);
  }

  @Test
  void a_flipped_axis_is_cropped_to_the_same_voxels() {
    AxisTrace cropped = AxisTrace.start(1, 10, 8).moved(-1, 7).cropped(2, 3, 1);
    assertThat(cropped.ctFirst()).isEqualTo(13);
    assertThat(cropped.coordinates()).containsExactly(2, 1, 0);
  }

  @Test
  void of_a_finer_ct_a_voxel_keeps_what_linear_interpolation_reaches() {
    AxisTrace cropped = AxisTrace.start(1, 0, 16).moved(0.5, 0).cropped(3, 2, 1);
    assertThat(cropped.ctFirst()).isEqualTo(5);
    assertThat(cropped.coordinates()).containsExactly(-0.5, 0, 0.5, 1, 1.5);
    AxisTrace nearest = AxisTrace.start(1, 0, 16).moved(0.4, 0).cropped(2, 2, 0.5);
    assertThat(nearest.ctFirst()).isEqualTo(4);
    assertThat(nearest.count()).isEqualTo(5);
  }
}
