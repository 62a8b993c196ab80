package org.contourflow.protocols.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Locale;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.MarginExpansion;
import org.contourflow.volume.bits.Margins;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A protocol of 20 lines on 512 x 512 x 200 takes at most 3 CPU seconds, the first time too. */
@Tag("long")
class DerivationSpeedTest {
  private static final double MOST_SECONDS = 3;

  private static final String PROTOCOL =
      """
      SpinalCord_PRV05 = expand(SpinalCord, 5 mm)
      Brainstem_PRV03  = expand(Brainstem, 3 mm)
      Lungs            = Lung_L + Lung_R
      Lungs-PTV        = Lungs - expand(PTV, 2 mm)
      zRing_PTV        = ring(PTV, 3 mm, 20 mm) & crop(External, 5 mm)
      zRing2_PTV       = ring(PTV, 20 mm, 40 mm) & crop(External, 5 mm)
      Skin             = External - crop(External, 3 mm)
      PTV_eval         = PTV & crop(External, 3 mm)
      Lung_L-PTV       = Lung_L - expand(PTV, 5 mm)
      Lung_R-PTV       = Lung_R - expand(PTV, 5 mm)
      PTV_up           = expand(PTV, 5 mm, S 10 mm, I 10 mm)
      Heart_PRV        = expand(Heart, RL 5 mm, AP 5 mm, SI 10 mm)
      Heart-PTV        = avoid(Heart, PTV, 3 mm)
      zHull            = hull(PTV + Heart)
      zCord            = level(SpinalCord, PTV, 20 mm)
      zLeft            = left(External, SpinalCord)
      zSmooth          = smooth(Heart, 4 mm)
      zPieces          = pieces(Lungs - expand(Heart, 10 mm), 1 cc)
      zFill            = fill(External - Lungs)
      zNormal          = External - expand(PTV, 30 mm) - Lungs
      """;

  private static BinaryMask ellipse(
      VoxelGrid grid, double row, double column, double a, double b, int from, int to) {
    return BinaryMask.of(
        grid,
        (s, r, c) -> {
          double y = (r - row) / a;
          double x = (c - column) / b;
          return s >= from && s < to && x * x + y * y <= 1;
        });
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  @Test
  void twenty_lines_on_a_whole_planning_ct() {
    VoxelGrid grid =
        VoxelGrid.even(
            new PatientPoint(-250, -250, -250),
            SliceOrientation.AXIAL,
            200,
            512,
            512,
            2.5,
            0.9765625,
            0.9765625);
    SourceMasks masks = new SourceMasks(grid);
    List<BinaryMask> all =
        List.of(
            ellipse(grid, 256, 256, 130, 200, 0, 200),
            ellipse(grid, 256, 350, 80, 60, 40, 160),
            ellipse(grid, 256, 160, 80, 60, 40, 160),
            ellipse(grid, 340, 256, 7, 8, 0, 200),
            ellipse(grid, 300, 256, 15, 18, 170, 200),
            ellipse(grid, 240, 280, 50, 55, 60, 110),
            ellipse(grid, 250, 330, 35, 35, 80, 120));
    String[] names = {"External", "Lung_L", "Lung_R", "SpinalCord", "Brainstem", "Heart", "PTV"};
    for (int i = 0; i < names.length; i++) {
      BinaryMask mask = all.get(i);
      masks.addMade(names[i], () -> mask);
    }
    DerivedRules.Checked checked =
        DerivedRules.check(DerivationText.parse(PROTOCOL), Sources.of(List.of(names), List.of()));
    assertThat(checked.problems()).isEmpty();
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    double start = cpuSeconds();
    List<DerivedStructure> made = DerivedStructures.of(checked.rules(), masks);
    double whole = cpuSeconds() - start;
    assertThat(made).hasSize(20).allMatch(one -> one instanceof DerivedStructure.Made);
    long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
    double again = cpuSeconds();
    DerivedStructures.of(checked.rules(), masks);
    again = cpuSeconds() - again;
    System.out.printf(
        Locale.ROOT,
        "derivation: 20 lines, %.2f CPU s at first, %.2f CPU s again, of it margins %.2f CPU s;"
            + " heap at most %d MiB%n",
        whole,
        again,
        margins(grid, all),
        peak);
    assertThat(peak).as("MiB").isLessThan(3 * 1024L);
    assertThat(whole).isLessThan(MOST_SECONDS);
  }

  /** What the protocol's margins take by themselves. */
  private static double margins(VoxelGrid grid, List<BinaryMask> all) {
    MarginExpansion margins = new MarginExpansion(grid);
    BitVolume body = BitVolume.of(all.get(0));
    BitVolume heart = BitVolume.of(all.get(5));
    BitVolume ptv = BitVolume.of(all.get(6));
    double start = cpuSeconds();
    for (double mm : new double[] {3, 5}) {
      margins.shrink(body, Margins.of(mm));
    }
    for (double mm : new double[] {2, 3, 20, 20, 40, 5, 3, 30}) {
      margins.expand(ptv, Margins.of(mm));
    }
    margins.expand(ptv, new Margins(5, 5, 5, 5, 10, 10));
    margins.expand(heart, new Margins(5, 5, 5, 5, 10, 10));
    margins.expand(heart, Margins.of(10));
    margins.expand(margins.shrink(margins.close(heart, 4), Margins.of(4)), Margins.of(4));
    margins.expand(BitVolume.of(all.get(3)), Margins.of(5));
    margins.expand(BitVolume.of(all.get(4)), Margins.of(3));
    return cpuSeconds() - start;
  }
}
