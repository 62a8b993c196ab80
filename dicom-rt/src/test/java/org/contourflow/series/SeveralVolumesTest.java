package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A series that holds several volumes is never contoured as one; one scan in blocks stays one. */
class SeveralVolumesTest {
  private static final GeometryPolicy ANY =
      new GeometryPolicy("any", 1e-3, 1e-3, 0.1, 0.01, 0.1, true, 90);

  @TempDir private Path folder;

  private interface Change {
    void of(int slice, DicomDataset image);
  }

  /** Copies of a small slice at these places along a normal, each changed. */
  private void write(double[] normal, double[] places, Change change) throws IOException {
    Path one =
        HostileInput.tiny().evenSlices(1, 8).build().writeTo(folder.resolve("base")).files().get(0);
    byte[] base = java.nio.file.Files.readAllBytes(one);
    java.nio.file.Files.delete(one);
    double n = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    double[] z = {normal[0] / n, normal[1] / n, normal[2] / n};
    double c = Math.hypot(z[1], z[2]);
    // The row lies in the plane of x and the normal, the column is their cross product.
    double[] row = {c, -z[0] * z[1] / c, -z[0] * z[2] / c};
    double[] column = {0, z[2] / c, -z[1] / c};
    for (int i = 0; i < places.length; i++) {
      DicomDataset d = DicomFiles.read(new java.io.ByteArrayInputStream(base), "base").dataset();
      d.put(DicomTag.SOPInstanceUID, DicomUid.create())
          .putIntegers(DicomTag.InstanceNumber, i + 1)
          .putNumbers(
              DicomTag.ImageOrientationPatient,
              row[0],
              row[1],
              row[2],
              column[0],
              column[1],
              column[2])
          .putNumbers(
              DicomTag.ImagePositionPatient, places[i] * z[0], places[i] * z[1], places[i] * z[2]);
      change.of(i, d);
      DicomFiles.write(folder.resolve("s" + i + ".dcm"), d, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    }
  }

  private SeriesAssembly assemble(SeveralVolumes several) throws IOException {
    List<Path> files = new ArrayList<>(RealSeriesPeerTest.filesBelow(folder));
    Collections.shuffle(files, new java.util.Random(5));
    return new CtSeriesAssembler(ANY, MissingUids.REFUSE, several).assemble(files);
  }

  private static double[] twice(int slices, double stepMm, double offsetMm) {
    double[] places = new double[2 * slices];
    for (int i = 0; i < slices; i++) {
      places[i] = i * stepMm;
      places[slices + i] = i * stepMm + offsetMm;
    }
    return places;
  }

  private void assertSeveral(int volumes, String by) throws IOException {
    SeriesAssembly assembly = assemble(SeveralVolumes.REFUSE);
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).isEmpty();
    assertThat(assembly.refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.SEVERAL_VOLUMES);
    assertThat(assembly.refused().get(0).reason())
        .isEqualTo("the series holds " + volumes + " volumes at the same place: " + by);
    assertThat(assembly.refused().get(0).whatToDo()).startsWith("The volumes: ");
  }

  static Stream<Arguments> traits() {
    List<Arguments> all = new ArrayList<>();
    for (double offset : new double[] {0, 0.03, 3, 4}) {
      all.add(trait(offset, "time points (4D phases)", d -> put(d, "TemporalPositionIdentifier")));
      all.add(trait(offset, "acquisitions", d -> put(d, "AcquisitionNumber")));
      all.add(trait(offset, "stacks (StackID)", d -> put(d, "StackID")));
      all.add(
          trait(
              offset,
              "reconstructions by kernel",
              d -> d.put(DicomTag.ConvolutionKernel, "B70s", "3")));
      all.add(trait(offset, "reconstructions by slice thickness", d -> put(d, "SliceThickness")));
      all.add(
          trait(
              offset,
              "reconstructions by time (ContentTime)",
              d -> d.put(DicomTag.ContentTime, "120000.5")));
      all.add(
          trait(
              offset,
              "phases by ImageComments (4D phases)",
              d -> d.put(DicomTag.ImageComments, "CT 30% Ex")));
      all.add(
          trait(
              offset,
              "time points (4D phases)",
              d ->
                  d.remove(DicomTag.TemporalPositionIdentifier)
                      .putIntegers(DicomTag.TemporalPositionIndex, 2)));
      all.add(
          trait(
              offset,
              "volumes by SeriesDescription",
              d -> d.put(DicomTag.SeriesDescription, "Thorax 50%")));
      all.add(
          trait(offset, "volumes by ProtocolName", d -> d.put(DicomTag.ProtocolName, "venous")));
      all.add(
          trait(
              offset,
              "volumes by ContrastBolusAgent",
              d -> d.put(DicomTag.ContrastBolusAgent, "Iopamidol")));
      all.add(trait(offset, "volumes by SeriesTime", d -> d.put(DicomTag.SeriesTime, "235900")));
      all.add(trait(offset, "tube voltages (dual energy)", d -> d.putNumbers(DicomTag.KVP, 80)));
    }
    return all.stream();
  }

