package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.presence.ReorientedCt;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Couch;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.SharedData;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The spinal canal against the formula of the phantom's: a tube of radius 9 mm in vertebrae. */
class CanalByRuleTest {
  private static final Solid CANAL = Solids.cylinder(0, 50, 9, 9, -260, 75);
  private static final Solid CORD = Solids.cylinder(0, 50, 5.5, 5.5, -260, 84);

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

  private static Anatomy standard() {
    return withCanal(PhantomBuilder.standardAnatomy());
  }

  private static Anatomy withCanal(Anatomy anatomy) {
    return anatomy.with("SpinalCanal", CANAL, 12).with("SpinalCord", CORD, 38);
  }

  /** Discs as thick as {@code mm}, every 32 mm, without pedicles and arches beside them. */
  private static Anatomy gaps(double mm) {
    Anatomy anatomy = PhantomBuilder.standardAnatomy();
    for (int i = 0; i < 8; i++) {
      Solid open = Solids.box(new Lps(-20, 10, -235 + 32 * i), new Lps(20, 80, -235 + 32 * i + mm));
      anatomy = anatomy.with("Disc" + i, open, 60);
    }
    return withCanal(anatomy);
  }

  private static PhantomBuilder thorax(Anatomy anatomy) {
    return Phantoms.thorax(anatomy).couch(Couch.NONE);
  }

  private static Completed contour(Phantom phantom) {
    return (Completed) segmenter.segment(Phantoms.ct(phantom), SegmentationListener.NONE);
  }

  private static SegmentedStructure canal(Completed done) {
    return done.structures().stream()
        .filter(s -> s.definition().name().equals("SpinalCanal"))
        .findFirst()
        .orElseThrow();
  }

