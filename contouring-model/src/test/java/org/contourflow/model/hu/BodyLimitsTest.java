package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;
import org.junit.jupiter.api.Test;

/** Blocks of known size on a grid of 10 mm; 40 slices of 70 x 70 pixels of 1 cm. */
class BodyLimitsTest {
  private static final int SLICES = 40;
  private static final int SIDE = 70;
  private static final VoxelGrid GRID =
      VoxelGrid.even(
          new PatientPoint(0, 0, 0),
          new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0)),
          SLICES,
          SIDE,
          SIDE,
          10,
          10,
          10);

  private static BitVolume block(int slices, int rows, int columns) {
    BitVolume block = new BitVolume(SLICES, SIDE, SIDE);
    for (int s = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        block.setRun(s, r, 0, columns);
      }
    }
    return block;
  }

  private static java.util.Optional<String> beyond(BitVolume body, BitVolume bone) {
    return BodyLimits.beyond(GRID, body, bone, 1);
  }

  @Test
  void a_large_patient_passes() {
    assertThat(beyond(block(40, 40, 55), block(40, 10, 10))).isEmpty();
  }

  @Test
  void a_cross_section_beyond_any_patient_is_named_with_its_size() {
    assertThat(beyond(block(40, 55, 60), block(40, 10, 10))).isEmpty();
    assertThat(beyond(block(40, 56, 60), block(40, 10, 10)))
        .hasValueSatisfying(why -> assertThat(why).contains("3360 square centimetres", "rescale"));
  }

  @Test
  void slices_without_a_body_do_not_thin_the_mean() {
    assertThat(beyond(block(10, 60, 60), block(10, 10, 10))).isPresent();
  }

  @Test
  void more_than_a_skeleton_is_named_in_litres() {
    assertThat(beyond(block(40, 50, 60), block(40, 15, 25))).isEmpty();
    assertThat(beyond(block(40, 50, 60), block(40, 16, 25)))
        .hasValueSatisfying(why -> assertThat(why).contains("16.0 litres"));
  }

  @Test
  void a_body_of_bone_is_refused_but_a_small_part_may_be_dense() {
    assertThat(beyond(block(10, 10, 10), block(10, 10, 7)))
        .hasValueSatisfying(why -> assertThat(why).contains("70 % of the body"));
    assertThat(beyond(block(10, 10, 7), block(10, 10, 5))).isEmpty();
  }
}