  private static void put(DicomDataset d, String keyword) {
    d.put(DicomTag.parse(keyword).orElseThrow(), "2");
  }

  private static Arguments trait(double offset, String by, Consumer<DicomDataset> change) {
    return Arguments.of(offset, by, change);
  }

  @ParameterizedTest(name = "{1} at +{0} mm")
  @MethodSource("traits")
  void two_passes_are_told_apart_by_what_differs_wherever_they_lie(
      double offsetMm, String by, Consumer<DicomDataset> change) throws IOException {
    write(
        new double[] {0, 0, 1},
        twice(5, 8, offsetMm),
        (i, d) -> {
          d.putIntegers(DicomTag.InstanceNumber, 2 * (i % 5) + i / 5);
          if (i >= 5) {
            change.accept(d);
          }
        });
    assertSeveral(2, by);
  }

  @Test
  void what_people_wrote_tells_volumes_apart_and_is_not_shown() throws IOException {
    write(
        new double[] {0, 0, 1},
        twice(5, 8, 0),
        (i, d) ->
            d.put(DicomTag.SeriesDescription, i < 5 ? "JANE DOE 1" : "JANE DOE 2")
                .putIntegers(DicomTag.InstanceNumber, 1));
    SeriesRefusal refusal = assemble(SeveralVolumes.REFUSE).refused().get(0);
    assertThat(refusal.reason()).endsWith("volumes by SeriesDescription");
    assertThat(refusal.reason() + refusal.whatToDo()).doesNotContain("JANE").contains("5 slices");
    assertThat(assemble(SeveralVolumes.EACH).accepted()).hasSize(2);
  }

