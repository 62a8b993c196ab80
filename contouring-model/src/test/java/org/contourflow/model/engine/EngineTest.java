package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.Failed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.prepare.ArrayShape;
import org.contourflow.model.prepare.Preparer;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the engine on networks that are Java functions, so that the truth is known. */
class EngineTest {
  private static final String LPS = "orientation: LPS";
  private static final String TILES =
      "patch: [16, 16, 16], placement: even, step: 0.5, weight: gaussian";
  private static final SliceOrientation AXIAL = SliceOrientation.AXIAL;

  private static SegmentationOutcome run(
      RegisteredModel model, FunctionNetwork network, CtVolume ct) {
    try (TiledSegmenter segmenter =
        new TiledSegmenter(model, List.of(network), new MemoryBudget(2L << 30))) {
      return segmenter.segment(ct, SegmentationListener.NONE);
    }
  }

  private static List<BinaryMask> masks(
      RegisteredModel model, FunctionNetwork network, CtVolume ct) {
    SegmentationOutcome outcome = run(model, network, ct);
    assertThat(outcome).isInstanceOf(Completed.class);
    return ((Completed) outcome).structures().stream().map(s -> s.mask()).toList();
  }

  private static boolean isBall(PatientPoint p, double x, double radius) {
    return Math.hypot(Math.hypot(p.xMm() - x, p.yMm()), p.zMm()) < radius;
  }

  /** A body of water with a bright ball on either side of the patient. */
  private static int balls(PatientPoint p) {
    boolean body = Math.hypot(p.xMm() / 1.5, p.yMm()) < 32;
    return isBall(p, -24, 10) || isBall(p, 24, 10) ? 300 : body ? 0 : -1000;
  }

  /** Calls what is bright right where the index along axis 2 is low, left where it is high. */
  private static FunctionNetwork sides() {
    return new FunctionNetwork(
        3,
        (place, shape, v) -> {
          boolean bright = v[0] > 200;
          boolean low = place[2] < shape[2] / 2;
          return new float[] {bright ? 0 : 9, bright && low ? 9 : 0, bright && !low ? 9 : 0};
        });
  }

  private static void assertSides(List<BinaryMask> masks, CtVolume ct) {
    VoxelGrid grid = ct.grid();
    for (int i = 0; i < 2; i++) {
      double x = i == 0 ? -24 : 24;
      BinaryMask truth =
          BinaryMask.of(grid, (s, r, c) -> isBall(grid.toPatient(new VoxelIndex(s, r, c)), x, 10));
      assertThat(masks.get(i).toBitSet()).isEqualTo(truth.toBitSet());
      assertThat(truth.count()).isGreaterThan(100);
    }
  }

