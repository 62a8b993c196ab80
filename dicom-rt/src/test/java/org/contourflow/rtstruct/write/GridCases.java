package org.contourflow.rtstruct.write;

import java.util.stream.Stream;
import org.contourflow.contour.Shapes;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solids;
import org.contourflow.testdata.StackOrientation;
import org.junit.jupiter.params.provider.Arguments;

/** Small CTs of every geometry that is to be exact, as many pixels as {@link Shapes} has. */
public final class GridCases {
  private GridCases() {}

  private static PhantomBuilder empty() {
    return Phantom.builder()
        .anatomy(Anatomy.of("Nothing", Solids.sphere(new Lps(0, 0, 0), 1), 0))
        .noiseHu(0)
        .subSamples(1)
        .matrix(Shapes.ROWS, Shapes.COLUMNS)
        .evenSlices(5, 3)
        .spacingMm(0.7, 1.3);
  }

  /** Name and phantom. The canvas is no square in any of them. */
  public static Stream<Arguments> all() {
    Stream<Arguments> axial =
        Stream.of(
            Arguments.of("square pixels", empty().spacingMm(1, 1).build()),
            Arguments.of("0.9765625 mm", empty().spacingMm(0.9765625, 0.9765625).build()),
            Arguments.of("0.7 x 1.3 mm", empty().build()));
    Stream<Arguments> positions =
        Stream.of(PatientPosition.values())
            .map(p -> Arguments.of(p.name(), empty().position(p).build()));
    Stream<Arguments> others =
        Stream.of(
            Arguments.of(
                "row-flipped axial",
                empty().orientation(StackOrientation.rowFlippedAxial()).build()),
            Arguments.of("sagittal", empty().orientation(StackOrientation.sagittal()).build()),
            Arguments.of("coronal", empty().orientation(StackOrientation.coronal()).build()),
            Arguments.of("oblique", empty().orientation(StackOrientation.oblique(20, 10)).build()),
            Arguments.of("uneven slices", empty().slicesAtMm(3, -6, -3, 0, 5, 7).build()),
            Arguments.of("a CT slice missing", empty().evenSlices(6, 3).withoutSlices(2).build()));
    return Stream.of(axial, positions, others).flatMap(s -> s);
  }
}
