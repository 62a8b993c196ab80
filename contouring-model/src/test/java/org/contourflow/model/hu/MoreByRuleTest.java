package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.structure.RoiType;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Airways, couch, metal and the body without arms, against formulas. */
class MoreByRuleTest {
  private static final int TISSUE_HU = 40;

  @TempDir private static Path registry;
  private static Segmenter segmenter;

  @BeforeAll
  static void load() throws IOException {
    segmenter = ModelsInService.load(registry, List.of("hu-more")).get(0);
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  private static PhantomBuilder thorax(Anatomy anatomy) {
    return Phantoms.thorax(anatomy).couch(Couch.NONE);
  }

  private static Completed contour(Phantom phantom) {
    return (Completed) segmenter.segment(Phantoms.ct(phantom), SegmentationListener.NONE);
  }

  private static Map<String, BitSet> masks(Phantom phantom) {
    return contour(phantom).structures().stream()
        .collect(Collectors.toMap(s -> s.definition().name(), s -> s.mask().toBitSet()));
  }

  private static double share(BitSet part, BitSet of) {
    BitSet both = (BitSet) part.clone();
    both.and(of);
    return (double) both.cardinality() / part.cardinality();
  }

  /**
   * From the trachea's lower end, 5 mm to the side for 4 mm down; lung begins 22 mm to the side.
   */
  private static Solid bronchus(int side) {
    Solid[] beads = new Solid[12];
    for (int i = 0; i < beads.length; i++) {
      beads[i] = Solids.sphere(new Lps(side * (5 + 2.0 * i), -5, -88 - 1.6 * i), 6.5);
    }
    return Solids.union(beads);
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void trachea_and_bronchi_are_those_of_their_side_in_any_position(PatientPosition position) {
    Anatomy forked =
        PhantomBuilder.standardAnatomy()
            .with("Bronchus_L", bronchus(1), Anatomy.AIR_HU)
            .with("Bronchus_R", bronchus(-1), Anatomy.AIR_HU);
    Phantom phantom = thorax(forked).position(position).build();
    Map<String, BitSet> found = masks(phantom);
    BitSet trachea = phantom.truth().mask("Trachea");
    assertThat(Phantoms.dice(trachea, found.get("Trachea"))).isGreaterThan(0.85);
    for (String name : new String[] {"Bronchus_L", "Bronchus_R"}) {
      String other = name.equals("Bronchus_L") ? "Bronchus_R" : "Bronchus_L";
      BitSet truth = phantom.truth().mask(name);
      assertThat(share(truth, found.get(name))).as(name).isGreaterThan(0.2);
      BitSet airways = (BitSet) truth.clone();
      airways.or(trachea);
      assertThat(share(found.get(name), airways)).as(name).isGreaterThan(0.75);
      BitSet wrong = (BitSet) found.get(name).clone();
      wrong.and(phantom.truth().mask(other));
      wrong.andNot(trachea);
      wrong.andNot(truth);
      assertThat(wrong.cardinality()).as(name).isZero();
    }
  }

  @Test
  void without_lungs_there_is_no_trachea() {
    Solid tube = Solids.cylinder(0, -5, 8, 8, -300, 100);
    Anatomy leg =
        Anatomy.of("External", Solids.cylinder(0, 0, 120, 100, -300, 100), TISSUE_HU)
            .with("Gas", tube, Anatomy.AIR_HU);
    assertThat(masks(thorax(leg).build()).get("Trachea").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void the_couch_is_a_support_from_its_upper_to_its_lower_surface(PatientPosition position) {
    for (Couch couch : new Couch[] {Couch.APART, Couch.TOUCHING}) {
      Phantom phantom =
          thorax(PhantomBuilder.standardAnatomy())
              .spacingMm(3, 3)
              .position(position)
              .couch(couch)
              .build();
      SegmentedStructure found = named(contour(phantom), "Couch");
      assertThat(found.definition().interpretedType()).isEqualTo(RoiType.SUPPORT);
      BitSet truth = phantom.truth().mask("Couch");
      assertThat(Phantoms.dice(truth, found.mask().toBitSet())).as("%s", couch).isGreaterThan(0.94);
    }
  }

  private static SegmentedStructure named(Completed done, String name) {
    return done.structures().stream()
        .filter(s -> s.definition().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void without_couch_metal_and_arms_there_are_none() {
    Phantom phantom = thorax(PhantomBuilder.standardAnatomy()).build();
    Completed done = contour(phantom);
    assertThat(named(done, "Couch").presence()).isEqualTo(Presence.ABSENT);
    assertThat(named(done, "zMetal").presence()).isEqualTo(Presence.ABSENT);
    assertThat(done.notes()).isEmpty();
    BitSet body = named(done, "Body-Arms").mask().toBitSet();
    assertThat(Phantoms.dice(phantom.truth().mask("External"), body)).isGreaterThan(0.99);
  }

  @Test
  void metal_is_told_with_the_slices_that_its_streaks_falsify() {
    Anatomy rod =
        PhantomBuilder.standardAnatomy()
            .with("Rod", Solids.cylinder(60, 60, 8, 8, -151, -119), 3000);
    Phantom phantom = thorax(rod).build();
    Completed done = contour(phantom);
    BitSet found = named(done, "zMetal").mask().toBitSet();
    assertThat(Phantoms.dice(phantom.truth().mask("Rod"), found)).isGreaterThan(0.85);
    assertThat(done.notes())
        .singleElement()
        .asString()
        .startsWith("Metal needs attention: ")
        .contains("z -147.5 to -122.5 mm");
  }

  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "FFP", "HFDR"})
  void arms_beside_the_trunk_are_left_out(PatientPosition position) {
    Anatomy armed = PhantomBuilder.standardAnatomy();
    for (int side : new int[] {-1, 1}) {
      armed =
          armed
              .with("Arm" + side, Solids.cylinder(side * 212, 0, 34, 40, -300, -100), TISSUE_HU)
              .with("Bone" + side, Solids.cylinder(side * 212, 0, 10, 10, -300, -100), 700);
    }
    Phantom phantom = thorax(armed).spacingMm(3, 3).position(position).build();
    BitSet body = masks(phantom).get("Body-Arms");
    assertThat(share(phantom.truth().mask("Arm-1"), body)).isLessThan(0.02);
    assertThat(share(phantom.truth().mask("Arm1"), body)).isLessThan(0.02);
    assertThat(Phantoms.dice(phantom.truth().mask("External"), body)).isGreaterThan(0.98);
  }

  @Test
  void legs_are_no_arms() {
    Solid legs =
        Solids.disjointUnion(
            Solids.cylinder(-80, 0, 70, 70, -300, 100), Solids.cylinder(80, 0, 70, 70, -300, 100));
    Anatomy two = Anatomy.of("External", legs, TISSUE_HU);
    for (int side : new int[] {-1, 1}) {
      two = two.with("Femur" + side, Solids.cylinder(side * 80, 0, 14, 14, -300, 100), 700);
    }
    Phantom phantom = thorax(two).build();
    BitSet body = masks(phantom).get("Body-Arms");
    assertThat(Phantoms.dice(phantom.truth().mask("External"), body)).isGreaterThan(0.98);
  }
}