  private static SliceOrientation orientation(String position) {
    return switch (position) {
      case "HFS" -> AXIAL;
      case "HFP" -> new SliceOrientation(new Direction(-1, 0, 0), new Direction(0, -1, 0));
      case "FFS" -> new SliceOrientation(new Direction(-1, 0, 0), new Direction(0, 1, 0));
      default -> new SliceOrientation(new Direction(1, 0, 0), new Direction(0, -1, 0));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"HFS", "HFP", "FFS", "FFP"})
  void paired_channels_change_places_in_a_mirrored_run_so_that_sides_stay_the_patients(
      String position) {
    CtVolume ct = TestModels.ct(orientation(position), 20, 48, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(
            LPS,
            "[]",
            "patch: [20, 48, 64], placement: whole",
            "mirror_axes: [0, 1, 2], swap_labels: [{pair: [1, 2]}]");
    FunctionNetwork network = sides();
    assertSides(masks(model, network, ct), ct);
    assertThat(network.runs).as("all mirrors").hasValue(8);
  }

  @Test
  void without_the_swap_the_same_mirrors_would_lose_the_sides() {
    CtVolume ct = TestModels.ct(AXIAL, 20, 48, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(LPS, "[]", "patch: [20, 48, 64], placement: whole", "mirror_axes: [2]");
    List<BinaryMask> masks = masks(model, sides(), ct);
    assertThat(masks.get(1).count()).isZero();
  }

  @Test
  void a_mirror_along_another_axis_swaps_nothing() {
    CtVolume ct = TestModels.ct(AXIAL, 20, 48, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(
            LPS,
            "[]",
            "patch: [20, 48, 64], placement: whole",
            "mirror_axes: [0, 1], swap_labels: [{pair: [1, 2]}]");
    assertSides(masks(model, sides(), ct), ct);
  }

  @Test
  void a_native_network_with_swapped_channels_refuses_a_stack_whose_left_right_axis_is_unknown() {
    double c = Math.cos(Math.toRadians(30));
    double s = Math.sin(Math.toRadians(30));
    SliceOrientation oblique =
        new SliceOrientation(new Direction(c, s, 0), new Direction(-s, c, 0));
    CtVolume ct = TestModels.ct(oblique, 20, 48, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(
            "orientation: native", "[]", TILES, "mirror_axes: [2], swap_labels: [{pair: [1, 2]}]");
    assertThat(run(model, sides(), ct))
        .isInstanceOfSatisfying(
            Refused.class,
            r -> assertThat(r.code()).isEqualTo(RefusalCode.ORIENTATION_NOT_SUPPORTED));
  }

  @Test
  void hu_windows_of_one_ct_are_the_channels_in_the_manifests_order() {
    CtVolume ct =
        TestModels.ct(
            AXIAL, 16, 16, 16, p -> Math.toIntExact(Math.round(20 * p.xMm() + 10 * p.yMm())));
    RegisteredModel model =
        TestModels.of(
            LPS + ", channels: [{name: soft}, {name: bone}, {name: hu, padding_hu: -200}]",
            "[{per_channel: [{window: {level: 40, width: 400}},"
                + " {range: {from_low: 0, from_high: 100, to_low: 0, to_high: 1, clip: false}},"
                + " {none: {}}]}]",
            "patch: [16, 16, 16], placement: whole",
            "");
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    FunctionNetwork network =
        new FunctionNetwork(
            3,
            (at, shape, v) -> {
              double hu = ct.hu(at[0], at[1], at[2]);
              double soft = Math.max(-1, Math.min(1, (hu - 40) / 200));
              boolean right =
                  Math.abs(v[0] - soft) < 1e-5
                      && Math.abs(v[1] - hu / 100) < 1e-4
                      && v[2] == Math.max(-200, hu);
              if (!right) {
                wrong.add(hu + " became " + v[0] + ", " + v[1] + ", " + v[2]);
              }
              return new float[] {0, 1, 0};
            });
    List<BinaryMask> masks = masks(model, network, ct);
    assertThat(wrong).isEmpty();
    assertThat(masks.get(0).count()).isEqualTo(16 * 16 * 16);
  }

  @Test
  void channels_are_resampled_and_tiled_alike() {
    CtVolume ct = TestModels.ct(AXIAL, 20, 48, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(
            LPS + ", channels: [{name: a}, {name: b}]",
            "[{per_channel: [{none: {}}, {range: {from_low: 0, from_high: 1, to_low: 5,"
                + " to_high: 7, clip: false}}]},"
                + " {resample: {spacing_mm: [2.5, 2.5, 2.5], order: 1, grid: half_pixel}}]",
            TILES,
            "mirror_axes: [1]");
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    FunctionNetwork network =
        new FunctionNetwork(
            3,
            (at, shape, v) -> {
              if (Math.abs(v[1] - (5 + 2 * v[0])) > 0.01) {
                wrong.add(v[0] + " beside " + v[1]);
              }
              return new float[] {1, 0, 0};
            });
    masks(model, network, ct);
    assertThat(wrong).isEmpty();
    assertThat(network.runs).hasValueGreaterThan(2);
  }

  /** What is bright, without regard to place: air can be nothing but background to it. */
  private static FunctionNetwork bright() {
    return new FunctionNetwork(
        3, (at, shape, v) -> new float[] {0, v[0] > 200 ? 5 : -5, v[0] < -2000 ? 5 : -5});
  }

  @Test
  void a_sum_beyond_half_precision_stops_the_case_and_float32_sums_take_it() {
    CtVolume ct = TestModels.ct(AXIAL, 20, 48, 64, EngineTest::balls);
    // Weights up to 10, overlapping: 7000 is finite alone, its weighted sums are beyond 65504.
    FunctionNetwork loud = new FunctionNetwork(3, (at, shape, v) -> new float[] {0, 7000, 0});
    String tiles = TILES + ", centre: floor_half, largest_weight: 10";
    SegmentationOutcome half =
        run(TestModels.of(LPS, "[]", tiles + ", accumulate: half", ""), loud, ct);
    assertThat(half)
        .isInstanceOfSatisfying(
            Failed.class,
            f -> {
              assertThat(f.code()).isEqualTo(FailureCode.NON_FINITE_OUTPUT);
              assertThat(f.retryable()).isFalse();
            });
    assertThat(masks(TestModels.of(LPS, "[]", tiles, ""), loud, ct).get(0).count())
        .isEqualTo(20 * 48 * 64);
  }

  @Test
  void half_sums_of_mirrors_find_the_same_balls() {
    CtVolume ct = TestModels.ct(AXIAL, 20, 48, 64, EngineTest::balls);
    String half = TILES + ", centre: floor_half, largest_weight: 10, accumulate: half";
    RegisteredModel model = TestModels.of(LPS, "[]", half, "mirror_axes: [0, 2]");
    List<BinaryMask> masks = masks(model, bright(), ct);
    List<BinaryMask> full = masks(TestModels.of(LPS, "[]", TILES, ""), bright(), ct);
    assertThat(masks.get(0).toBitSet()).isEqualTo(full.get(0).toBitSet());
    assertThat(full.get(0).count()).isGreaterThan(500);
  }

  @Test
  void skipping_tiles_of_air_changes_nothing_where_the_network_makes_nothing_of_air() {
    CtVolume ct = TestModels.ct(AXIAL, 40, 96, 128, EngineTest::balls);
    FunctionNetwork all = bright();
    FunctionNetwork some = bright();
    List<BinaryMask> full = masks(TestModels.of(LPS, "[]", TILES, ""), all, ct);
    List<BinaryMask> skipped =
        masks(TestModels.of(LPS, "[]", TILES + ", skip_air_below_hu: -900", ""), some, ct);
    assertThat(skipped.get(0).toBitSet()).isEqualTo(full.get(0).toBitSet());
    assertThat(full.get(0).count()).isGreaterThan(500);
    assertThat(some.runs.get()).isLessThan(all.runs.get() / 2);
  }

  @Test
  void it_is_by_manifest_because_a_network_may_see_things_in_air() {
    CtVolume ct = TestModels.ct(AXIAL, 16, 16, 64, p -> p.xMm() < 0 ? -1000 : 0);
    FunctionNetwork invents = new FunctionNetwork(3, (at, shape, v) -> new float[] {0, 5, 0});
    List<BinaryMask> full = masks(TestModels.of(LPS, "[]", TILES, ""), invents, ct);
    List<BinaryMask> skipped =
        masks(TestModels.of(LPS, "[]", TILES + ", skip_air_below_hu: -900", ""), invents, ct);
    assertThat(full.get(0).count()).isEqualTo(16 * 16 * 64);
    assertThat(skipped.get(0).count()).isLessThan(full.get(0).count());
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "0, ', skip_air_below_hu: -900'", "15, ''"})
  void cropping_to_the_body_runs_fewer_tiles_and_changes_nothing_inside_it(
      int marginMm, String skip) {
    CtVolume ct = TestModels.ct(AXIAL, 24, 128, 192, EngineTest::balls);
    FunctionNetwork all = bright();
    FunctionNetwork some = bright();
    List<BinaryMask> full = masks(TestModels.of(LPS, "[]", TILES, ""), all, ct);
    List<BinaryMask> cropped =
        masks(
            TestModels.of(
                LPS, "[{crop: {to: body, margin_mm: " + marginMm + "}}]", TILES + skip, ""),
            some,
            ct);
    assertThat(cropped.get(0).toBitSet()).isEqualTo(full.get(0).toBitSet());
    assertThat(some.runs.get()).isLessThan(all.runs.get() / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "orientation: LPS; 1.5; half_pixel; HFS",
        "orientation: RAS, axis_order: xyz; 2.7; corner_centre; FFP",
        "orientation: LPS, transpose: [2, 0, 1]; 4; half_pixel; HFP",
        "orientation: native; 3; corner_aligned; FFS",
      })
  void the_array_has_the_shape_that_the_memory_was_stated_for(
      String input, double spacing, String grid, String position) {
    CtVolume ct = TestModels.ct(orientation(position), 24, 40, 64, EngineTest::balls);
    RegisteredModel model =
        TestModels.of(
            input,
            "[{resample: {spacing_mm: [%1$s, 2, %1$s], order: 1, grid: %2$s}}]"
                .formatted(spacing, grid),
            TILES,
            "");
    CtBox box = new CtBox(2, 23, 1, 40, 3, 60);
    Shape3 stated = new ArrayShape(model.manifest()).of(ct.grid(), box);
    Shape3 made = new Preparer(model.manifest()).prepare(ct, box).block().shape();
    assertThat(stated).isEqualTo(made);
  }
}
