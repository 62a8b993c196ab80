package org.contourflow.model.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.hu.Phantoms;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head-and-neck model that comes with the product, on what it was not trained on. */
class ShippedHeadNeckTest {
  private static final String MODEL = "head-neck-openkbp";
  private static final String MORE = "head-neck-more";

  private static List<Segmenter> models;

  /** The supine head, head first, contoured once. */
  private static Map<String, BinaryMask> supine;

  @BeforeAll
  static void load(@TempDir Path registry) throws IOException {
    models = ModelsInService.load(registry, List.of("hu-anatomy", MODEL, MORE));
  }

  @AfterAll
  static void close() {
    models.forEach(Segmenter::close);
  }

  private static Completed contour(CtVolume ct) {
    return contour(models.get(1), ct);
  }

  private static Completed contour(Segmenter model, CtVolume ct) {
    var outcome = model.segment(ct, SegmentationListener.NONE);
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  private static Map<String, BinaryMask> masks(CtVolume ct) {
    return masks(models.get(1), ct);
  }

  private static Map<String, BinaryMask> masks(Segmenter model, CtVolume ct) {
    Map<String, BinaryMask> out = new LinkedHashMap<>();
    for (SegmentedStructure s : contour(model, ct).structures()) {
      out.put(s.definition().name(), s.mask());
    }
    return out;
  }

  /** The structure that a mirror makes of one. */
  private static String partner(String name) {
    return name.endsWith("_L")
        ? name.replace("_L", "_R")
        : name.endsWith("_R") ? name.replace("_R", "_L") : name;
  }

  private static Map<String, BinaryMask> supine() {
    if (supine == null) {
      supine = masks(head(PatientPosition.HFS));
    }
    return supine;
  }

  private static CtVolume head(PatientPosition position) {
    return Phantoms.ct(Phantom.smallHeadNeck().position(position).build());
  }

  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "HFP", "FFS", "FFP"})
  void a_phantom_s_parotids_and_mandible_are_found_on_their_own_sides(PatientPosition position) {
    Phantom phantom = Phantom.smallHeadNeck().position(position).build();
    Map<String, BinaryMask> found =
        position == PatientPosition.HFS ? supine() : masks(Phantoms.ct(phantom));
    // Ellipsoids are no glands: how well they fit says little, which side they are on all.
    for (String name : List.of("Parotid_L", "Parotid_R", "Bone_Mandible")) {
      BitSet truth = phantom.truth().mask(name);
      assertThat(Phantoms.dice(truth, found.get(name).toBitSet())).as(name).isGreaterThan(0.35);
    }
    assertThat(phantom.truth().mask("Parotid_R").intersects(found.get("Parotid_L").toBitSet()))
        .isFalse();
    assertThat(phantom.truth().mask("Parotid_L").intersects(found.get("Parotid_R").toBitSet()))
        .isFalse();
  }

  /** As the built-in protocol runs them: the second network may only add. */
  @Test
  void the_seven_organs_are_the_same_to_the_voxel_with_and_without_the_second_network() {
    CtVolume ct = head(PatientPosition.HFS);
    Map<String, BinaryMask> alone = supine();
    Map<String, BinaryMask> both =
        masks(new CompositeSegmenter(List.of(models.get(1), models.get(2))), ct);
    List<String> more = new ArrayList<>(both.keySet());
    more.removeAll(alone.keySet());
    assertThat(more)
        .containsExactly(
            "Brain", "Eye_R", "Eye_L", "Glnd_Submand_R", "Glnd_Submand_L", "SpinalCanal");
    alone.forEach((name, mask) -> assertThat(both.get(name).toBitSet()).isEqualTo(mask.toBitSet()));
    assertThat(alone.get("Parotid_L").isEmpty()).isFalse();
  }

  @Test
  void the_mirrored_patient_gives_mirrored_organs_with_left_and_right_changed() {
    CtVolume ct = head(PatientPosition.HFS);
    Map<String, BinaryMask> there = supine();
    Map<String, BinaryMask> mirrored = masks(ReorientedCt.mirrored(ct));
    for (String name : there.keySet()) {
      BitSet one = there.get(name).toBitSet();
      BitSet other = ReorientedCt.mirrored(mirrored.get(partner(name)));
      assertThat(one.isEmpty()).as(name).isEqualTo(other.isEmpty());
      if (!one.isEmpty()) {
        // Mirroring at test time makes it exact but for rounding of the tiles' places.
        assertThat(Phantoms.dice(one, other)).as("Dice of %s", name).isGreaterThan(0.98);
      }
    }
  }

  /**
   * The network itself, without mirroring at test time, which would make this true of any network.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cerr", "pt_1", "pt_17", "pt_139", "pt_229"})
  @Tag("long")
  void a_real_patient_mirrored_is_contoured_mirrored_by_the_network_alone(
      String patient, @TempDir Path folder) throws IOException {
    CtVolume ct = patient.equals("cerr") ? real(folder) : openKbp(patient);
    try (Segmenter alone = withoutMirroring(folder.resolve("registry"))) {
      Map<String, BinaryMask> there = masks(alone, ct);
      Map<String, BinaryMask> mirrored = masks(alone, ReorientedCt.mirrored(ct));
      assertThat(there.get("Parotid_L").isEmpty()).isFalse();
      int compared = 0;
      for (String name : there.keySet()) {
        // At the edge of what is believed, an organ may be uncertain one way and absent the other.
        if (there.get(name).isEmpty() || mirrored.get(partner(name)).isEmpty()) {
          continue;
        }
        compared++;
        BitSet one = there.get(name).toBitSet();
        BitSet other = ReorientedCt.mirrored(mirrored.get(partner(name)));
        assertThat(Phantoms.dice(one, other)).as("Dice of %s", name).isGreaterThan(0.65);
        // Not a voxel of a gland is called the other side's.
        if (!partner(name).equals(name)) {
          assertThat(one.intersects(ReorientedCt.mirrored(mirrored.get(name)))).as(name).isFalse();
        }
      }
      assertThat(compared).as("organs found both ways").isGreaterThanOrEqualTo(6);
    }
  }

  private static Segmenter withoutMirroring(Path registry) throws IOException {
    ShippedModels.installInto(registry);
    Path manifest = ModelRegistry.open(registry).find(MODEL).orElseThrow().folder();
    Path file = manifest.resolve("model.yaml");
    String text = Files.readString(file);
    String without = text.replace("  mirror_axes:\n  - 2\n", "  mirror_axes: []\n");
    assertThat(without).isNotEqualTo(text);
    Files.writeString(file, without);
    return Segmenters.load(ModelRegistry.open(registry).find(MODEL).orElseThrow());
  }

  private static CtVolume openKbp(String patient) throws IOException {
    return NiftiReader.read(SharedData.require("openkbp_hn/ct/" + patient + ".nii.gz")).toCt();
  }

  @Test
  void a_chest_is_refused_alone_and_leaves_the_model_out_beside_another() {
    CtVolume chest =
        Phantoms.ct(
            Phantom.builder()
                .matrix(100, 100)
                .spacingMm(4.4, 4.4)
                .evenSlices(30, 5)
                .centre(new Lps(0, 15, -145))
                .build());
    for (Segmenter each : models.subList(1, 3)) {
      assertThat(each.segment(chest, SegmentationListener.NONE))
          .isInstanceOfSatisfying(
              Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.BODY_PART_NOT_SHOWN));
    }
    var both = new CompositeSegmenter(models).segment(chest, SegmentationListener.NONE);
    assertThat(both)
        .isInstanceOfSatisfying(
            Completed.class,
            c -> {
              assertThat(c.structures().stream().map(s -> s.definition().name()))
                  .containsExactly("External", "Lung_L", "Lung_R", "Bone");
              assertThat(c.notes())
                  .anyMatch(n -> n.contains(MODEL) && n.contains("was not used"))
                  .anyMatch(n -> n.contains(MORE) && n.contains("was not used"));
            });
  }

  @Test
  void a_chest_too_coarse_for_the_model_is_still_contoured_by_the_other() {
    CtVolume coarse = Phantoms.ct(Phantom.small().build());
    assertThat(coarse.grid().rowSpacingMm()).isGreaterThan(6);
    assertThat(new CompositeSegmenter(models).segment(coarse, SegmentationListener.NONE))
        .isInstanceOfSatisfying(
            Completed.class,
            c -> assertThat(c.notes()).anyMatch(n -> n.contains("of head and neck in the CT")));
  }

  @ParameterizedTest
  @CsvSource({"false,true,true", "true,false,true", "true,true,false"})
  @Tag("long")
  void a_real_patient_gives_the_same_contours_in_any_order_of_voxels(
      boolean slices, boolean rows, boolean columns, @TempDir Path folder) throws IOException {
    CtVolume ct = real(folder);
    Map<String, BinaryMask> there = masks(ct);
    Map<String, BinaryMask> turned = masks(ReorientedCt.flipped(ct, slices, rows, columns));
    for (String name : there.keySet()) {
      BitSet back =
          ReorientedCt.back(turned.get(name), ct.grid(), slices, rows, columns).toBitSet();
      assertThat(Phantoms.dice(there.get(name).toBitSet(), back)).as(name).isGreaterThan(0.98);
    }
  }

  @Test
  @Tag("long")
  void a_real_patient_has_all_organs_with_a_confidence_and_a_cord_in_one_piece(@TempDir Path folder)
      throws IOException {
    for (SegmentedStructure s : contour(real(folder)).structures()) {
      String name = s.definition().name();
      assertThat(s.mask().isEmpty()).as(name).isFalse();
      assertThat(s.confidence()).as(name).isPresent();
      if (name.equals("SpinalCord")) {
        BinaryMask cord = s.mask();
        int first = 0;
        while (cord.isSliceEmpty(first)) {
          first++;
        }
        int last = cord.grid().slices() - 1;
        while (cord.isSliceEmpty(last)) {
          last--;
        }
        for (int slice = first; slice <= last; slice++) {
          assertThat(cord.isSliceEmpty(slice)).as("cord in slice %d", slice).isFalse();
        }
      }
    }
  }

  @Test
  @Tag("long")
  void fillings_with_streaks_move_no_organ_away_from_them(@TempDir Path folder) throws IOException {
    CtVolume ct = real(folder);
    Map<String, BinaryMask> clean = masks(ct);
    Map<String, BinaryMask> streaked = masks(Fillings.in(ct, clean.get("Bone_Mandible")));
    clean.forEach(
        (name, mask) -> {
          double dice = Phantoms.dice(mask.toBitSet(), streaked.get(name).toBitSet());
          System.out.printf("fillings: %s Dice %.3f%n", name, dice);
          assertThat(dice).as(name).isGreaterThan(0.7);
        });
    // What was changed is changed: the streaks cross the mandible's own slices.
    assertThat(streaked.get("Bone_Mandible").toBitSet())
        .isNotEqualTo(clean.get("Bone_Mandible").toBitSet());
  }

  @ParameterizedTest
  @CsvSource({"0,52", "20,90", "35,90"})
  @Tag("long")
  void a_scan_that_stops_short_gives_what_it_shows_of_the_same_organs(
      int first, int end, @TempDir Path folder) throws IOException {
    CtVolume ct = real(folder);
    Map<String, BinaryMask> whole = masks(ct);
    Map<String, BinaryMask> part = masks(ReorientedCt.slices(ct, first, end));
    int plane = ct.grid().rows() * ct.grid().columns();
    whole.forEach(
        (name, mask) -> {
          BitSet shown = mask.toBitSet().get(first * plane, end * plane);
          double share = shown.cardinality() / (double) mask.toBitSet().cardinality();
          double dice = Phantoms.dice(shown, part.get(name).toBitSet());
          System.out.printf("%d-%d %s %.2f shown, Dice %.3f%n", first, end, name, share, dice);
          if (share > 0.5) {
            assertThat(dice).as(name).isGreaterThan(0.7);
          }
        });
  }

  private static CtVolume real(Path folder) throws IOException {
    Path unpacked = SharedData.unzip("cerr_hn_picker/pt_1.zip", folder);
    try (var files = Files.walk(unpacked)) {
      List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
      return new CtSeriesAssembler().assemble(all).accepted().get(0).readVolume();
    }
  }
}
