package org.contourflow.protocols.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.protocols.derive.DerivedStructure.Absent;
import org.contourflow.protocols.derive.DerivedStructure.Made;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** Derivations on analytic solids, in every patient position. */
class DerivedStructuresTest {
  private static final Direction X = new Direction(1, 0, 0);
  private static final Direction Y = new Direction(0, 1, 0);
  private static final Direction Z = new Direction(0, 0, 1);

  /** HFS, FFS, HFP, FFP, HFDL-like and coronal. */
  private static final List<SliceOrientation> POSITIONS =
      List.of(
          new SliceOrientation(X, Y),
          new SliceOrientation(X.reversed(), Y),
          new SliceOrientation(X.reversed(), Y.reversed()),
          new SliceOrientation(X, Y.reversed()),
          new SliceOrientation(Y.reversed(), X),
          new SliceOrientation(X, Z.reversed()));

  /** 80 mm each way about the origin, every voxel 2 mm, so that the same centres are in each. */
  private static VoxelGrid grid(SliceOrientation o) {
    PatientPoint first =
        new PatientPoint(0, 0, 0)
            .plus(o.alongRow(), -40)
            .plus(o.alongColumn(), -40)
            .plus(o.normal(), -40);
    return VoxelGrid.even(first, o, 41, 41, 41, 2, 2, 2);
  }

  private static BinaryMask box(VoxelGrid grid, double x, double y, double z, double half) {
    return BinaryMask.of(
        grid,
        (s, r, c) -> {
          PatientPoint p = grid.toPatient(new VoxelIndex(s, r, c));
          return Math.abs(p.xMm() - x) <= half
              && Math.abs(p.yMm() - y) <= half
              && Math.abs(p.zMm() - z) <= half;
        });
  }

  private static Map<String, DerivedStructure> derive(VoxelGrid grid, String text) {
    Sources sources = Sources.of(List.of("Lung_L", "Lung_R", "External", "Gone"), List.of("Wire"));
    DerivedRules.Checked checked = DerivedRules.check(DerivationText.parse(text), sources);
    assertThat(checked.problems()).isEmpty();
    SourceMasks masks =
        new SourceMasks(grid)
            .addMade("Lung_L", () -> box(grid, 20, 0, 0, 8.5))
            .addMade("Lung_R", () -> box(grid, -20, 0, 0, 8.5))
            .addMade("External", () -> box(grid, 0, 0, 0, 36.5))
            .addClinical("PTV_60", () -> box(grid, 20, 0, 0, 4.5))
            .addClinical("ptv_50", () -> box(grid, 20, 10, 0, 2.5));
    return DerivedStructures.of(checked.rules(), masks).stream()
        .collect(Collectors.toMap(DerivedStructure::name, Function.identity()));
  }

  private static BinaryMask made(DerivedStructure structure) {
    assertThat(structure).isInstanceOf(Made.class);
    return ((Made) structure).mask();
  }

  /** Extent of the centres: x, y, z from and to, in mm, LPS. */
  private static List<Long> extent(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    double[] e = {1e9, -1e9, 1e9, -1e9, 1e9, -1e9};
    for (int s = 0; s < 41; s++) {
      for (int r = 0; r < 41; r++) {
        for (int c = 0; c < 41; c++) {
          if (mask.get(s, r, c)) {
            PatientPoint p = grid.toPatient(new VoxelIndex(s, r, c));
            double[] at = {p.xMm(), p.yMm(), p.zMm()};
            for (int i = 0; i < 3; i++) {
              e[2 * i] = Math.min(e[2 * i], at[i]);
              e[2 * i + 1] = Math.max(e[2 * i + 1], at[i]);
            }
          }
        }
      }
    }
    return java.util.Arrays.stream(e).mapToObj(Math::round).toList();
  }

  @Test
  void directions_and_sides_are_the_patients_in_every_position() {
    for (SliceOrientation position : POSITIONS) {
      VoxelGrid grid = grid(position);
      Map<String, DerivedStructure> made =
          derive(
              grid,
              """
              Wide = expand(Lung_L, R 2 mm, L 4 mm, A 6 mm, P 8 mm, S 10 mm, I 12 mm)
              Less = shrink(Lung_L, R 2 mm, L 4 mm, A 2 mm, P 4 mm, S 6 mm, I 2 mm)
              Lungs = Lung_L + Lung_R
              Left = left(Lungs)
              Right = right(Lungs, External)
              Head = above(External, Lungs, 6 mm)
              Feet = below(External, z -20 mm)
              Level = level(External, Lung_R, 4 mm)
              """);
      assertThat(extent(made(made.get("Wide")))).containsExactly(10L, 32L, -14L, 16L, -20L, 18L);
      assertThat(extent(made(made.get("Less")))).containsExactly(14L, 24L, -6L, 4L, -6L, 2L);
      assertThat(extent(made(made.get("Left")))).containsExactly(12L, 28L, -8L, 8L, -8L, 8L);
      assertThat(extent(made(made.get("Right")))).containsExactly(-28L, -12L, -8L, 8L, -8L, 8L);
      assertThat(extent(made(made.get("Head"))).subList(4, 6)).containsExactly(10L, 14L);
      assertThat(extent(made(made.get("Feet"))).subList(4, 6)).containsExactly(-36L, -20L);
      assertThat(extent(made(made.get("Level"))).subList(4, 6)).containsExactly(-12L, 12L);
    }
  }

