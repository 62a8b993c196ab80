package org.contourflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiWriter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against google-deepmind's surface-distance. {@code CONTOURFLOW_PEER_PYTHON} names a Python that
 * has it ({@code pip install surface-distance}) and nibabel; else Debian's is tried.
 */
@Tag("peer")
class SurfaceDistancePeerTest {
  private static final String SCRIPT =
      """
      import sys, nibabel, numpy as np, surface_distance as sd
      a = np.asarray(nibabel.load(sys.argv[1]).dataobj).astype(bool)
      b = np.asarray(nibabel.load(sys.argv[2]).dataobj).astype(bool)
      spacing = [float(v) for v in sys.argv[3].split(',')]
      d = sd.compute_surface_distances(a, b, spacing)
      print(sd.compute_dice_coefficient(a, b))
      for t in (1, 2, 3):
          print(sd.compute_surface_dice_at_tolerance(d, t + 1e-6))
      print(sd.compute_robust_hausdorff(d, 95))
      w = np.concatenate([d['surfel_areas_gt'], d['surfel_areas_pred']])
      x = np.concatenate([d['distances_gt_to_pred'], d['distances_pred_to_gt']])
      print((w * x).sum() / w.sum())
      """;

  @TempDir Path folder;

  @Test
  void agrees_with_surface_distance_on_balls_boxes_and_ragged_shapes() throws Exception {
    Path python = python();
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 20, 30, 34, 3, 1.2, 0.9);
    List<BinaryMask> shapes = shapes(grid);
    for (int i = 0; i < shapes.size(); i++) {
      for (int j = i + 1; j < shapes.size(); j++) {
        boolean ragged = j == shapes.size() - 1;
        compare(python, shapes.get(i), shapes.get(j), ragged ? 0.03 : 0.005);
      }
    }
  }

  private static List<BinaryMask> shapes(VoxelGrid grid) {
    List<BinaryMask> shapes = new ArrayList<>();
    shapes.add(ball(grid, 10, 15, 17, 10));
    shapes.add(ball(grid, 11, 14, 18, 11));
    shapes.add(BinaryMask.of(grid, (s, r, c) -> s > 5 && s < 15 && r > 8 && r < 22 && c > 9));
    java.util.Random random = new java.util.Random(5);
    BinaryMask ball = shapes.get(0);
    shapes.add(BinaryMask.of(grid, (s, r, c) -> ball.get(s, r, c) && random.nextDouble() < 0.93));
    return shapes;
  }

  private static BinaryMask ball(VoxelGrid grid, int s0, int r0, int c0, double radiusMm) {
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            9.0 * (s - s0) * (s - s0) + 1.44 * (r - r0) * (r - r0) + 0.81 * (c - c0) * (c - c0)
                <= radiusMm * radiusMm);
  }

  private void compare(Path python, BinaryMask a, BinaryMask b, double areaShare) throws Exception {
    NiftiWriter.write(folder.resolve("a.nii"), a);
    NiftiWriter.write(folder.resolve("b.nii"), b);
    double[] peer = run(python);
    StructureScore own = StructureScore.of(a, b);
    assertThat(own.dice()).isCloseTo(peer[0], within(1e-9));
    // Areas of configurations with more than one triangulation differ; a mask full of single-voxel
    // holes is made of them.
    assertThat(own.surfaceDice1Mm()).isCloseTo(peer[1], within(areaShare));
    assertThat(own.surfaceDice2Mm()).isCloseTo(peer[2], within(areaShare));
    assertThat(own.surfaceDice3Mm()).isCloseTo(peer[3], within(areaShare));
    if (areaShare < 0.01) {
      assertThat(own.hausdorff95Mm()).isCloseTo(peer[4], within(1e-6));
      assertThat(own.meanDistanceMm()).isCloseTo(peer[5], within(0.02 * peer[5]));
    }
  }

  private double[] run(Path python) throws Exception {
    Path script = Files.writeString(folder.resolve("peer.py"), SCRIPT);
    Process process =
        new ProcessBuilder(
                python.toString(),
                script.toString(),
                folder.resolve("a.nii").toString(),
                folder.resolve("b.nii").toString(),
                "0.9,1.2,3")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return text.lines().mapToDouble(Double::parseDouble).toArray();
  }

  private static Path python() throws Exception {
    String named = System.getenv("CONTOURFLOW_PEER_PYTHON");
    Path python = Path.of(named == null ? "/usr/bin/python3" : named);
    boolean present = Files.isExecutable(python);
    if (present) {
      Process process =
          new ProcessBuilder(python.toString(), "-c", "import surface_distance, nibabel")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      present = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    }
    Assumptions.assumeTrue(
        present, "skipped: a python with surface-distance and nibabel (CONTOURFLOW_PEER_PYTHON)");
    return python;
  }
}
