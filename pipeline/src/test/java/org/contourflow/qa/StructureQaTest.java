package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.testdata.StackGeometry;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StructureQaTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("truth", "1", "0".repeat(64), "Truth", false);
  private static final Map<String, VolumeRange> USUAL_CC =
      Map.of(
          "Lung_L", new VolumeRange(900, 2500),
          "Lung_R", new VolumeRange(900, 2500),
          "Parotid_L", new VolumeRange(8, 50),
          "Liver", new VolumeRange(500, 2000));
  private static final List<String> NAMES =
      List.of(
          "External", "Lung_L", "Lung_R", "Liver", "SpinalCord", "Brain", "Parotid_L", "Parotid_R");

  private final VoxelGrid grid;
  private final PhantomTruth truth;

  StructureQaTest() {
    truth = truth(PatientPosition.HFS);
    grid = grid(truth.geometry());
  }

  private static PhantomTruth truth(PatientPosition position) {
    return Phantom.realistic()
        .matrix(128, 128)
        .spacingMm(3.4, 3.4)
        .evenSlices(100, 4.75)
        .centre(new Lps(0, 25, 3))
        .position(position)
        .build()
        .truth();
  }

  private static VoxelGrid grid(StackGeometry g) {
    Lps r = g.orientation().alongRow();
    Lps c = g.orientation().alongColumn();
    return new VoxelGrid(
        g.origins().stream().map(p -> new PatientPoint(p.x(), p.y(), p.z())).toList(),
        new SliceOrientation(
            new Direction(r.x(), r.y(), r.z()), new Direction(c.x(), c.y(), c.z())),
        g.rowSpacingMm(),
        g.columnSpacingMm(),
        g.rows(),
        g.columns());
  }

  private static StructureDefinition definition(String name) {
    boolean left = name.endsWith("_L");
    boolean paired = left || name.endsWith("_R");
    String stem = name.substring(0, name.length() - (paired ? 1 : 0));
    return new StructureDefinition(
        new Structure(
            name,
            name.equals("External") ? RoiType.EXTERNAL : RoiType.ORGAN,
            new RoiColour(1, 2, 3),
            Optional.empty(),
            paired ? (left ? Laterality.LEFT : Laterality.RIGHT) : Laterality.UNPAIRED,
            paired ? Optional.of(stem + (left ? "R" : "L")) : Optional.empty()),
        Optional.ofNullable(USUAL_CC.get(name)),
        false,
        true);
  }

  private static SegmentedStructure structure(String name, VoxelGrid grid, BitSet bits) {
    return SegmentedStructure.of(definition(name), BinaryMask.wrap(grid, bits), MODEL);
  }

  private List<QaFinding> reviewWith(String changed, Consumer<BitSet> change) {
    List<SegmentedStructure> all = new ArrayList<>();
    for (String name : NAMES) {
      BitSet bits = truth.mask(name);
      if (name.equals(changed)) {
        change.accept(bits);
      }
      all.add(structure(name, grid, bits));
    }
    return StructureQa.review(all, 3, QaLimits.USUAL);
  }

  private static List<String> grave(List<QaFinding> findings) {
    return findings.stream()
        .filter(f -> f.severity() != Severity.NOTE)
        .map(f -> f.code() + " " + f.structure())
        .sorted()
        .collect(Collectors.toList());
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void a_right_set_has_no_finding_but_notes_in_any_position(PatientPosition position) {
    PhantomTruth t = truth(position);
    VoxelGrid g = grid(t.geometry());
    List<SegmentedStructure> all =
        NAMES.stream().map(n -> structure(n, g, t.mask(n))).collect(Collectors.toList());
    List<QaFinding> findings = StructureQa.review(all, 3, QaLimits.USUAL);
    assertThat(grave(findings)).isEmpty();
    assertThat(findings).extracting(QaFinding::structure).contains("SpinalCord", "Liver");
    assertThat(findings).extracting(QaFinding::code).containsOnly(QaCode.SCAN_END);
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void swapped_lungs_are_an_error_in_any_position(PatientPosition position) {
    PhantomTruth t = truth(position);
    VoxelGrid g = grid(t.geometry());
    List<QaFinding> findings =
        StructureQa.review(
            List.of(
                structure("External", g, t.mask("External")),
                structure("Lung_L", g, t.mask("Lung_R")),
                structure("Lung_R", g, t.mask("Lung_L"))),
            3,
            QaLimits.USUAL);
    assertThat(grave(findings)).containsExactly("WRONG_SIDE Lung_L", "WRONG_SIDE Lung_R");
    assertThat(findings.get(0).text()).contains("to the right of Lung_R");
  }

  @Test
  void a_single_left_organ_on_the_right_of_the_body_is_an_error() {
    List<QaFinding> findings =
        StructureQa.review(
            List.of(
                structure("External", grid, truth.mask("External")),
                structure("Parotid_L", grid, truth.mask("Parotid_R"))),
            3,
            QaLimits.USUAL);
    assertThat(grave(findings)).containsExactly("WRONG_SIDE Parotid_L");
    assertThat(findings.get(0).text()).contains("right of the middle of the body");
  }

  @Test
  void a_missing_organ_is_named() {
    assertThat(grave(reviewWith("Brain", BitSet::clear))).containsExactly("MISSING Brain");
  }

  @Test
  void volumes_outside_the_usual_range_are_named_with_the_numbers() {
    List<QaFinding> small = reviewWith("Parotid_L", b -> keepEvery(b, 3));
    assertThat(small).anyMatch(f -> f.code() == QaCode.TOO_SMALL && f.text().contains("8.0 to"));
    assertThat(small).anyMatch(f -> f.code() == QaCode.PAIR_DIFFERS);
    assertThat(reviewWith("Lung_L", b -> b.or(truth.mask("External"))))
        .anyMatch(f -> f.code() == QaCode.TOO_LARGE)
        .anyMatch(f -> f.code() == QaCode.PAIR_OVERLAPS);
  }

  private static void keepEvery(BitSet bits, int nth) {
    int[] all = bits.stream().toArray();
    for (int i = 0; i < all.length; i++) {
      bits.set(all[i], i % nth == 0);
    }
  }

  @Test
  void a_cord_with_an_empty_slice_has_a_gap_and_two_pieces() {
    int plane = 128 * 128;
    assertThat(grave(reviewWith("SpinalCord", b -> b.clear(40 * plane, 41 * plane))))
        .containsExactly("GAP SpinalCord", "PIECES SpinalCord");
  }

  @Test
  void a_gap_and_what_a_pair_shares_are_told_with_their_slice() {
    int plane = 128 * 128;
    assertThat(reviewWith("SpinalCord", b -> b.clear(40 * plane, 41 * plane)))
        .filteredOn(f -> f.code() == QaCode.GAP)
        .allSatisfy(f -> assertThat(f.slice()).hasValue(40));
    BitSet right = truth.mask("Lung_R");
    int first = right.nextSetBit(0);
    assertThat(reviewWith("Lung_L", b -> b.set(first)))
        .filteredOn(f -> f.code() == QaCode.PAIR_OVERLAPS)
        .hasSize(1)
        .allSatisfy(f -> assertThat(f.slice()).hasValue(first / plane));
  }

  @Test
  void a_volume_that_reads_like_its_limit_is_no_finding() {
    double cc = MaskFacts.of(BinaryMask.wrap(grid, truth.mask("Liver")), 3).volumeCc();
    // 0.04 cc more than what is told of the liver: told alike.
    VolumeRange hair = new VolumeRange(Math.round(10 * cc) / 10.0 + 0.04, 2 * cc);
    StructureDefinition own = definition("Liver");
    SegmentedStructure liver =
        SegmentedStructure.of(
            new StructureDefinition(
                own.structure(), Optional.of(hair), own.mayBeAbsent(), own.mayBeAbsent()),
            BinaryMask.wrap(grid, truth.mask("Liver")),
            MODEL);
    assertThat(StructureQa.review(List.of(liver), 3, QaLimits.USUAL))
        .extracting(QaFinding::code)
        .doesNotContain(QaCode.TOO_SMALL);
  }

  @Test
  void a_lone_voxel_is_an_island() {
    int inBrainRegion = at(5, 60, 64);
    List<QaFinding> findings = reviewWith("Brain", b -> b.set(inBrainRegion));
    assertThat(grave(findings)).containsExactly("GAP Brain", "ISLANDS Brain");
  }

  @Test
  void an_organ_in_the_couch_is_outside_the_body() {
    List<QaFinding> findings = reviewWith("Liver", b -> b.set(at(0, 110, 60), at(0, 110, 60) + 60));
    assertThat(grave(findings)).contains("PIECES Liver").doesNotContain("OUTSIDE_BODY Liver");
    assertThat(grave(reviewWith("Liver", this::addCouch))).contains("OUTSIDE_BODY Liver");
  }

  private void addCouch(BitSet bits) {
    bits.or(truth.mask("Couch"));
  }

  @Test
  void the_rim_of_the_image_is_noticed_on_every_side() {
    for (int[] rowAndColumn : new int[][] {{0, 60}, {127, 60}, {60, 0}, {60, 127}}) {
      BitSet one = new BitSet();
      one.set(at(50, rowAndColumn[0], rowAndColumn[1]));
      List<QaFinding> findings =
          StructureQa.review(List.of(structure("Heart", grid, one)), 3, QaLimits.USUAL);
      assertThat(grave(findings)).containsExactly("IMAGE_BORDER Heart");
    }
  }

  private int at(int slice, int row, int column) {
    return truth.geometry().index(slice, row, column);
  }
}
