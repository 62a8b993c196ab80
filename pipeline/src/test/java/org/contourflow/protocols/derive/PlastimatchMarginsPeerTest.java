package org.contourflow.protocols.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Peer;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdReader;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Margins beside plastimatch's distance map (Maurer), which measures from centre to centre as we
 * do; union and intersection beside its own. Every voxel is compared.
 */
@Tag("peer")
class PlastimatchMarginsPeerTest {
  /** Its distances are single precision. */
  private static final double ROUNDING_MM = 1e-4;

  @TempDir Path folder;
  private final VoxelGrid grid =
      VoxelGrid.even(new PatientPoint(-30, 20, 5), SliceOrientation.AXIAL, 30, 70, 76, 3, 1.2, 0.9);
  private BinaryMask heart;
  private BinaryMask lung;
  private Peer plastimatch;

  @BeforeEach
  void masks() {
    plastimatch = Peer.require("plastimatch");
    heart = BinaryMask.of(grid, (s, r, c) -> within(s - 14, r - 34, c - 36, 15));
    lung =
        BinaryMask.of(
            grid,
            (s, r, c) -> within(s - 17, r - 40, c - 44, 17) && !within(s - 15, r - 40, c - 50, 6));
  }

  private static boolean within(double s, double r, double c, double mm) {
    return 9 * s * s + 1.44 * r * r + 0.81 * c * c <= mm * mm;
  }

  private BinaryMask ours(String expression) {
    DerivedRules.Checked checked =
        DerivedRules.check(
            DerivationText.parse("Out = " + expression),
            Sources.of(List.of("Heart", "Lung_L"), List.of()));
    assertThat(checked.problems()).isEmpty();
    SourceMasks masks =
        new SourceMasks(grid).addMade("Heart", () -> heart).addMade("Lung_L", () -> lung);
    DerivedStructure made = DerivedStructures.of(checked.rules(), masks).get(0);
    return ((DerivedStructure.Made) made).mask();
  }

  private Path write(String name, BinaryMask mask) throws Exception {
    Path file = folder.resolve(name + ".nrrd");
    NrrdWriter.write(file, mask);
    return file;
  }

  private BinaryMask run(String... arguments) throws Exception {
    Path out = folder.resolve("out.nrrd");
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--output";
    all[arguments.length + 1] = out.toString();
    Peer.Result result = plastimatch.run(all);
    assertThat(result.exit()).as(result.output()).isZero();
    return NrrdReader.read(out).onlyMask();
  }

  /** What lies within a margin of a mask, by its distance map. */
  private BinaryMask near(BinaryMask mask, double mm) throws Exception {
    Path map = folder.resolve("map.nrrd");
    Peer.Result result =
        plastimatch.run(
            "dmap",
            "--algorithm",
            "maurer",
            "--input",
            write("in", mask).toString(),
            "--output",
            map.toString());
    assertThat(result.exit()).as(result.output()).isZero();
    return run(
        "threshold",
        "--input",
        map.toString(),
        "--below",
        String.format(Locale.ROOT, "%.6f", mm + ROUNDING_MM));
  }

  private BinaryMask outside(BinaryMask mask) {
    BitSet bits = mask.toBitSet();
    bits.flip(0, (int) grid.voxelCount());
    return BinaryMask.wrap(grid, bits);
  }

  private static BinaryMask minus(BinaryMask one, BinaryMask other) {
    BitSet bits = one.toBitSet();
    bits.andNot(other.toBitSet());
    return BinaryMask.wrap(one.grid(), bits);
  }

  private void same(String expression, BinaryMask theirs) {
    BinaryMask own = ours(expression);
    BitSet differing = own.toBitSet();
    differing.xor(theirs.toBitSet());
    System.out.printf(
        "plastimatch: %s: %d voxels, %d differ%n",
        expression, own.count(), differing.cardinality());
    assertThat(differing.cardinality()).as(expression).isZero();
  }

  @Test
  void margins_and_rings_are_the_same_voxel_for_voxel() throws Exception {
    for (double mm : new double[] {2.4, 5, 9}) {
      same("expand(Heart, " + mm + " mm)", near(heart, mm));
      same("shrink(Lung_L, " + mm + " mm)", minus(lung, near(outside(lung), mm)));
    }
    same("ring(Heart, 3 mm, 12 mm)", minus(near(heart, 12), near(heart, 3)));
  }

  @Test
  void union_and_intersection_are_the_same_voxel_for_voxel() throws Exception {
    String one = write("heart", heart).toString();
    String other = write("lung", lung).toString();
    same("Heart + Lung_L", run("union", one, other));
    same("Heart & Lung_L", run("intersect", one, other));
  }
}
