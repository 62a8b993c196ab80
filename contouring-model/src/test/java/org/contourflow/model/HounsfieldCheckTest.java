package org.contourflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disc of tissue in air, as a scanner, a careless converter or a crop would leave it. */
class HounsfieldCheckTest {
  private static final int SIZE = 100;

  private static CtVolume volume(IntBinaryOperator hu) {
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(0, 0, 0),
            new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0)),
            2,
            SIZE,
            SIZE,
            3,
            1,
            1);
    short[] values = new short[2 * SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) hu.applyAsInt(i / SIZE % SIZE, i % SIZE);
    }
    return CtVolume.wrap(grid, values);
  }

  private static boolean within(int row, int column, double radius) {
    return Math.hypot(row - 50, column - 50) < radius;
  }

  private static int patient(int row, int column) {
    return within(row, column, 10) ? 1200 : within(row, column, 30) ? 40 : -1000;
  }

  @Test
  void a_patient_in_air_is_in_hounsfield_units() {
    assertThat(HounsfieldCheck.refusal(volume(HounsfieldCheckTest::patient))).isEmpty();
  }

  @Test
  void a_lost_intercept_leaves_no_air() {
    assertThat(HounsfieldCheck.refusal(volume((r, c) -> patient(r, c) + 1024)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("no air", "intercept"));
  }

  @Test
  void padding_does_not_hide_a_lost_intercept_where_the_patient_fills_the_field() {
    assertThat(
            HounsfieldCheck.refusal(
                volume((r, c) -> within(r, c, 45) ? patient(r, c) + 1024 : -1024)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("above 700 HU"));
  }

  @Test
  void a_wrong_slope_makes_more_dense_than_any_patient_has() {
    assertThat(HounsfieldCheck.refusal(volume((r, c) -> within(r, c, 30) ? 1000 : -1000)))
        .isPresent();
  }

  @Test
  void a_crop_with_bowel_gas_is_taken() {
    assertThat(HounsfieldCheck.refusal(volume((r, c) -> within(r, c, 3) ? -900 : 40))).isEmpty();
  }

  /** A file another reader stumbled over; what is right with it is that no network sees it. */
  @Test
  void the_shared_case_of_a_lost_intercept_is_refused(@TempDir Path folder) throws IOException {
    SharedData.unzip("../cases/ct/intercept_lost.zip", folder);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    SeriesAssembly assembly = new CtSeriesAssembler().assemble(files);
    assertThat(assembly.accepted()).hasSize(1);
    assertThat(HounsfieldCheck.refusal(assembly.accepted().get(0).readVolume()))
        .hasValueSatisfying(why -> assertThat(why).contains("no air", "intercept"));
  }
}