  @Test
  void a_slice_with_another_description_is_no_volume() throws IOException {
    write(
        new double[] {0, 0, 1},
        new double[] {0, 4, 8, 12, 16, 20, 24, 28},
        (i, d) -> d.put(DicomTag.SeriesDescription, i == 3 ? "" : "Thorax"));
    assertThat(assemble(SeveralVolumes.REFUSE).accepted()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 4, 5.5})
  void volumes_that_were_numbered_alike_are_told_by_the_numbers(double offsetMm)
      throws IOException {
    write(
        new double[] {0, 0, 1},
        twice(8, 8, offsetMm),
        (i, d) -> d.putIntegers(DicomTag.InstanceNumber, 1 + i % 8));
    assertSeveral(2, "instance numbers that are there more than once");
    assertThat(assemble(SeveralVolumes.EACH).accepted())
        .hasSize(2)
        .allMatch(s -> s.grid().isEvenlySpaced(1e-3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {4, 2})
  void slices_numbered_by_the_rotation_that_made_two_stay_one_scan(double thicknessMm)
      throws IOException {
    double[] places = IntStream.range(0, 16).mapToDouble(i -> 4.0 * i).toArray();
    write(
        new double[] {0, 0, 1},
        places,
        (i, d) ->
            d.putNumbers(DicomTag.SliceThickness, thicknessMm)
                .putIntegers(DicomTag.InstanceNumber, 1 + i / 2));
    assertThat(assemble(SeveralVolumes.REFUSE).accepted())
        .singleElement()
        .satisfies(series -> assertThat(series.grid().slices()).isEqualTo(16));
  }

  @Test
  void blocks_that_were_numbered_alike_stay_one_scan() throws IOException {
    write(
        new double[] {0, 0, 1},
        new double[] {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22},
        (i, d) -> d.putIntegers(DicomTag.InstanceNumber, 1 + i % 6));
    assertThat(assemble(SeveralVolumes.REFUSE).accepted()).hasSize(1);
  }

  @Test
  void volumes_that_nothing_tells_apart_are_not_called_a_slice_too_many() throws IOException {
    write(
        new double[] {0, 0, 1},
        twice(6, 4, 0),
        (i, d) -> d.putIntegers(DicomTag.InstanceNumber, 1 + i % 6));
    SeriesRefusal refusal = assemble(SeveralVolumes.EACH).refused().get(0);
    assertThat(refusal.code()).isEqualTo(RefusalCode.DUPLICATE_POSITIONS);
    assertThat(refusal.reason()).startsWith("12 slices at 6 positions").contains("4D phases");
    assertThat(refusal.whatToDo()).contains("series of its own").doesNotContain("Remove one");
  }

  @Test
  void by_policy_each_is_contoured_by_itself() throws IOException {
    write(
        new double[] {0.2, 0.1, -1},
        twice(6, 5, 2),
        (i, d) -> d.putIntegers(DicomTag.AcquisitionNumber, 1 + i / 6));
    assertSeveral(2, "acquisitions");
    List<CtSeries> each = assemble(SeveralVolumes.EACH).accepted();
    assertThat(each).extracting(s -> s.slices().size()).containsExactly(6, 6);
    assertThat(each).allSatisfy(s -> assertThat(s.grid().isEvenlySpaced(1e-3)).isTrue());
    assertThat(each.get(0).notes().toString()).contains("one of 2 volumes");
  }

  @Test
  void each_of_four_is_judged_by_itself_and_one_with_a_gap_is_held() throws IOException {
    double[] two = twice(8, 4, 0.5);
    write(
        new double[] {0, 0, 1},
        java.util.stream.IntStream.range(0, 32)
            .filter(i -> i != 3)
            .mapToDouble(i -> two[i % 16])
            .toArray(),
        (i, d) -> {
          int at = i < 3 ? i : i + 1;
          d.putIntegers(DicomTag.AcquisitionNumber, 1 + at % 16 / 8);
          d.put(DicomTag.ConvolutionKernel, at < 16 ? "B30f" : "B70f")
              .putNumbers(DicomTag.SliceThickness, 4);
        });
    assertSeveral(4, "acquisitions; reconstructions by kernel");
    SeriesAssembly each = assemble(SeveralVolumes.EACH);
    assertThat(each.accepted()).hasSize(3);
    assertThat(each.incomplete()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void blocks_of_one_scan_one_behind_the_other_stay_one(boolean descending) throws IOException {
    write(
        new double[] {0, 0, descending ? -1 : 1},
        java.util.stream.IntStream.range(0, 12).mapToDouble(i -> 4 * i).toArray(),
        (i, d) ->
            d.putIntegers(DicomTag.AcquisitionNumber, 1 + i / 4)
                .put(DicomTag.ContentTime, "1200" + (10 + i))
                .put(DicomTag.AcquisitionTime, "11000" + i / 4)
                .putNumbers(DicomTag.SliceThickness, i < 8 ? 4 : 3.9999));
    assertThat(assemble(SeveralVolumes.REFUSE).accepted()).hasSize(1);
  }

  @Test
  void a_slice_scanned_again_into_the_hole_of_the_rest_is_no_volume() throws IOException {
    write(
        new double[] {0, 0, 1},
        java.util.stream.IntStream.range(0, 12).mapToDouble(i -> 4 * i).toArray(),
        (i, d) -> d.putIntegers(DicomTag.AcquisitionNumber, i == 5 || i == 11 ? 2 : 1));
    assertThat(assemble(SeveralVolumes.REFUSE).accepted()).hasSize(1);
  }

  @Test
  void thin_and_thick_reconstructions_interleaved_are_no_gaps() throws IOException {
    double[] places = new double[24 + 6];
    for (int i = 0; i < 24; i++) {
      places[i] = i;
    }
    for (int i = 0; i < 6; i++) {
      places[24 + i] = 4 * i + 0.5;
    }
    write(
        new double[] {0, 0, 1},
        places,
        (i, d) -> d.putNumbers(DicomTag.SliceThickness, i < 24 ? 1 : 5));
    assertSeveral(2, "reconstructions by slice thickness");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 4})
  void passes_that_no_attribute_tells_apart_are_told_by_the_run_of_their_numbers(double offsetMm)
      throws IOException {
    write(new double[] {0, 0, 1}, twice(6, 8, offsetMm), (i, d) -> {});
    assertSeveral(2, "runs of instance numbers through the same place");
  }

  @Test
  void passes_without_numbers_are_told_by_their_steps() throws IOException {
    write(new double[] {0, 0, 1}, twice(6, 8, 3), (i, d) -> d.remove(DicomTag.InstanceNumber));
    assertSeveral(
        2,
        "two sets of slices shifted against each other, which nothing but their positions tells"
            + " apart");
  }

  @Test
  void reconstructions_a_minute_apart_are_told_by_the_pause() throws IOException {
    write(
        new double[] {0, 0, 1},
        twice(20, 2, 1),
        (i, d) ->
            d.put(DicomTag.ContentTime, (i < 20 ? "1200" : "1202") + (10 + i % 20))
                .putIntegers(DicomTag.InstanceNumber, 2 * (i % 20) + i / 20));
    assertSeveral(2, "reconstructions by time (ContentTime)");
  }

  @Test
  void stacks_of_an_enhanced_ct_are_volumes() throws IOException {
    DicomDataset d = EncodingsTest.enhanced();
    d.putIntegers(DicomTag.NumberOfFrames, 12)
        .putEncoded(DicomTag.PixelData, new byte[12 * 4])
        .remove(DicomTag.PerFrameFunctionalGroupsSequence);
    for (int frame = 0; frame < 12; frame++) {
      DicomDataset own = d.addItem(DicomTag.PerFrameFunctionalGroupsSequence);
      own.addItem(DicomTag.PlanePositionSequence)
          .putNumbers(DicomTag.ImagePositionPatient, 0, 0, frame % 6 * 2.0 + frame / 6 * 0.7);
      own.addItem(DicomTag.FrameContentSequence).put(DicomTag.StackID, "" + (1 + frame / 6));
      own.addItem(DicomTag.PixelValueTransformationSequence)
          .putNumbers(DicomTag.RescaleSlope, 1)
          .putNumbers(DicomTag.RescaleIntercept, -1000);
    }
    DicomFiles.write(folder.resolve("e.dcm"), d, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    assertSeveral(2, "stacks (StackID)");
    assertThat(assemble(SeveralVolumes.EACH).accepted())
        .extracting(s -> s.slices().get(0).frame())
        .containsExactly(0, 6);
  }
}
