package org.contourflow.rtstruct.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Left and right, front and back, head and feet, from the CT's files to the structure set's points,
 * by an organ that lies to the patient's left, in front and towards the head.
 */
class OrientationTest {
  /** Centre 40 mm to the left, 30 mm to anterior, 24 mm to the head. */
  private static final Solid ORGAN = Solids.ellipsoid(new Lps(40, -30, 24), new Lps(14, 9, 20));

  @TempDir Path folder;

  private static PhantomBuilder builder() {
    return Phantom.builder()
        .anatomy(Anatomy.of("Organ", ORGAN, 300))
        .noiseHu(0)
        .subSamples(1)
        .matrix(90, 110)
        .spacingMm(2.1, 1.9)
        .evenSlices(40, 4)
        .centre(new Lps(0, 0, 0));
  }

  static Stream<Arguments> cases() {
    return Stream.concat(
        Stream.of(PatientPosition.values())
            .map(p -> Arguments.of(p.name(), builder().position(p).build())),
        Stream.of(
            Arguments.of(
                "FFS, 1/0/0",
                builder()
                    .position(PatientPosition.FFS)
                    .orientation(StackOrientation.axial())
                    .build()),
            Arguments.of("no position", builder().withoutPositionAttribute().build()),
            Arguments.of("numbered down", builder().instanceNumbersDescend().build()),
            Arguments.of(
                "row-flipped", builder().orientation(StackOrientation.rowFlippedAxial()).build()),
            Arguments.of(
                "column-flipped",
                builder().orientation(StackOrientation.columnFlippedAxial()).build()),
            Arguments.of("sagittal", builder().orientation(StackOrientation.sagittal()).build()),
            Arguments.of("coronal", builder().orientation(StackOrientation.coronal()).build()),
            Arguments.of(
                "oblique", builder().orientation(StackOrientation.oblique(15, 25)).build())));
  }

  private SeriesAssembly assemble(Phantom phantom) throws IOException {
    phantom.writeTo(folder);
    try (Stream<Path> files = Files.list(folder)) {
      return new CtSeriesAssembler(CtFolder.ANY_ORIENTATION, MissingUids.REFUSE)
          .assemble(files.toList());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void an_organ_on_the_left_is_on_the_left_whatever_the_position(String name, Phantom phantom)
      throws Exception {
    ReferencedSeries series = ReferencedSeries.of(assemble(phantom).accepted().get(0));
    // Decided by the grid read from the files: each voxel centre, in patient coordinates.
    BinaryMask mask =
        BinaryMask.of(
            series.grid(),
            (s, r, c) -> {
              PatientPoint p = series.grid().toPatient(new VoxelIndex(s, r, c));
              return ORGAN.contains(p.xMm(), p.yMm(), p.zMm());
            });
    // The phantom's own truth knows nothing of our grid.
    assertThat(mask.toBitSet()).isEqualTo(phantom.truth().mask("Organ"));
    ReadRoi read =
        StructureSetReader.read(Rois.write(series, Rois.of("Organ", mask)).dataset())
            .roi("Organ")
            .orElseThrow();
    for (ReadContour contour : read.contours()) {
      for (int i = 0; i < contour.points().size(); i++) {
        PatientPoint p = contour.points().point(i);
        // Within half a voxel's diagonal of the ellipsoid's box, which lies in one octant.
        assertThat(p.xMm()).isBetween(40 - 14 - 3.0, 40 + 14 + 3.0);
        assertThat(p.yMm()).isBetween(-30 - 9 - 3.0, -30 + 9 + 3.0);
        assertThat(p.zMm()).isBetween(24 - 20 - 3.0, 24 + 20 + 3.0);
      }
    }
    assertThat(new StructureSetRasterizer(series.grid()).rasterize(read).mask().toBitSet())
        .isEqualTo(phantom.truth().mask("Organ"));
  }

  @Test
  void a_tilted_stack_is_refused_with_the_reason() throws Exception {
    SeriesAssembly assembly = assemble(builder().orientation(StackOrientation.tilted(12)).build());
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.refused()).hasSize(1);
    assertThat(assembly.refused().get(0).toString().toLowerCase(java.util.Locale.ROOT))
        .containsAnyOf("tilt", "shear");
    assertThat(List.copyOf(assembly.incomplete())).isEmpty();
  }
}
