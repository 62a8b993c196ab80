package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.contourflow.contour.MaskTracer;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code contourflow derive} on a sphere: volumes against the analytic ones. Margins start at the
 * outermost centres, a quarter of a voxel inside the sphere on the whole: 4 % here.
 */
class DeriveCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  private Path sphere(Path ct, double radiusMm) throws Exception {
    ReferencedSeries series = CheckCommand.load(ct, Optional.empty(), new PrintWriter(err));
    VoxelGrid grid = series.grid();
    PatientPoint middle =
        grid.toPatient(new VoxelIndex(grid.slices() / 2, grid.rows() / 2, grid.columns() / 2));
    BinaryMask ball =
        BinaryMask.of(
            grid,
            (s, r, c) -> grid.toPatient(new VoxelIndex(s, r, c)).distanceMm(middle) <= radiusMm);
    Roi roi =
        new Roi(
            "PTV_60",
            RoiType.PTV,
            new RoiColour(255, 0, 0),
            Optional.empty(),
            RoiGeneration.MANUAL,
            Optional.empty(),
            "",
            "",
            MaskTracer.trace(ball));
    Completed set =
        (Completed)
            StructureSetWriter.write(
                series,
                StructureSetContent.of(
                    "PLAN", "by hand", LocalDateTime.of(2026, 1, 1, 8, 0), List.of(roi)),
                DestinationProfile.GENERIC);
    Path file = folder.resolve("theirs.dcm");
    set.writeTo(file);
    return file;
  }

  @Test
  void a_prv_and_a_ring_of_a_sphere_have_its_volumes() throws Exception {
    Path ct = folder.resolve("ct");
    int phantom =
        run(
            "phantom",
            "--kind",
            "small",
            "--out",
            ct.toString(),
            "--matrix",
            "128",
            "128",
            "--spacing-mm",
            "1.5",
            "1.5",
            "--slices",
            "60",
            "--step-mm",
            "1.5");
    assertThat(phantom).isZero();
    Path rules =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            protocols:
              - name: p
                models: [hu-anatomy]
                derived: |
                  PTV_PRV05 = expand(PTV*, 5 mm)
                  zRing     = ring(PTV*, 3 mm, 12 mm)
                  zHalf     = left(PTV*)
                  Gone      = expand(GTV, 5 mm)
            rules: [{name: all, protocols: [p]}]
            """);
    Path made = folder.resolve("derived.dcm");
    int status =
        run(
            "derive",
            "--ct",
            ct.toString(),
            "--rtstruct",
            sphere(ct, 20).toString(),
            "--protocol",
            rules.toString(),
            "--out",
            made.toString());
    assertThat(status).as(err.toString()).isEqualTo(1);
    assertThat(out.toString())
        .contains("Gone: absent, GTV is absent: the clinician's structure set has none");
    assertThat(cc(ct, made, "PTV_PRV05")).isCloseTo(ball(25), Percentage.withPercentage(6));
    assertThat(cc(ct, made, "zRing")).isCloseTo(ball(32) - ball(23), Percentage.withPercentage(6));
    assertThat(cc(ct, made, "zHalf")).isCloseTo(ball(20) / 2, Percentage.withPercentage(6));
    assertThat(run("check", made.toString(), "--ct", ct.toString())).as(out.toString()).isZero();
  }

  private static double ball(double radiusMm) {
    return 4 / 3.0 * Math.PI * Math.pow(radiusMm, 3) / 1000;
  }

  private double cc(Path ct, Path file, String roi) throws Exception {
    ReferencedSeries series = CheckCommand.load(ct, Optional.empty(), new PrintWriter(err));
    ReadStructureSet set = StructureSetReader.read(file);
    return new StructureSetRasterizer(series.grid())
            .rasterize(set.roi(roi).orElseThrow())
            .mask()
            .volumeMm3(1)
        / 1000;
  }
}
