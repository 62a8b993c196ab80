package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/**
 * Structures of which no reference has limits are reviewed by what holds of any: side, pieces, what
 * a pair shares. Where the second network's lie beside the first's, that is no finding.
 */
class SixMoreQaTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(-60, -60, -60), SliceOrientation.AXIAL, 41, 41, 41, 3, 3, 3);
  private static final ModelIdentity FIRST =
      new ModelIdentity("head-neck-openkbp", "9", "0".repeat(64), "A network", false);
  private static final ModelIdentity MORE =
      new ModelIdentity("head-neck-more", "9", "1".repeat(64), "Another", false);

  private final Map<String, BitSet> masks = new LinkedHashMap<>();

  private static BitSet ball(double x, double y, double z, double radius) {
    return BinaryMask.of(
            GRID,
            (s, r, c) -> {
              PatientPoint p = GRID.toPatient(new VoxelIndex(s, r, c));
              return Math.hypot(Math.hypot(p.xMm() - x, p.yMm() - y), p.zMm() - z) < radius;
            })
        .toBitSet();
  }

  private static BitSet tube(double radius) {
    return BinaryMask.of(
            GRID,
            (s, r, c) -> {
              PatientPoint p = GRID.toPatient(new VoxelIndex(s, r, c));
              return Math.hypot(p.xMm(), p.yMm() - 30) < radius && p.zMm() < 20;
            })
        .toBitSet();
  }

  SixMoreQaTest() {
    masks.put("Eye_R", ball(-32, -30, 30, 12));
    masks.put("Eye_L", ball(32, -30, 30, 12));
    masks.put("Glnd_Submand_R", ball(-30, 0, -20, 10));
    masks.put("Glnd_Submand_L", ball(30, 0, -20, 10));
    masks.put("Brain", ball(0, 20, 45, 25));
    masks.put("SpinalCord", tube(5));
    masks.put("SpinalCanal", tube(9));
    masks.put("Brainstem", ball(0, 20, 35, 12));
  }

  private List<String> found() {
    List<SegmentedStructure> all = new ArrayList<>();
    masks.forEach(
        (name, bits) ->
            all.add(
                SegmentedStructure.of(
                    OpenKbp.definition(name),
                    BinaryMask.wrap(GRID, bits),
                    List.of("SpinalCord", "Brainstem").contains(name) ? FIRST : MORE)));
    return StructureQa.review(all, 3, QaLimits.usual()).stream()
        .filter(f -> f.severity() != Severity.NOTE)
        .filter(f -> !List.of("SpinalCord", "Brainstem").contains(f.structure()))
        .map(f -> f.code() + " " + f.structure())
        .toList();
  }

  @Test
  void a_canal_about_its_cord_and_a_brain_about_its_stem_are_as_they_should_be() {
    assertThat(found()).isEmpty();
  }

  @Test
  void eyes_that_changed_sides_are_an_error_of_both() {
    BitSet right = masks.get("Eye_R");
    masks.put("Eye_R", masks.get("Eye_L"));
    masks.put("Eye_L", right);
    assertThat(found()).containsExactlyInAnyOrder("WRONG_SIDE Eye_R", "WRONG_SIDE Eye_L");
  }

  @Test
  void an_eye_in_two_pieces_and_glands_of_unlike_size_are_told() {
    masks.get("Eye_R").or(ball(-32, -30, -40, 6));
    masks.put("Glnd_Submand_L", ball(30, 0, -20, 6));
    assertThat(found())
        .containsExactlyInAnyOrder("PIECES Eye_R", "GAP Eye_R", "PAIR_DIFFERS Glnd_Submand_L");
  }
}