  private static double dice(Phantom phantom) {
    BitSet found = canal(contour(phantom)).mask().toBitSet();
    return Phantoms.dice(phantom.truth().mask("SpinalCanal"), found);
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void the_canal_is_found_through_discs_in_any_position(PatientPosition position) {
    for (Anatomy anatomy : new Anatomy[] {standard(), gaps(10)}) {
      assertThat(dice(thorax(anatomy).position(position).build())).isGreaterThan(0.9);
    }
  }

  @Test
  void half_a_field_of_view_shows_it_whole() {
    for (int side : new int[] {-1, 1}) {
      Phantom half = thorax(gaps(10)).matrix(176, 88).centre(new Lps(side * 85, 15, -130)).build();
      assertThat(dice(half)).as("side %d", side).isGreaterThan(0.9);
    }
  }

  @Test
  void it_is_found_in_thick_slices_and_oblique_ones() {
    assertThat(dice(thorax(gaps(10)).evenSlices(23, 10).build())).isGreaterThan(0.85);
    StackOrientation oblique = StackOrientation.oblique(15, 10);
    assertThat(dice(thorax(gaps(10)).orientation(oblique).evenSlices(36, 5).build()))
        .isGreaterThan(0.85);
  }

  @Test
  void it_ends_below_the_skull() {
    Phantom head = thorax(standard()).evenSlices(60, 5).centre(new Lps(0, 0, 50)).build();
    assertThat(dice(head)).isGreaterThan(0.9);
  }

  /** The drawn marrow lies where bone is all round and no vertebra is. */
  @Test
  void a_thigh_has_none_and_says_why() {
    Anatomy thigh = Anatomy.of("External", Solids.cylinder(0, 0, 80, 80, -300, 100), 40);
    thigh =
        thigh
            .with("Femur", Solids.cylinder(0, 0, 14, 14, -300, 100), 1200)
            .with("Marrow", Solids.cylinder(0, 0, 8, 8, -300, 100), 10);
    Completed done = contour(thorax(thigh).build());
    assertThat(canal(done).presence()).isEqualTo(Presence.ABSENT);
    assertThat(done.notes()).anyMatch(n -> n.startsWith("SpinalCanal is absent: "));
  }

  /** A real belly and pelvis, whose hip bones are rings of bone too. */
  @Test
  void marrow_of_hip_bones_is_no_canal() throws IOException {
    CtVolume ct = NiftiReader.read(SharedData.require("ts_example/example_ct.nii.gz")).toCt();
    Completed done = (Completed) segmenter.segment(ct, SegmentationListener.NONE);
    BinaryMask found = canal(done).mask();
    VoxelGrid grid = ct.grid();
    double[] x =
        found.toBitSet().stream()
            .mapToDouble(
                i ->
                    grid.toPatient(
                            new VoxelIndex(
                                i / (grid.rows() * grid.columns()),
                                i / grid.columns() % grid.rows(),
                                i % grid.columns()))
                        .xMm())
            .sorted()
            .toArray();
    assertThat(x).hasSizeGreaterThan(1000);
    assertThat(x[x.length - 1] - x[0]).isLessThan(60);
    Path labels = SharedData.require("ts_example/example_seg_fast_force_split.nii.gz");
    BitSet cord = NiftiReader.read(labels).maskOf(79).toBitSet(); // With roots, to the sacrum.
    double all = cord.cardinality();
    cord.and(found.toBitSet());
    assertThat(cord.cardinality() / all).as("share of another network's cord").isGreaterThan(0.97);
  }

  /** Slices without a body beyond the scanned ones, as padding makes them, move no end. */
  @Test
  void it_goes_on_to_the_end_of_the_body_where_empty_slices_follow() {
    Solid noRing = Solids.box(new Lps(-20, 10, -250), new Lps(20, 80, -220));
    CtVolume ct =
        Phantoms.ct(
            thorax(withCanal(PhantomBuilder.standardAnatomy().with("Open", noRing, 60))).build());
    short[] hu = new short[(int) ct.grid().voxelCount()];
    short[] slice = new short[ct.grid().rows() * ct.grid().columns()];
    for (int s = 0; s < ct.grid().slices(); s++) {
      ct.copySlice(s, slice);
      if (zMm(ct, s) < -230) {
        Arrays.fill(slice, (short) -1000);
      }
      System.arraycopy(slice, 0, hu, s * slice.length, slice.length);
    }
    CtVolume padded = CtVolume.wrap(ct.grid(), hu);
    Completed done = (Completed) segmenter.segment(padded, SegmentationListener.NONE);
    BitSet found = canal(done).mask().toBitSet();
    for (int s = 0; s < ct.grid().slices(); s++) {
      int pixels = found.get(s * slice.length, (s + 1) * slice.length).cardinality();
      assertThat(pixels > 20).as("slice at z %.1f", zMm(ct, s)).isEqualTo(zMm(ct, s) > -230);
    }
  }

  private static double zMm(CtVolume ct, int slice) {
    return ct.grid().toPatient(new VoxelIndex(slice, 0, 0)).zMm();
  }

  /**
   * A crop to a heart full of contrast medium, that ends within the vertebral bodies: fat between
   * heart, aorta and spine has dense walls all round.
   */
  @Test
  void fat_behind_a_heart_full_of_contrast_is_no_canal() throws IOException {
    Path file = SharedData.require("ts_example/pulmonary_crop/ct_cropped.nii.gz");
    CtVolume heart = ReorientedCt.slices(NiftiReader.read(file).toCt(), 46, 82);
    Completed done = (Completed) segmenter.segment(heart, SegmentationListener.NONE);
    assertThat(canal(done).presence()).isEqualTo(Presence.ABSENT);
  }

  /** Of 40 slices from the lungs' tops up; pixels of 4.7 mm. All of such CTs: docs/models.md. */
  @Test
  void it_agrees_with_an_oncologist_s_on_a_real_neck() throws IOException {
    Path folder = SharedData.require("openkbp_expert");
    CtVolume whole = NiftiReader.read(folder.resolve("ct/pt_150.nii.gz")).toCt();
    CtVolume ct = ReorientedCt.slices(whole, 40, 80);
    BinaryMask expert = NiftiReader.read(folder.resolve("expert/pt_150.nii.gz")).maskOfBit(17);
    BinaryMask truth = BinaryMask.of(ct.grid(), (s, r, c) -> expert.get(s + 40, r, c));
    Completed done = (Completed) segmenter.segment(ct, SegmentationListener.NONE);
    BitSet found = canal(done).mask().toBitSet();
    assertThat(Phantoms.dice(truth.toBitSet(), found)).isGreaterThan(0.75);
  }

  /** 60 mm without bone are more than is bridged. */
  @Test
  void where_no_ring_is_seen_for_long_there_is_none() {
    Solid open = Solids.box(new Lps(-20, 10, -160), new Lps(20, 80, -100));
    Phantom phantom =
        thorax(withCanal(PhantomBuilder.standardAnatomy().with("Open", open, 60))).build();
    BitSet found = canal(contour(phantom)).mask().toBitSet();
    BitSet middle = phantom.truth().mask("Open");
    middle.and(found);
    assertThat(found.cardinality()).isPositive();
    assertThat(middle.cardinality()).isLessThan(80);
  }
}
