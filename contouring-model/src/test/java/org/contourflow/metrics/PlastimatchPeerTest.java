package org.contourflow.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Peer;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against {@code plastimatch dice --all}. Dice, volumes and the centres are the same by definition.
 * Its distances are between centres of the voxels at the edge, which lie on both sides of our
 * surface's elements: they agree within half a voxel's diagonal.
 */
@Tag("peer")
class PlastimatchPeerTest {
  private static final double HALF_DIAGONAL_MM = Math.sqrt(9 + 1.44 + 0.81) / 2;

  @TempDir Path folder;

  @Test
  void agrees_on_overlap_volume_centre_and_distance() throws Exception {
    Peer plastimatch = Peer.require("plastimatch");
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(-5, 7, 9), SliceOrientation.AXIAL, 24, 40, 44, 3, 1.2, 0.9);
    BinaryMask a = ball(grid, 11, 18, 20, 14);
    BinaryMask b = ball(grid, 12, 20, 23, 16);
    NrrdWriter.write(folder.resolve("a.nrrd"), a);
    NrrdWriter.write(folder.resolve("b.nrrd"), b);
    String told =
        plastimatch
            .run(
                "dice",
                "--all",
                folder.resolve("a.nrrd").toString(),
                folder.resolve("b.nrrd").toString())
            .output();
    StructureScore own = StructureScore.of(a, b);
    assertThat(value(told, "DICE")).isCloseTo(own.dice(), within(1e-5));
    assertThat(value(told, "TP") + value(told, "FN")).isEqualTo(a.count());
    assertThat(value(told, "TP") + value(told, "FP")).isEqualTo(b.count());
    assertThat(value(told, "Percent \\(0.95\\) Hausdorff distance \\(boundary\\)"))
        .isCloseTo(own.hausdorff95Mm(), within(HALF_DIAGONAL_MM));
    assertThat(value(told, "Avg average Hausdorff distance \\(boundary\\)"))
        .isCloseTo(own.meanDistanceMm(), within(HALF_DIAGONAL_MM));
    assertCentre(told, "ref", Centroid.of(a, 1).orElseThrow());
    assertCentre(told, "cmp", Centroid.of(b, 1).orElseThrow());
  }

  private static void assertCentre(String told, String which, PatientPoint centre) {
    String number = "\\s+([0-9.eE+-]+)";
    Matcher line = Pattern.compile(which + number + number + number).matcher(told);
    assertThat(line.find()).as(told).isTrue();
    assertThat(Double.parseDouble(line.group(1))).isCloseTo(centre.xMm(), within(0.01));
    assertThat(Double.parseDouble(line.group(2))).isCloseTo(centre.yMm(), within(0.01));
    assertThat(Double.parseDouble(line.group(3))).isCloseTo(centre.zMm(), within(0.01));
  }

  private static double value(String told, String name) {
    Matcher matcher = Pattern.compile(name + "\\s*[:=]\\s*([0-9.eE+-]+)").matcher(told);
    assertThat(matcher.find()).as(name + " in\n" + told).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static BinaryMask ball(VoxelGrid grid, int s0, int r0, int c0, double radiusMm) {
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            9.0 * (s - s0) * (s - s0) + 1.44 * (r - r0) * (r - r0) + 0.81 * (c - c0) * (c - c0)
                <= radiusMm * radiusMm);
  }
}
