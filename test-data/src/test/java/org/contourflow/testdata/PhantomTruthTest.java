package org.contourflow.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhantomTruthTest {
  /** HU painted for each structure of one tissue. */
  private static final Map<String, Integer> TISSUES =
      Map.of(
          "Lung_R",
          -820,
          "Lung_L",
          -800,
          "Heart",
          40,
          "Liver",
          65,
          "SpinalCord",
          38,
          "Brain",
          35,
          "Parotid_L",
          -15,
          "Eye_R",
          10,
          "Bone_Mandible",
          950,
          "Trachea",
          -1000);

  private static Phantom fine(Solid solid) {
    return Phantom.builder()
        .anatomy(Anatomy.of("Solid", solid, 40))
        .matrix(100, 100)
        .spacingMm(0.5, 0.5)
        .evenSlices(100, 0.5)
        .centre(new Lps(1.1, -2.3, 3.7))
        .noiseHu(0)
        .build();
  }

  @Test
  void voxel_counts_of_solids_approach_their_formulas() {
    Lps centre = new Lps(1, -2, 4);
    List<Solid> solids =
        List.of(
            Solids.sphere(centre, 20),
            Solids.ellipsoid(centre, new Lps(12, 17, 21)),
            Solids.torus(centre, 14, 6),
            Solids.hollowSphere(centre, 20, 12),
            Solids.straw(1, -2, 9, 5, -14.03, 17.09),
            Solids.box(new Lps(-10.1, -11.3, -5.2), new Lps(9.4, 12.2, 15.3)));
    for (Solid solid : solids) {
      Phantom phantom = fine(solid);
      double counted = phantom.truth().mask("Solid").cardinality() * phantom.geometry().voxelMm3();
      assertThat(counted / solid.volumeMm3()).as("%s", solid).isCloseTo(1, within(0.01));
    }
  }

  @Test
  void formulas_are_those_of_school() {
    assertThat(Solids.sphere(Lps.ZERO, 3).volumeMm3()).isCloseTo(113.0973, within(1e-3));
    assertThat(Solids.torus(Lps.ZERO, 5, 2).volumeMm3()).isCloseTo(394.7842, within(1e-3));
    assertThat(Solids.hollowSphere(Lps.ZERO, 3, 1).volumeMm3()).isCloseTo(108.9085, within(1e-3));
    assertThat(Solids.straw(0, 0, 3, 2, 0, 4).volumeMm3()).isCloseTo(62.8319, within(1e-3));
  }

  @Test
  void partial_volume_conserves_the_amount_of_tissue() {
    Solid small = Solids.sphere(new Lps(0.3, 0.2, -0.1), 9);
    Phantom phantom =
        Phantom.builder()
            .anatomy(Anatomy.of("Ball", small, 50))
            .matrix(16, 16)
            .spacingMm(3, 2)
            .evenSlices(16, 4)
            .centre(Lps.ZERO)
            .noiseHu(0)
            .subSamples(5)
            .build();
    double tissue = 0;
    for (short hu : phantom.hu()) {
      tissue += (hu - Anatomy.AIR_HU) / 1050.0;
    }
    assertThat(tissue * phantom.geometry().voxelMm3() / small.volumeMm3())
        .isCloseTo(1, within(0.01));
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void hu_at_voxel_centres_are_the_structures_tissues_in_every_position(PatientPosition position) {
    Phantom phantom =
        Phantom.realistic()
            .matrix(110, 120)
            .spacingMm(4.1, 3.7)
            .evenSlices(45, 10)
            .position(position)
            .noiseHu(0)
            .subSamples(1)
            .build();
    short[] hu = phantom.hu();
    TISSUES.forEach(
        (name, tissue) -> {
          BitSet mask = phantom.truth().mask(name);
          assertThat(mask.cardinality()).as(name).isGreaterThan(5);
          assertThat(mask.stream().allMatch(i -> hu[i] == tissue)).as(name).isTrue();
        });
  }

  @Test
  void what_is_named_in_the_detailed_anatomy_is_painted_over_by_nothing() {
    Phantom phantom = Phantom.detailed().noiseHu(0).subSamples(1).build();
    short[] hu = phantom.hu();
    Map<String, Integer> more = new HashMap<>(TISSUES);
    more.remove("Brain");
    more.putAll(Map.of("Brainstem", 36, "Esophagus", 40));
    more.forEach(
        (name, tissue) -> {
          BitSet mask = phantom.truth().mask(name);
          assertThat(mask.cardinality()).as(name).isGreaterThan(5);
          assertThat(mask.stream().allMatch(i -> hu[i] == tissue)).as(name).isTrue();
        });
    assertThat(phantom.truth().names()).doesNotContain("Brain", "Bone");
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void the_couch_lies_below_the_patient_by_gravity(PatientPosition position) {
    PhantomTruth truth = Phantom.small().position(position).build().truth();
    StackGeometry g = truth.geometry();
    int lowestOfBody = truth.mask("External").stream().map(i -> row(g, i)).max().orElseThrow();
    int highestOfCouch = truth.mask("Couch").stream().map(i -> row(g, i)).min().orElseThrow();
    assertThat(highestOfCouch).isGreaterThan(lowestOfBody);
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void a_touching_couch_shares_a_border_with_the_body(PatientPosition position) {
    PhantomTruth truth = Phantom.small().position(position).couch(Couch.TOUCHING).build().truth();
    BitSet body = truth.mask("External");
    BitSet couch = truth.mask("Couch");
    int columns = truth.geometry().columns();
    assertThat(couch.stream().anyMatch(i -> body.get(i - columns))).isTrue();
    assertThat(couch.intersects(body)).isFalse();
  }

  private static int row(StackGeometry g, int index) {
    return index / g.columns() % g.rows();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Liver", "Lung_R", "Parotid_R", "Eye_R"})
  void right_is_at_negative_x(String name) {
    assertThat(PhantomBuilder.standardAnatomy().structures().get(name).bounds().centre().x())
        .isNegative();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void structures_are_disjoint_or_nested(boolean detailed) {
    PhantomBuilder builder = detailed ? Phantom.detailed() : Phantom.realistic();
    PhantomTruth truth = builder.matrix(128, 128).spacingMm(3.4, 3.4).build().truth();
    BitSet body = truth.mask("External");
    List<String> organs = truth.names().stream().filter(n -> !n.equals("External")).toList();
    for (String a : organs) {
      BitSet outside = truth.mask(a);
      outside.andNot(body);
      assertThat(outside.isEmpty()).as("%s is inside the body", a).isEqualTo(!a.equals("Couch"));
      for (String b : organs) {
        boolean sameBone = a.startsWith("Bone") && b.startsWith("Bone");
        assertThat(a.equals(b) || sameBone || !truth.mask(a).intersects(truth.mask(b)))
            .as("%s and %s are disjoint", a, b)
            .isTrue();
      }
    }
  }

  @Test
  void labels_follow_the_order_asked_for() {
    PhantomTruth truth = Phantom.small().build().truth();
    byte[] labels = truth.labels(List.of("External", "Liver"));
    BitSet liver = truth.mask("Liver");
    assertThat(liver.stream().allMatch(i -> labels[i] == 2)).isTrue();
    BitSet rest = truth.mask("External");
    rest.andNot(liver);
    assertThat(rest.stream().allMatch(i -> labels[i] == 1)).isTrue();
  }

  @Test
  void noise_has_the_asked_deviation_and_repeats_by_seed() {
    PhantomBuilder builder =
        Phantom.builder().anatomy(Anatomy.of("All", Solids.sphere(Lps.ZERO, 5000), 40)).noiseHu(12);
    short[] hu = builder.build().hu();
    double mean = 0;
    double square = 0;
    for (short value : hu) {
      mean += value / (double) hu.length;
      square += (double) value * value / hu.length;
    }
    assertThat(mean).isCloseTo(40, within(0.2));
    assertThat(Math.sqrt(square - mean * mean)).isCloseTo(12, within(0.2));
    assertThat(builder.build().hu()).isEqualTo(hu);
    assertThat(builder.seed(2).build().hu()).isNotEqualTo(hu);
  }

  @ParameterizedTest
  @CsvSource({
    "HFS, 1, 0, 0, 0, 1, 0",
    "HFP, -1, 0, 0, 0, -1, 0",
    "HFDL, 0, -1, 0, 1, 0, 0",
    "HFDR, 0, 1, 0, -1, 0, 0",
    "FFS, -1, 0, 0, 0, 1, 0",
    "FFP, 1, 0, 0, 0, -1, 0",
    "FFDL, 0, 1, 0, 1, 0, 0",
    "FFDR, 0, -1, 0, -1, 0, 0"
  })
  void the_gantry_sees_each_position_in_its_own_orientation(
      PatientPosition position, int rx, int ry, int rz, int cx, int cy, int cz) {
    StackOrientation o = position.gantryOrientation();
    assertThat(o.alongRow().dot(new Lps(rx, ry, rz))).isEqualTo(1);
    assertThat(o.alongColumn().dot(new Lps(cx, cy, cz))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"Bone_Mandible, 58.569", "Parotid_L, 12.441", "Eye_R, 5.575"})
  void organs_have_the_volumes_of_their_formulas(String name, double cc) {
    Phantom phantom =
        Phantom.builder()
            .matrix(250, 240)
            .spacingMm(0.5, 0.5)
            .evenSlices(200, 0.5)
            .centre(new Lps(0.1, -34.9, 87.1))
            .build();
    double counted = phantom.truth().mask(name).cardinality() * phantom.geometry().voxelMm3() / 1e3;
    assertThat(counted).isCloseTo(cc, withinPercentage(1));
  }
}
