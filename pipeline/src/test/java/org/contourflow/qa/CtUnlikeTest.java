package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;

/** Of which CTs something is said, and that it goes by the patient and not by the rows. */
class CtUnlikeTest {
  private static final int N = 60;
  private static final double MM = 4;

  /** Its centre lies at the patient's origin; slices are stacked along its normal. */
  private static VoxelGrid grid(Direction row, Direction column, double stepMm) {
    SliceOrientation orientation = new SliceOrientation(row, column);
    Direction normal = orientation.normal();
    double half = (N - 1) * MM / 2;
    List<PatientPoint> origins = new ArrayList<>();
    for (int s = 0; s < N; s++) {
      double along = (s - (N - 1) / 2.0) * stepMm;
      origins.add(
          new PatientPoint(
              normal.x() * along - half * (row.x() + column.x()),
              normal.y() * along - half * (row.y() + column.y()),
              normal.z() * along - half * (row.z() + column.z())));
    }
    return new VoxelGrid(origins, orientation, MM, MM, N, N);
  }

  /** A cone that is wide at the feet, bone at its back, an airway at its front. */
  private static short hu(PatientPoint p) {
    double radius = 70 - p.zMm() / 4;
    double across = Math.hypot(p.xMm(), p.yMm());
    if (across > radius) {
      return -1000;
    }
    if (Math.hypot(p.xMm(), p.yMm() - 30) < 12) {
      return 700;
    }
    if (Math.hypot(p.xMm(), p.yMm() + 20) < 12) {
      return -990;
    }
    return (short) (across > radius - 8 ? -100 : 40);
  }

  private static CtVolume ct(VoxelGrid grid) {
    short[] values = new short[(int) grid.voxelCount()];
    int at = 0;
    for (int s = 0; s < N; s++) {
      for (int r = 0; r < N; r++) {
        for (int c = 0; c < N; c++) {
          values[at++] = hu(grid.toPatient(new VoxelIndex(s, r, c)));
        }
      }
    }
    return CtVolume.wrap(grid, values);
  }

  private static final Direction L = new Direction(1, 0, 0);
  private static final Direction R = new Direction(-1, 0, 0);
  private static final Direction P = new Direction(0, 1, 0);
  private static final Direction A = new Direction(0, -1, 0);

  @Test
  void features_are_of_the_patient_whatever_the_rows_and_slices_run_along() {
    Map<CtFeature, Double> supine = CtMeasurer.of(ct(grid(L, P, 3)), 3);
    assertThat(supine.get(CtFeature.BONE_BACK)).isBetween(20.0, 35.0);
    assertThat(supine.get(CtFeature.AIR_BACK)).isBetween(-30.0, -10.0);
    assertThat(supine.get(CtFeature.FOOT_AREA)).isBetween(0.5, 2.0);
    assertThat(supine.get(CtFeature.SOFT_PEAK)).isCloseTo(40, within(10.0));
    for (VoxelGrid turned :
        List.of(grid(R, A, 3), grid(L, A, 3), grid(R, P, 3), grid(P, L, 3), grid(A, R, 3))) {
      Map<CtFeature, Double> other = CtMeasurer.of(ct(turned), 3);
      supine.forEach(
          (feature, value) ->
              assertThat(other.get(feature))
                  .as(feature + " along " + turned.orientation())
                  .isCloseTo(value, within(1e-6 + 1e-3 * Math.abs(value))));
    }
  }

  private static SegmentedStructure drawn(
      VoxelGrid grid, String model, String name, boolean empty) {
    BitSet bits = new BitSet();
    if (!empty) {
      bits.set((N / 2 * N + N / 2) * N + N / 2);
    }
    return SegmentedStructure.of(
        OpenKbp.definition(name),
        BinaryMask.wrap(grid, bits),
        new ModelIdentity(model, "9", "0".repeat(64), "A network", false));
  }

  private static List<QaFinding> told(VoxelGrid grid, String model, boolean empty) {
    return StructureQa.review(
            List.of(drawn(grid, model, "Parotid_L", empty)),
            Optional.of(ct(grid)),
            3,
            QaLimits.usual())
        .stream()
        .filter(f -> f.code() == QaCode.CT_UNLIKE)
        .toList();
  }

  @Test
  void a_coarse_ct_is_told_with_the_figure_what_is_usual_and_by_whom() {
    assertThat(told(grid(L, P, 6), "head-neck-openkbp", false))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.WARNING);
              assertThat(f.structure()).isEqualTo("CT");
              assertThat(f.text())
                  .as("what version 9 was refined on is not known here")
                  .contains("the 160 CTs that head-neck-openkbp was trained on as it ships,")
                  .contains("each contour of head-neck-openkbp 9 needs a look")
                  .contains("step from slice to slice is 6.0 mm (theirs: at most 3.0 mm)")
                  .contains("by ct-head-neck-openkbp-1");
            });
  }

  @Test
  void two_networks_of_the_same_training_cts_are_told_in_one_finding() {
    VoxelGrid grid = grid(L, P, 6);
    List<QaFinding> told =
        StructureQa.review(
                List.of(
                    drawn(grid, "head-neck-openkbp", "Parotid_L", false),
                    drawn(grid, "head-neck-more", "Brain", false)),
                Optional.of(ct(grid)),
                3,
                QaLimits.usual())
            .stream()
            .filter(f -> f.code() == QaCode.CT_UNLIKE)
            .toList();
    assertThat(told)
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.text())
                    .contains("that head-neck-openkbp and head-neck-more were trained on as they")
                    .contains("of head-neck-openkbp 9 and head-neck-more 9 needs a look"));
    assertThat(told(grid, "head-neck-more", false)).hasSize(1);
  }

  @Test
  void nothing_is_said_for_another_network_or_one_that_drew_nothing() {
    assertThat(told(grid(L, P, 6), "another", false)).isEmpty();
    assertThat(told(grid(L, P, 6), "head-neck-openkbp", true)).isEmpty();
  }
}
