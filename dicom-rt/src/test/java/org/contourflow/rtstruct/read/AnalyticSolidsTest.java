package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Stream;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.RingThinner;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Solids with formulas, written and read back against the truth at pixel centres. */
class AnalyticSolidsTest {
  @TempDir Path folder;

  static Stream<Arguments> solids() {
    Lps centre = new Lps(3.1, -2.3, 0.7);
    return Stream.of(
        Arguments.of("sphere", Solids.sphere(centre, 31.3)),
        Arguments.of("torus", Solids.torus(centre, 28.2, 9.1)),
        Arguments.of("hollow sphere", Solids.hollowSphere(centre, 33.4, 24.9)),
        Arguments.of("straw", Solids.straw(5.3, -7.2, 6.2, 3.4, -30, 33)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("solids")
  void a_solid_is_read_back_as_its_truth(String name, Solid solid) throws Exception {
    Phantom phantom =
        Phantom.builder()
            .anatomy(Anatomy.of("Solid", solid, 100))
            .noiseHu(0)
            .subSamples(1)
            .matrix(120, 110)
            .spacingMm(0.7, 0.9)
            .evenSlices(36, 2)
            .centre(new Lps(0, 0, 0))
            .build();
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    BitSet truth = phantom.truth().mask("Solid");
    BinaryMask mask = BinaryMask.wrap(series.grid(), truth);
    var dataset =
        Rois.write(series, Rois.of("Solid", RingThinner.thin(MaskTracer.trace(mask), 0.1)))
            .dataset();
    ReadRoi roi = StructureSetReader.read(dataset).roi("Solid").orElseThrow();
    BitSet back = new StructureSetRasterizer(series.grid()).rasterize(roi).mask().toBitSet();
    assertThat(truth.cardinality()).isGreaterThan(1000);
    assertThat(dice(back, truth)).isGreaterThanOrEqualTo(0.9999);
  }

  private static double dice(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return 2.0 * both.cardinality() / (a.cardinality() + b.cardinality());
  }
}
