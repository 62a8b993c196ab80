package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.bits.BitVolume;
import org.junit.jupiter.api.Test;

/**
 * Twelve slices through shoulders, 60 x 100 pixels of 5 mm: a spine at column 50, 250 mm, and arms
 * with more bone than it has.
 */
class SpineFinderTest {
  private static final int SLICES = 12;
  private static final SliceOrientation AXIAL =
      new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0));
  private static final List<PatientPoint> ORIGINS =
      IntStream.range(0, SLICES).mapToObj(i -> new PatientPoint(0, 0, 3 * i)).toList();
  private static final VoxelGrid GRID = new VoxelGrid(ORIGINS, AXIAL, 5, 5, 60, 100);

  private static BitVolume box(int firstRow, int lastRow, int firstColumn, int lastColumn) {
    BitVolume box = new BitVolume(SLICES, 60, 100);
    for (int s = 0; s < SLICES; s++) {
      for (int r = firstRow; r <= lastRow; r++) {
        box.setRun(s, r, firstColumn, lastColumn + 1);
      }
    }
    return box;
  }

  private static final BitVolume ARMS = box(20, 30, 10, 17).or(box(20, 30, 83, 90));
  private static final BitVolume SPINE = box(38, 44, 47, 53);

  /** Of the spongy bone of an old spine, what is dense enough. */
  private static final BitVolume LITTLE = box(40, 41, 48, 52);

  private static final BitVolume LUNGS = box(25, 40, 30, 42).or(box(25, 40, 58, 70));

  private static double[] found(BitVolume bone, BitVolume body) {
    return new SpineFinder(GRID, new MiddleOfBody(GRID, body))
        .findXMm(bone, LUNGS).stream().toArray();
  }

  @Test
  void bone_of_shoulders_and_arms_is_no_spine() {
    double[] x = found(SPINE.copy().or(ARMS), box(10, 50, 5, 95));
    assertThat(x).hasSize(1);
    assertThat(x[0]).isBetween(240.0, 260.0);
  }

  @Test
  void a_body_that_is_whole_has_one_with_little_dense_bone() {
    double[] x = found(LITTLE.copy().or(ARMS), box(10, 50, 5, 95));
    assertThat(x).hasSize(1);
    assertThat(x[0]).isBetween(240.0, 260.0);
  }

  @Test
  void a_crop_needs_thick_bone_and_may_have_it_anywhere() {
    assertThat(found(LITTLE, box(10, 50, 0, 95))).isEmpty();
    assertThat(found(LITTLE, box(10, 50, 0, 99))).isEmpty();
    double[] aside = found(box(38, 44, 87, 93), box(10, 50, 0, 99));
    assertThat(aside).hasSize(1);
    assertThat(aside[0]).isBetween(440.0, 460.0);
  }

  @Test
  void no_bone_no_spine() {
    assertThat(found(new BitVolume(SLICES, 60, 100), box(10, 50, 5, 95))).isEmpty();
  }
}
