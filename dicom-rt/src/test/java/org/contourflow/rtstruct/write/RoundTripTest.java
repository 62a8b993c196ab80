package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.Ring;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.contour.RingThinner;
import org.contourflow.contour.Shapes;
import org.contourflow.rtstruct.check.CheckRule;
import org.contourflow.rtstruct.check.StructureSetChecker;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.SliceLookup;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile.HoleEncoding;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdImage;
import org.contourflow.volume.io.NrrdReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of the list on every grid, in one structure set, thinned with the default tolerance,
 * comes back the same: Dice 1.0000.
 */
class RoundTripTest {
  /** Slices the shapes are on; the one between is empty. */
  private static final int[] ON_SLICES = {1, 3};

  @TempDir Path folder;

  static Stream<Arguments> grids() {
    return GridCases.all();
  }

  private static Map<String, BinaryMask> masks(ReferencedSeries series) {
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    int number = 0;
    for (BitSet shape : Shapes.all().values()) {
      BitSet bits = new BitSet();
      for (int slice : ON_SLICES) {
        int offset = slice * Shapes.ROWS * Shapes.COLUMNS;
        shape.stream().forEach(i -> bits.set(offset + i));
      }
      if (!bits.isEmpty()) {
        masks.put("shape" + number++, BinaryMask.wrap(series.grid(), bits));
      }
    }
    return masks;
  }

  private static StructureSetOutcome.Completed write(
      ReferencedSeries series, Map<String, BinaryMask> masks, HoleEncoding holes) {
    List<Roi> rois = new ArrayList<>();
    masks.forEach(
        (name, mask) ->
            rois.add(
                Rois.of(
                    name,
                    RingThinner.thin(MaskTracer.trace(mask), RingThinner.DEFAULT_TOLERANCE_MM))));
    return Rois.write(
        series, DestinationProfile.GENERIC.withHoles(holes), rois.toArray(Roi[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grids")
  void every_shape_comes_back_the_same_in_our_reader(String name, Phantom phantom)
      throws Exception {
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    Map<String, BinaryMask> masks = masks(series);
    for (HoleEncoding holes : HoleEncoding.values()) {
      var dataset = write(series, masks, holes).dataset();
      // One of the shapes has an empty slice between two filled ones, which is told.
      assertThat(StructureSetChecker.check(dataset, Optional.of(series)))
          .allMatch(f -> f.rule() == CheckRule.SKIPPED_SLICES);
      assertThat(StructureSetChecker.check(dataset, Optional.empty())).isEmpty();
      ReadStructureSet read = StructureSetReader.read(dataset);
      for (Combination combination : Combination.values()) {
        StructureSetRasterizer reader = new StructureSetRasterizer(series.grid(), combination);
        masks.forEach(
            (roi, mask) -> {
              var back = reader.rasterize(read.roi(roi).orElseThrow());
              assertThat(back.contoursLeftOut()).isEmpty();
              assertThat(back.mask().toBitSet()).as(roi).isEqualTo(mask.toBitSet());
            });
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grids")
  @Tag("peer")
  void every_shape_comes_back_the_same_in_both_readers_of_plastimatch(String name, Phantom phantom)
      throws Exception {
    Peer plastimatch = Peer.require("plastimatch");
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    Map<String, BinaryMask> masks = masks(series);
    Path file = folder.resolve("rtss.dcm");
    write(series, masks, HoleEncoding.KEYHOLE).writeTo(file);
    for (String option : List.of("", "--xor-contours")) {
      Path out = folder.resolve("masks" + option);
      List<String> arguments =
          new ArrayList<>(List.of("convert", "--input", file.toString(), "--referenced-ct"));
      arguments.addAll(List.of(folder.resolve("ct").toString(), "--output-prefix"));
      arguments.addAll(List.of(out.toString(), "--prefix-format", "nrrd"));
      if (!option.isEmpty()) {
        arguments.add(option);
      }
      assertThat(plastimatch.run(arguments.toArray(String[]::new)).exit()).isZero();
      for (Map.Entry<String, BinaryMask> mask : masks.entrySet()) {
        assertSameShapes(
            NrrdReader.read(out.resolve(mask.getKey() + ".nrrd")), mask.getValue(), mask.getKey());
      }
    }
  }

  /**
   * plastimatch's grid is even, so a slice of an uneven stack has another number there: compares
   * the slices that are not empty, in order.
   */
  private static void assertSameShapes(NrrdImage theirs, BinaryMask ours, String what) {
    BinaryMask back = theirs.onlyMask();
    List<BitSet> filled = new ArrayList<>();
    for (int s = 0; s < back.grid().slices(); s++) {
      if (!back.isSliceEmpty(s)) {
        filled.add(back.slice(s));
      }
    }
    assertThat(filled).as(what).containsExactly(ours.slice(1), ours.slice(3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grids")
  void every_contour_lies_on_its_slice_refers_to_it_and_has_its_area(String name, Phantom phantom)
      throws Exception {
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    Map<String, BinaryMask> masks = masks(series);
    ReadStructureSet read =
        StructureSetReader.read(write(series, masks, HoleEncoding.KEYHOLE).dataset());
    SliceLookup lookup = new SliceLookup(series.grid());
    masks.forEach(
        (roi, mask) -> {
          double area = 0;
          for (ReadContour contour : read.roi(roi).orElseThrow().contours()) {
            int slice = lookup.nearestSlice(contour.points());
            assertThat(lookup.largestDistanceMm(contour.points(), slice)).isLessThan(0.001);
            assertThat(contour.imageUids())
                .containsExactly(series.images().get(slice).sopInstanceUid());
            Ring ring = lookup.toRing(contour.points(), slice);
            area += Math.abs(ring.signedAreaPixels());
          }
          assertThat(area).isCloseTo(mask.count(), within(0.001 * mask.count()));
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grids")
  void a_resend_is_the_same_bytes_and_other_content_another_object(String name, Phantom phantom)
      throws Exception {
    ReferencedSeries series = TestSeries.write(phantom, folder.resolve("ct"));
    Map<String, BinaryMask> masks = masks(series);
    Path first = folder.resolve("1.dcm");
    Path second = folder.resolve("2.dcm");
    var one = write(series, masks, HoleEncoding.KEYHOLE);
    one.writeTo(first);
    write(series, masks(series), HoleEncoding.KEYHOLE).writeTo(second);
    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    masks.remove("shape3");
    var other = write(series, masks, HoleEncoding.KEYHOLE);
    assertThat(other.sopInstanceUid()).isNotEqualTo(one.sopInstanceUid());
    assertThat(other.seriesInstanceUid()).isNotEqualTo(one.seriesInstanceUid());
  }
}