  @Test
  void a_pattern_is_all_of_the_clinicians_that_begin_so() {
    Map<String, DerivedStructure> made =
        derive(
            grid(POSITIONS.get(0)),
            "All = optional(PTV*)\nLung-PTV = Lung_L - expand(PTV*, 2 mm)\n");
    assertThat(made(made.get("All")).count()).isEqualTo(125 + 27);
    assertThat(made(made.get("Lung-PTV")).isEmpty()).isFalse();
  }

  @Test
  void what_is_made_of_something_absent_is_absent_with_the_reason() {
    Map<String, DerivedStructure> made =
        derive(
            grid(POSITIONS.get(0)),
            """
            A = expand(Gone, 5 mm)
            B = A + Lung_L
            C = Lung_L - optional(A)
            D = Lung_L & Lung_R
            E = Lung_L - GTV
            F = Wire + Lung_L
            """);
    assertThat(((Absent) made.get("A")).reason())
        .isEqualTo("Gone is absent: it was not found in this CT");
    assertThat(((Absent) made.get("B")).reason())
        .isEqualTo("A is absent: Gone is absent: it was not found in this CT");
    assertThat(made(made.get("C")).count()).isEqualTo(729);
    assertThat(((Absent) made.get("D")).reason()).contains("no voxel", "Lung_L & Lung_R");
    assertThat(((Absent) made.get("E")).reason())
        .isEqualTo("GTV is absent: the clinician's structure set has none");
    assertThat(((Absent) made.get("F")).reason()).startsWith("Wire is absent");
  }

  @Test
  void shapes_pieces_and_rings_are_what_they_say() {
    Map<String, DerivedStructure> made =
        derive(
            grid(POSITIONS.get(0)),
            """
            Shell = External - Lung_L
            Filled = fill(Shell)
            Hull = hull(Lung_L + Lung_R)
            Ring = ring(Lung_R, 0 mm, 2 mm)
            Both = Lung_L + PTV_50
            Big = pieces(Lung_R + shrink(Lung_L, 4 mm), 5 cc)
            Large = largest(Lung_R + shrink(Lung_L, 4 mm))
            Same = smooth(External, 6 mm)
            """);
    assertThat(made(made.get("Filled")).count()).isEqualTo(37 * 37 * 37);
    assertThat(extent(made(made.get("Hull")))).containsExactly(-28L, 28L, -8L, 8L, -8L, 8L);
    assertThat(made(made.get("Ring")).count()).isEqualTo(6 * 81);
    assertThat(made(made.get("Both")).count()).isEqualTo(729 + 18);
    assertThat(made(made.get("Big")).count()).isEqualTo(729);
    assertThat(made(made.get("Large")).count()).isEqualTo(729);
    assertThat(made(made.get("Same")).count()).isBetween(36L * 36 * 36, 37L * 37 * 37 - 1);
  }

  @Test
  void nothing_is_derived_from_a_target_that_could_not_be_read_whole() {
    VoxelGrid grid = grid(POSITIONS.get(0));
    String text =
        """
        Named = Lung_L - PTV_50
        All = Lung_L - expand(PTV*, 2 mm)
        Perhaps = Lung_L - optional(PTV_50)
        Chain = Lung_L - optional(Named)
        Other = Lung_L - PTV_60
        """;
    Sources sources = Sources.of(List.of("Lung_L"), List.of());
    SourceMasks masks =
        new SourceMasks(grid)
            .addMade("Lung_L", () -> box(grid, 20, 0, 0, 8.5))
            .addClinical("PTV_60", () -> box(grid, 20, 0, 0, 4.5))
            .addUnusable("ptv_50", "contours of it cannot be read");
    DerivedRules.Checked checked = DerivedRules.check(DerivationText.parse(text), sources);
    Map<String, DerivedStructure> derived =
        DerivedStructures.of(checked.rules(), masks).stream()
            .collect(Collectors.toMap(DerivedStructure::name, Function.identity()));
    for (String name : List.of("Named", "All", "Perhaps", "Chain")) {
      assertThat(derived.get(name)).as(name).isInstanceOf(Absent.class);
      assertThat(((Absent) derived.get(name)).reason())
          .contains("ptv_50 cannot be used: contours of it cannot be read");
    }
    assertThat(derived.get("Other")).isInstanceOf(Made.class);
  }
}
