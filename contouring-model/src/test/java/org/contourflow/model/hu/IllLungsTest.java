package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Couch;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lungs with a hollow tumour, a cut-off piece, fluid, collapse; and gas that is none of theirs. */
class IllLungsTest {
  private static final int TISSUE_HU = 40;
  private static final int FLUID_HU = 10;

  /** In the patient's right upper lobe, inside the chest wall. */
  private static final Lps TUMOUR = new Lps(-85, -10, -75);

  private static Segmenter segmenter;

  @BeforeAll
  static void load() throws IOException {
    segmenter = ModelsInService.huAnatomy();
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  private static Map<String, BitSet> contour(Phantom phantom) {
    return ((Completed) segmenter.segment(Phantoms.ct(phantom), SegmentationListener.NONE))
        .structures().stream()
            .collect(Collectors.toMap(s -> s.definition().name(), bits(), (a, b) -> a));
  }

  private static Function<SegmentedStructure, BitSet> bits() {
    return s -> s.mask().toBitSet();
  }

  private static double share(BitSet part, BitSet of) {
    BitSet both = (BitSet) part.clone();
    both.and(of);
    return (double) both.cardinality() / part.cardinality();
  }

  private static Anatomy standard() {
    return PhantomBuilder.standardAnatomy();
  }

  private static Anatomy hollowTumour() {
    return standard()
        .with("Tumour", Solids.sphere(TUMOUR, 28), TISSUE_HU)
        .with("Cavity", Solids.sphere(TUMOUR, 18), Anatomy.AIR_HU);
  }

  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "HFP", "FFS", "HFDR"})
  void a_cavity_in_a_tumour_is_lung_of_its_side(PatientPosition position) {
    Phantom phantom = Phantoms.thorax(hollowTumour()).position(position).build();
    Map<String, BitSet> found = contour(phantom);
    BitSet cavity = phantom.truth().mask("Cavity");
    assertThat(share(cavity, found.get("Lung_R"))).isGreaterThan(0.98);
    assertThat(cavity.intersects(found.get("Lung_L"))).isFalse();
    BitSet trachea = phantom.truth().mask("Trachea");
    assertThat(trachea.intersects(found.get("Lung_R"))).isFalse();
    assertThat(trachea.intersects(found.get("Lung_L"))).isFalse();
  }

  /** 14 cc above a plate of tumour: too little to be a lung, and lung all the same. */
  @Test
  void a_piece_cut_off_at_the_apex_belongs_to_its_lung() {
    Anatomy cut =
        standard()
            .with("Plate", Solids.box(new Lps(-150, -80, -36), new Lps(-20, 80, -24)), TISSUE_HU);
    Phantom phantom = Phantoms.thorax(cut).centre(new Lps(0, 15, -105)).build();
    BitSet apex = phantom.truth().mask("Lung_R");
    apex.clear(0, firstVoxelAbove(phantom, -24));
    assertThat(apex.cardinality() * 2.5 * 2.5 * 5 / 1000).isBetween(2.0, 20.0);
    Map<String, BitSet> found = contour(phantom);
    assertThat(share(apex, found.get("Lung_R"))).isGreaterThan(0.8);
    assertThat(apex.intersects(found.get("Lung_L"))).isFalse();
  }

  private static int firstVoxelAbove(Phantom phantom, double zMm) {
    var grid = Phantoms.ct(phantom).grid();
    for (int s = 0; s < grid.slices(); s++) {
      if (grid.toPatient(new org.contourflow.geometry.VoxelIndex(s, 0, 0)).zMm() > zMm) {
        return s * grid.rows() * grid.columns();
      }
    }
    throw new AssertionError("no slice above " + zMm);
  }

  /** Fluid behind, to a level, as it lies in a supine patient. */
  @Test
  void an_effusion_is_no_lung_and_costs_the_lung_nothing() {
    Solid lung = standard().structures().get("Lung_L");
    Solid behind = Solids.box(new Lps(20, 20, -260), new Lps(150, 90, 0));
    Solid dry = Solids.minus(lung, behind);
    Phantom phantom =
        Phantoms.thorax(standard().with("Fluid", lung, FLUID_HU).with("Dry", dry, -800)).build();
    Map<String, BitSet> found = contour(phantom);
    assertThat(Phantoms.dice(phantom.truth().mask("Dry"), found.get("Lung_L"))).isGreaterThan(0.95);
    assertThat(Phantoms.dice(phantom.truth().mask("Lung_R"), found.get("Lung_R")))
        .isGreaterThan(0.96);
  }

  @Test
  void one_lung_only_is_named_by_its_side() {
    Solid lost = standard().structures().get("Lung_R");
    Phantom phantom = Phantoms.thorax(standard().with("Collapsed", lost, TISSUE_HU)).build();
    Map<String, BitSet> found = contour(phantom);
    assertThat(found.get("Lung_R").isEmpty()).isTrue();
    assertThat(Phantoms.dice(phantom.truth().mask("Lung_L"), found.get("Lung_L")))
        .isGreaterThan(0.96);
  }

  /** The stomach's bubble under the left dome, the splenic flexure, an oesophagus with air. */
  @Test
  void gas_of_bowel_and_oesophagus_is_no_lung() {
    Anatomy gassy =
        standard()
            .with("Flexure", Solids.sphere(new Lps(95, 35, -222), 26), TISSUE_HU)
            .with("FlexureGas", Solids.sphere(new Lps(95, 35, -222), 20), Anatomy.AIR_HU)
            .with("OesophagusGas", Solids.cylinder(5, 8, 5, 4, -230, -20), Anatomy.AIR_HU);
    Phantom phantom = Phantoms.thorax(gassy).build();
    Map<String, BitSet> found = contour(phantom);
    for (String gas : new String[] {"FlexureGas", "OesophagusGas"}) {
      for (String lung : new String[] {"Lung_L", "Lung_R"}) {
        assertThat(share(phantom.truth().mask(gas), found.get(lung))).as(gas).isLessThan(0.02);
      }
    }
  }

  /** 60 mm wide, where the tumour has eaten the lung up to the ribs. */
  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "FFP"})
  void a_cavity_open_to_the_chest_wall_is_lung_of_its_side(PatientPosition position) {
    Lps wide = new Lps(-108, -5, -110);
    Anatomy eaten =
        standard()
            .with("Tumour", Solids.sphere(wide, 36), TISSUE_HU)
            .with("Cavity", Solids.sphere(wide, 28), Anatomy.AIR_HU);
    Phantom phantom = Phantoms.thorax(eaten).position(position).build();
    Map<String, BitSet> found = contour(phantom);
    BitSet cavity = phantom.truth().mask("Cavity");
    assertThat(share(cavity, found.get("Lung_R"))).isGreaterThan(0.98);
    assertThat(cavity.intersects(found.get("Lung_L"))).isFalse();
  }

  /** A ball of tissue with beads of air, 11 mm apart, at the back of the lower lobe. */
  @Test
  void a_consolidation_with_islands_of_air_is_one_piece_of_lung() {
    Lps middle = new Lps(80, 30, -150);
    Anatomy islands = standard().with("Ball", Solids.sphere(middle, 30), TISSUE_HU);
    Solid[] beads = new Solid[7 * 7 * 7];
    for (int i = 0; i < beads.length; i++) {
      Lps step = new Lps(i / 49 - 3, i / 7 % 7 - 3, i % 7 - 3);
      beads[i] = Solids.sphere(middle.plus(step.times(10)), 4);
    }
    Solid inside = Solids.sphere(middle, 24);
    Solid outside = Solids.minus(Solids.sphere(middle, 60), inside);
    Phantom phantom =
        Phantoms.thorax(
                islands
                    .with("Beads", Solids.minus(Solids.union(beads), outside), -850)
                    .with("Core", inside, TISSUE_HU)
                    .with("Again", Solids.minus(Solids.union(beads), outside), -850))
            .build();
    Map<String, BitSet> found = contour(phantom);
    assertThat(share(phantom.truth().mask("Beads"), found.get("Lung_L"))).isGreaterThan(0.95);
    assertThat(share(phantom.truth().mask("Core"), found.get("Lung_L"))).isGreaterThan(0.8);
  }

  /** Chyme of lung's HU, 15 cc, 14 mm below the lung. */
  @Test
  void foam_in_a_stomach_under_the_lung_is_no_lung() {
    Lps stomach = new Lps(80, 0, -244);
    Anatomy fed = standard().with("Foam", Solids.sphere(stomach, 15), -700);
    Phantom phantom = Phantoms.thorax(fed).build();
    assertThat(share(phantom.truth().mask("Foam"), contour(phantom).get("Lung_L"))).isZero();
  }

  @Test
  void the_liver_under_a_dome_that_lung_encircles_is_no_lung() {
    Solid dome = Solids.ellipsoid(new Lps(-95, 10, -215), new Lps(32, 36, 75));
    Phantom phantom = Phantoms.thorax(standard().with("Dome", dome, 60)).build();
    BitSet right = contour(phantom).get("Lung_R");
    assertThat(share(phantom.truth().mask("Dome"), right)).isLessThan(0.03);
  }

  /** Air in front of a lung that has fallen back, as in a supine patient. */
  @Test
  void the_air_of_a_pneumothorax_is_no_lung() {
    Solid lung = standard().structures().get("Lung_L");
    Solid front = Solids.box(new Lps(20, -90, -260), new Lps(150, -20, 0));
    Anatomy fallen =
        standard()
            .with("Air", lung, Anatomy.AIR_HU)
            .with("Fallen", Solids.minus(lung, front), -700);
    Phantom phantom = Phantoms.thorax(fallen).build();
    BitSet air = phantom.truth().mask("Air");
    BitSet fallenTruth = phantom.truth().mask("Fallen");
    air.andNot(fallenTruth);
    BitSet found = contour(phantom).get("Lung_L");
    assertThat(share(air, found)).isLessThan(0.05);
    assertThat(share(fallenTruth, found)).isGreaterThan(0.85);
  }

  /** Foam of 27 cc in the head, of lung's HU: as sinuses that are half full. */
  @Test
  void what_lies_above_all_lung_is_no_lung() {
    Anatomy foamy = standard().with("Sinus", Solids.sphere(new Lps(0, -40, 110), 19), -700);
    Phantom phantom =
        Phantoms.thorax(foamy)
            .evenSlices(48, 8)
            .centre(new Lps(0, 0, -40))
            .couch(Couch.NONE)
            .build();
    Map<String, BitSet> found = contour(phantom);
    BitSet sinus = phantom.truth().mask("Sinus");
    assertThat(sinus.cardinality()).isGreaterThan(200);
    assertThat(sinus.intersects(found.get("Lung_L"))).isFalse();
    assertThat(sinus.intersects(found.get("Lung_R"))).isFalse();
    assertThat(found.get("Lung_R").isEmpty()).isFalse();
  }
}
