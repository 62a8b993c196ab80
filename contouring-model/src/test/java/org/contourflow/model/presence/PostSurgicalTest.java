package org.contourflow.model.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.hu.Phantoms;
import org.contourflow.testdata.SharedData;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real patients as a surgeon leaves them, edited in HU: half a mandible, a parotid gone or replaced
 * by a flap of fat. What is left is contoured or called uncertain, never absent, and where nothing
 * was cut nothing changes much.
 */
@Tag("long")
class PostSurgicalTest {
  private static final List<String> PATIENTS = List.of("pt_150", "pt_165", "pt_36");
  private static final short MUSCLE_HU = 50;
  private static final short FAT_HU = -90;

  private static Segmenter model;
  private static EvaluationData data;

  /** Each patient before the operations, contoured once. */
  private static final Map<String, Map<String, SegmentedStructure>> UNTOUCHED =
      new LinkedHashMap<>();

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    Path shared = SharedData.require("openkbp_expert/cases.csv").getParent();
    Path cases =
        Files.writeString(
            folder.resolve("cases.yaml"),
            "data: "
                + shared.toAbsolutePath()
                + "\n"
                + "masks: expert\n"
                + "bits: [Brain, Brainstem, \"-\", \"-\", \"-\", \"-\", \"-\", \"-\", \"-\", \"-\","
                + " Bone_Mandible, \"-\", \"-\", Eye_L, Eye_R, Parotid_L, Parotid_R, SpinalCanal,"
                + " SpinalCord, Glnd_Submand_L, Glnd_Submand_R]\n"
                // Where the contours are drawn: .375 voxel beside the CT (docs/training.md).
                + "beside: [0.375, 0.375]\n");
    data = new EvaluationData(NiftiCases.open(cases), null);
    model = ModelsInService.load(folder.resolve("registry"), List.of("head-neck-openkbp")).get(0);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  /** An operation: the voxels that go, and what is there instead. */
  private record Surgery(String patient, String of, String side, short hu) {
    /** Whether half a jaw went beside this gland: its edge to the bone is gone with it. */
    boolean isBeside(String organ) {
      return of.equals("Bone_Mandible")
          && organ.equals(side.equals("left") ? "Parotid_L" : "Parotid_R");
    }

    @Override
    public String toString() {
      return patient + " without the " + side + " of " + of + ", " + hu + " HU instead";
    }
  }

  static Stream<Surgery> operations() {
    return PATIENTS.stream()
        .flatMap(
            p ->
                Stream.of(
                    new Surgery(p, "Bone_Mandible", "left", MUSCLE_HU),
                    new Surgery(p, "Bone_Mandible", "right", FAT_HU),
                    new Surgery(p, "Parotid_L", "whole", MUSCLE_HU),
                    new Surgery(p, "Parotid_R", "whole", FAT_HU)));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void what_is_left_is_contoured_or_uncertain_and_never_absent(Surgery surgery) throws IOException {
    EvaluationData.Case patient = data.read(surgery.patient());
    BitSet cut = cut(patient.references().get(surgery.of()), surgery.side());
    Map<String, SegmentedStructure> before =
        UNTOUCHED.computeIfAbsent(surgery.patient(), p -> contour(patient.ct()));
    Map<String, SegmentedStructure> after = contour(edited(patient.ct(), cut, surgery.hu()));
    after.forEach(
        (name, structure) -> {
          boolean was = before.get(name).presence() != Presence.ABSENT;
          if (was && !(name.equals(surgery.of()) && surgery.side().equals("whole"))) {
            assertThat(structure.presence()).as(name).isNotEqualTo(Presence.ABSENT);
          }
          if (was && !name.equals(surgery.of())) {
            double same =
                Phantoms.dice(before.get(name).mask().toBitSet(), structure.mask().toBitSet());
            System.out.printf("%s: %s Dice %.3f to before%n", surgery, name, same);
            assertThat(same).as(name).isGreaterThan(surgery.isBeside(name) ? 0.55 : 0.75);
          }
        });
    if (surgery.of().equals("Bone_Mandible")) {
      BitSet rest = patient.references().get("Bone_Mandible").toBitSet();
      rest.andNot(cut);
      double dice = Phantoms.dice(rest, after.get("Bone_Mandible").mask().toBitSet());
      System.out.printf("%s: the rest's Dice %.3f to the oncologist%n", surgery, dice);
      assertThat(dice).as("the rest of the jaw").isGreaterThan(0.65);
    }
  }

  private static Map<String, SegmentedStructure> contour(CtVolume ct) {
    Completed completed = (Completed) model.segment(ct, SegmentationListener.NONE);
    completed.notes().forEach(System.out::println);
    Map<String, SegmentedStructure> out = new LinkedHashMap<>();
    completed.structures().forEach(s -> out.put(s.definition().name(), s));
    return out;
  }

  /** Half of a mask, from its middle column to the patient's left or right, or all of it. */
  private static BitSet cut(BinaryMask mask, String side) {
    VoxelGrid grid = mask.grid();
    BitSet bits = mask.toBitSet();
    double middle = bits.stream().map(i -> i % grid.columns()).average().orElseThrow();
    BitSet cut = new BitSet();
    bits.stream()
        .filter(i -> side.equals("whole") || i % grid.columns() > middle == side.equals("left"))
        .forEach(cut::set);
    return cut;
  }

  private static CtVolume edited(CtVolume ct, BitSet cut, short hu) {
    ShortBuffer values = ct.values();
    short[] out = new short[values.remaining()];
    values.get(out);
    int columns = ct.grid().columns();
    // A voxel more all round: bone fades into its neighbours.
    cut.stream()
        .forEach(
            i -> {
              for (int near : new int[] {i, i - 1, i + 1, i - columns, i + columns}) {
                if (near >= 0 && near < out.length && out[near] > -300) {
                  out[near] = hu;
                }
              }
            });
    return CtVolume.wrap(ct.grid(), out);
  }
}
