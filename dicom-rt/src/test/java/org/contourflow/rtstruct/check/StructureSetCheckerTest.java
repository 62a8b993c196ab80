package org.contourflow.rtstruct.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.contourflow.contour.Shapes;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.GridCases;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule has a structure set that is right but for this one thing. */
class StructureSetCheckerTest {
  private static final Map<CheckRule, Consumer<DicomDataset>> BREAKERS =
      new EnumMap<>(CheckRule.class);

  @TempDir Path folder;
  private ReferencedSeries series;

  static {
    modules();
    links();
    contours();
    loops();
    references();
    places();
  }

  private static void modules() {
    breaks(CheckRule.WRONG_SOP_CLASS, d -> d.put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE));
    breaks(CheckRule.MISSING_ATTRIBUTE, d -> d.remove(DicomTag.OperatorsName));
    breaks(CheckRule.LABEL_TOO_LONG, d -> d.put(DicomTag.StructureSetLabel, "seventeen letters"));
    breaks(
        CheckRule.DS_TOO_LONG,
        d -> editPoints(contour(d), p -> p.set(0, p.get(0) + ".0000000000000000")));
    breaks(CheckRule.NOT_A_NUMBER, d -> editPoints(contour(d), p -> p.set(0, "left")));
    breaks(CheckRule.EXPLICIT_VR_OVERFLOW, d -> editPoints(contour(d), p -> densify(p, 6000)));
    breaks(CheckRule.RETIRED_ATTRIBUTE, d -> contour(d).put(DicomTag.ContourSlabThickness, "3"));
  }

  private static void links() {
    breaks(
        CheckRule.DUPLICATE_ROI_NUMBER,
        d -> {
          DicomDataset copy = copyOf(d, DicomTag.StructureSetROISequence, 0);
          copy.put(DicomTag.ROIName, "another");
        });
    breaks(
        CheckRule.DUPLICATE_OBSERVATION_NUMBER,
        d -> item(d, DicomTag.RTROIObservationsSequence, 1).put(DicomTag.ObservationNumber, "1"));
    breaks(
        CheckRule.DUPLICATE_ROI_NAME,
        d -> item(d, DicomTag.StructureSetROISequence, 1).put(DicomTag.ROIName, "LUNG_l"));
    breaks(
        CheckRule.ROI_NAME_TOO_LONG,
        d ->
            item(d, DicomTag.StructureSetROISequence, 1)
                .put(DicomTag.ROIName, "seventeen_letters"));
    breaks(
        CheckRule.ROI_WITHOUT_OBSERVATION,
        d -> keep(d, DicomTag.RTROIObservationsSequence, (i, item) -> i != 1));
    breaks(
        CheckRule.SEVERAL_OBSERVATIONS,
        d -> copyOf(d, DicomTag.RTROIObservationsSequence, 0).put(DicomTag.ObservationNumber, "9"));
    breaks(
        CheckRule.SEVERAL_CONTOUR_ITEMS,
        d -> copyOf(d, DicomTag.ROIContourSequence, 0).remove(DicomTag.ContourSequence));
    breaks(
        CheckRule.CONTOURS_WITHOUT_ROI,
        d ->
            copyOf(d, DicomTag.ROIContourSequence, 0)
                .put(DicomTag.ReferencedROINumber, "9")
                .remove(DicomTag.ContourSequence));
    breaks(
        CheckRule.OBSERVATION_WITHOUT_ROI,
        d ->
            copyOf(d, DicomTag.RTROIObservationsSequence, 0)
                .put(DicomTag.ObservationNumber, "9")
                .put(DicomTag.ReferencedROINumber, "9"));
    breaks(
        CheckRule.COLOUR_OUT_OF_RANGE,
        d ->
            item(d, DicomTag.ROIContourSequence, 0).put(DicomTag.ROIDisplayColor, "0", "256", "0"));
    breaks(
        CheckRule.UNKNOWN_INTERPRETED_TYPE,
        d ->
            item(d, DicomTag.RTROIObservationsSequence, 0)
                .put(DicomTag.RTROIInterpretedType, "LUNG"));
  }

  private static void contours() {
    breaks(
        CheckRule.UNKNOWN_GEOMETRIC_TYPE,
        d -> contour(d).put(DicomTag.ContourGeometricType, "CLOSED"));
    breaks(CheckRule.WRONG_POINT_COUNT, d -> contour(d).put(DicomTag.NumberOfContourPoints, "77"));
    breaks(
        CheckRule.NOT_TRIPLES,
        d -> {
          String data = String.join("\\", contour(d).strings(DicomTag.ContourData)) + "\\1.5";
          contour(d).putEncoded(DicomTag.ContourData, data.getBytes(StandardCharsets.US_ASCII));
        });
    breaks(
        CheckRule.TOO_FEW_POINTS, d -> editPoints(contour(d), p -> p.subList(6, p.size()).clear()));
    breaks(CheckRule.NOT_COPLANAR, d -> editPoints(contour(d), p -> p.set(2, add(p.get(2), 0.5))));
    breaks(
        CheckRule.REPEATED_CLOSING_POINT,
        d -> editPoints(contour(d), p -> p.addAll(List.copyOf(p.subList(0, 3)))));
  }

  private static void loops() {
    breaks(CheckRule.SELF_CROSSING, d -> editPoints(contour(d), StructureSetCheckerTest::twist));
    breaks(CheckRule.LOOP_TWICE, d -> copyOf(roi(d), DicomTag.ContourSequence, 0));
    breaks(CheckRule.OVERLAPPING_LOOPS, d -> addScaled(d, 1, 1.7));
    breaks(CheckRule.NESTED_PLAIN_LOOPS, d -> addScaled(d, 0.5, 0));
    breaks(
        CheckRule.MIXED_XOR,
        d -> contour(d).put(DicomTag.ContourGeometricType, "CLOSEDPLANAR_XOR"));
  }

  private static void references() {
    breaks(CheckRule.NO_IMAGE_REFERENCE, d -> contour(d).remove(DicomTag.ContourImageSequence));
    breaks(
        CheckRule.WRONG_IMAGE_REFERENCE,
        d ->
            item(contour(d), DicomTag.ContourImageSequence, 0)
                .put(DicomTag.ReferencedSOPInstanceUID, chain(d).get(4)));
    breaks(
        CheckRule.OFF_PLANE,
        d ->
            editPoints(
                contour(d),
                p -> {
                  for (int i = 2; i < p.size(); i += 3) {
                    p.set(i, add(p.get(i), 0.5));
                  }
                }));
    breaks(
        CheckRule.WRONG_FRAME_OF_REFERENCE,
        d ->
            item(d, DicomTag.StructureSetROISequence, 0)
                .put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3"));
    breaks(
        CheckRule.INCOMPLETE_REFERENCE_CHAIN,
        d ->
            keep(
                d.firstItem(
                        DicomTag.ReferencedFrameOfReferenceSequence,
                        DicomTag.RTReferencedStudySequence,
                        DicomTag.RTReferencedSeriesSequence)
                    .orElseThrow(),
                DicomTag.ContourImageSequence,
                (i, image) -> i != 4));
    breaks(CheckRule.WRONG_STUDY, d -> d.put(DicomTag.StudyInstanceUID, "1.2.3"));
    breaks(CheckRule.WRONG_SERIES, d -> chainSeries(d).put(DicomTag.SeriesInstanceUID, "1.2.3"));
    breaks(
        CheckRule.WRONG_REFERENCED_CLASS,
        d ->
            item(contour(d), DicomTag.ContourImageSequence, 0)
                .put(DicomTag.ReferencedSOPClassUID, DicomUid.MR_IMAGE_STORAGE));
    breaks(CheckRule.WRONG_PATIENT, d -> d.put(DicomTag.PatientID, "SOMEBODY-ELSE"));
    breaks(CheckRule.BAD_UID, d -> d.put(DicomTag.SOPInstanceUID, "1.2.03.4"));
    breaks(CheckRule.BAD_VALUE, d -> d.put(DicomTag.StructureSetDate, "2024-01-01"));
  }

  private static DicomDataset chainSeries(DicomDataset d) {
    return d.firstItem(
            DicomTag.ReferencedFrameOfReferenceSequence,
            DicomTag.RTReferencedStudySequence,
            DicomTag.RTReferencedSeriesSequence)
        .orElseThrow();
  }

  private static void places() {
    breaks(CheckRule.NO_AREA, d -> editPoints(contour(d), p -> setAll(p, 1, level(p))));
    breaks(CheckRule.OUTSIDE_IMAGE, d -> editPoints(contour(d), p -> setAll(p, 0, v -> v + 900)));
    breaks(
        CheckRule.SKIPPED_SLICES,
        d -> {
          // The contour of slice 1 again on slice 4, after the one on slice 2.
          double step =
              Double.parseDouble(
                      item(roi(d), DicomTag.ContourSequence, 1)
                          .strings(DicomTag.ContourData)
                          .get(2))
                  - Double.parseDouble(contour(d).strings(DicomTag.ContourData).get(2));
          DicomDataset copy = copyOf(roi(d), DicomTag.ContourSequence, 0);
          editPoints(copy, p -> setAll(p, 2, z -> z + 3 * step));
          item(copy, DicomTag.ContourImageSequence, 0)
              .put(DicomTag.ReferencedSOPInstanceUID, chain(d).get(4));
        });
  }

  /** The first point's y for all points: a loop on one line. */
  private static java.util.function.DoubleUnaryOperator level(List<String> p) {
    double y = Double.parseDouble(p.get(1));
    return v -> y;
  }

  private static void setAll(List<String> p, int axis, java.util.function.DoubleUnaryOperator f) {
    for (int i = axis; i < p.size(); i += 3) {
      double moved = f.applyAsDouble(Double.parseDouble(p.get(i)));
      p.set(i, Double.toString(Math.round(moved * 1e4) / 1e4));
    }
  }

  private static void breaks(CheckRule rule, Consumer<DicomDataset> breaker) {
    BREAKERS.put(rule, breaker);
  }

  private static DicomDataset item(DicomDataset d, int sequence, int index) {
    return d.items(sequence).get(index);
  }

  private static DicomDataset roi(DicomDataset d) {
    return item(d, DicomTag.ROIContourSequence, 0);
  }

  private static DicomDataset contour(DicomDataset d) {
    return item(roi(d), DicomTag.ContourSequence, 0);
  }

  private static List<String> chain(DicomDataset d) {
    return d
        .firstItem(
            DicomTag.ReferencedFrameOfReferenceSequence,
            DicomTag.RTReferencedStudySequence,
            DicomTag.RTReferencedSeriesSequence)
        .orElseThrow()
        .items(DicomTag.ContourImageSequence)
        .stream()
        .map(i -> i.text(DicomTag.ReferencedSOPInstanceUID))
        .toList();
  }

  /** A copy of an item, added at the end of the sequence. */
  private static DicomDataset copyOf(DicomDataset d, int sequence, int index) {
    DicomDataset source = item(d, sequence, index).copy();
    return d.addItem(sequence).copyFrom(source, source.tags());
  }

  private static void keep(
      DicomDataset d, int sequence, BiPredicate<Integer, DicomDataset> wanted) {
    List<DicomDataset> items = d.items(sequence).stream().map(DicomDataset::copy).toList();
    d.putEmpty(sequence);
    for (int i = 0; i < items.size(); i++) {
      if (wanted.test(i, items.get(i))) {
        d.addItem(sequence).copyFrom(items.get(i), items.get(i).tags());
      }
    }
  }

  /** Changes the coordinates as text, and the number of points with them. */
  private static void editPoints(DicomDataset contour, Consumer<List<String>> edit) {
    List<String> values = new ArrayList<>(contour.strings(DicomTag.ContourData));
    edit.accept(values);
    contour.putEncoded(
        DicomTag.ContourData, String.join("\\", values).getBytes(StandardCharsets.US_ASCII));
    contour.putIntegers(DicomTag.NumberOfContourPoints, values.size() / 3);
  }

  private static String add(String value, double more) {
    return Double.toString(Double.parseDouble(value) + more);
  }

  /** Points on the first edge, which runs along x or y. */
  private static void densify(List<String> p, int count) {
    double[] v = p.stream().mapToDouble(Double::parseDouble).toArray();
    List<String> more = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      double t = (double) i / count;
      more.add(String.format("%.6f", v[0] + t * (v[3] - v[0])));
      more.add(String.format("%.6f", v[1] + t * (v[4] - v[1])));
      more.add(p.get(2));
    }
    p.addAll(3, more);
  }

  /** Swaps the second point and the third. */
  private static void twist(List<String> p) {
    for (int i = 3; i < 6; i++) {
      String second = p.get(i);
      p.set(i, p.get(i + 3));
      p.set(i + 3, second);
    }
  }

  /** Another contour on the same slice: the first one scaled about its middle and shifted in x. */
  private static void addScaled(DicomDataset d, double scale, double shiftMm) {
    DicomDataset copy = copyOf(roi(d), DicomTag.ContourSequence, 0);
    editPoints(
        copy,
        p -> {
          double[] v = p.stream().mapToDouble(Double::parseDouble).toArray();
          for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            double middle =
                java.util.stream.IntStream.range(0, v.length / 3)
                    .mapToDouble(i -> v[3 * i + a])
                    .average()
                    .orElseThrow();
            for (int i = axis; i < v.length; i += 3) {
              double moved = middle + scale * (v[i] - middle) + (axis == 0 ? shiftMm : 0);
              p.set(i, Double.toString(Math.round(moved * 1e4) / 1e4));
            }
          }
        });
  }

  @BeforeEach
  void writeCt() throws Exception {
    Phantom phantom = (Phantom) GridCases.all().findFirst().orElseThrow().get()[1];
    series = TestSeries.write(phantom, folder.resolve("ct"));
  }

  /** Two ROIs, each on slices 1 and 2: rectangles, and a ring as a keyhole. */
  private DicomDataset right() {
    BinaryMask rectangle =
        BinaryMask.of(
            series.grid(), (s, r, c) -> (s == 1 || s == 2) && r >= 3 && r < 8 && c >= 4 && c < 12);
    BinaryMask ring =
        BinaryMask.of(
            series.grid(),
            (s, r, c) ->
                (s == 1 || s == 2)
                    && r >= 2
                    && r < 9
                    && c >= 3
                    && c < 13
                    && !(r >= 4 && r < 7 && c >= 6 && c < 9));
    return Rois.write(series, Rois.of("Lung_L", rectangle), Rois.of("Ring", ring)).dataset();
  }

  @Test
  void what_we_write_has_no_finding() {
    assertThat(StructureSetChecker.check(right(), Optional.of(series))).isEmpty();
    assertThat(StructureSetChecker.check(right(), Optional.empty())).isEmpty();
  }

  @Test
  void every_rule_has_a_structure_set_that_breaks_it() {
    // Trailing bytes are seen in a file only; they have a test of their own.
    assertThat(EnumSet.complementOf(EnumSet.of(CheckRule.TRAILING_BYTES)))
        .isEqualTo(BREAKERS.keySet());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRAILING_BYTES")
  void a_structure_set_that_breaks_one_rule_is_told_this_one(CheckRule rule) {
    DicomDataset dataset = right();
    BREAKERS.get(rule).accept(dataset);
    List<Finding> findings = StructureSetChecker.check(dataset, Optional.of(series));
    assertThat(findings.stream().map(Finding::rule).collect(Collectors.toSet()))
        .as("%s", findings)
        .containsExactly(rule);
    assertThat(findings).allSatisfy(f -> assertThat(f.tagPath()).contains("(").contains(","));
  }

  @Test
  void a_loop_that_crosses_itself_exactly_in_a_vertex_is_seen() {
    DicomDataset dataset = right();
    // An eight that passes the middle of the rectangle twice, as a vertex of both passes.
    editPoints(
        contour(dataset),
        p -> {
          double[] v = p.stream().mapToDouble(Double::parseDouble).toArray();
          String x = Double.toString((v[0] + v[6]) / 2);
          String y = Double.toString((v[1] + v[7]) / 2);
          List<String> middle = List.of(x, y, p.get(2));
          List<String> eight = new ArrayList<>(p.subList(0, 3));
          eight.addAll(middle);
          eight.addAll(p.subList(6, 9));
          eight.addAll(p.subList(3, 6));
          eight.addAll(middle);
          eight.addAll(p.subList(9, 12));
          p.clear();
          p.addAll(eight);
        });
    assertThat(StructureSetChecker.check(dataset, Optional.of(series)))
        .extracting(Finding::rule)
        .containsExactly(CheckRule.SELF_CROSSING);
  }

  /** As another system's: held to what changes a volume, a place or a patient. */
  private static DicomDataset foreign(DicomDataset d) {
    return d.put(DicomTag.Manufacturer, "Another vendor");
  }

  private List<Finding> findings(DicomDataset d) {
    return StructureSetChecker.check(d, Optional.of(series));
  }

  @Test
  void a_set_without_roi_contour_items_is_an_error_and_an_item_that_lacks_a_part_a_warning() {
    assertThat(findings(foreign(right().remove(DicomTag.ROIContourSequence))))
        .extracting(Finding::severity, f -> f.tagPath().split(" ")[0])
        .contains(tuple(CheckRule.Severity.ERROR, "ROIContourSequence"));
    for (boolean ours : new boolean[] {true, false}) {
      DicomDataset d = ours ? right() : foreign(right());
      item(d, DicomTag.ReferencedFrameOfReferenceSequence, 0)
          .items(DicomTag.RTReferencedStudySequence)
          .get(0)
          .remove(DicomTag.ReferencedSOPClassUID);
      item(d, DicomTag.RTROIObservationsSequence, 0)
          .items(DicomTag.RTROIIdentificationCodeSequence)
          .get(0)
          .remove(DicomTag.CodeMeaning);
      assertThat(findings(d))
          .hasSize(2)
          .allMatch(f -> f.rule() == CheckRule.MISSING_ATTRIBUTE)
          .allMatch(f -> (f.severity() == CheckRule.Severity.ERROR) == ours);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "REPEATED_CLOSING_POINT",
        "NESTED_PLAIN_LOOPS",
        "NO_IMAGE_REFERENCE",
        "NO_AREA",
        "ROI_WITHOUT_OBSERVATION"
      })
  void what_does_nothing_to_a_volume_is_a_warning_in_other_systems_files(CheckRule rule) {
    DicomDataset dataset = right();
    BREAKERS.get(rule).accept(dataset);
    assertThat(findings(dataset))
        .extracting(Finding::severity)
        .containsExactly(CheckRule.Severity.ERROR);
    assertThat(findings(foreign(dataset)))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(rule, CheckRule.Severity.WARNING));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "WRONG_PATIENT",
        "WRONG_SERIES",
        "WRONG_STUDY",
        "WRONG_REFERENCED_CLASS",
        "BAD_UID",
        "BAD_VALUE",
        "LOOP_TWICE",
        "OVERLAPPING_LOOPS",
        "SELF_CROSSING",
        "OFF_PLANE"
      })
  void what_harms_is_an_error_in_every_systems_files(CheckRule rule) {
    DicomDataset dataset = foreign(right());
    BREAKERS.get(rule).accept(dataset);
    assertThat(findings(dataset))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(rule, CheckRule.Severity.ERROR));
  }

  @Test
  void the_same_thing_in_many_places_is_one_finding_with_a_count() {
    DicomDataset dataset = foreign(right());
    int contours = 0;
    for (DicomDataset roi : dataset.items(DicomTag.ROIContourSequence)) {
      for (DicomDataset contour : roi.items(DicomTag.ContourSequence)) {
        editPoints(contour, p -> p.addAll(List.copyOf(p.subList(0, 3))));
        contours++;
      }
    }
    assertThat(contours).isEqualTo(4);
    assertThat(findings(dataset))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.count()).isEqualTo(4);
              assertThat(f.tagPath()).startsWith("ROIContourSequence[0].ContourSequence[0].");
              assertThat(f.toString()).contains("4 times");
            });
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"Someone^Else", "Phantom^Zebedee^Q"})
  void another_name_or_birth_date_is_another_patient_and_nobody_is_named(String name) {
    DicomDataset dataset = right().put(DicomTag.PatientName, name);
    assertThat(findings(dataset))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.rule()).isEqualTo(CheckRule.WRONG_PATIENT);
              assertThat(f.toString()).doesNotContain("Else").doesNotContain("Zebedee");
            });
    dataset = right().put(DicomTag.PatientBirthDate, "19990101");
    assertThat(findings(dataset))
        .extracting(Finding::rule)
        .containsExactly(CheckRule.WRONG_PATIENT);
  }

  @Test
  void a_name_with_empty_components_or_other_letter_case_is_the_same_patient() {
    String name = series.header().text(DicomTag.PatientName);
    for (String same : List.of(name + "^^^", name.toUpperCase(java.util.Locale.ROOT), name + "=")) {
      assertThat(findings(right().put(DicomTag.PatientName, same))).as(same).isEmpty();
    }
  }

  @Test
  void a_value_that_the_ct_has_just_so_does_not_stop_what_copied_it() {
    series.header().put(DicomTag.StudyDate, "2026/01/05");
    DicomDataset dataset = right();
    assertThat(findings(dataset))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(CheckRule.BAD_VALUE, CheckRule.Severity.WARNING));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "ROIName, 'GTV\\1'",
    "ROIName, aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg",
    "StructureSetTime, 25:00",
    "StructureSetDate, 20240231",
    "InstanceNumber, one"
  })
  void values_keep_to_their_representation(String keyword, String value) {
    DicomDataset dataset = foreign(right());
    int tag = DicomTag.parse(keyword).orElseThrow();
    DicomDataset at =
        tag == DicomTag.ROIName ? item(dataset, DicomTag.StructureSetROISequence, 0) : dataset;
    at.putEncoded(tag, value.getBytes(StandardCharsets.US_ASCII));
    assertThat(findings(dataset))
        .filteredOn(f -> f.severity() == CheckRule.Severity.ERROR)
        .extracting(Finding::rule)
        .containsExactly(CheckRule.BAD_VALUE);
  }

  @Test
  void loops_of_different_planes_are_neither_twice_nor_overlapping() {
    DicomDataset dataset = foreign(right());
    for (int copies = 1; copies <= 3; copies++) {
      DicomDataset copy = copyOf(roi(dataset), DicomTag.ContourSequence, 0);
      double off = 0.3 * copies;
      editPoints(copy, p -> setAll(p, 2, z -> z + off));
    }
    assertThat(findings(dataset)).extracting(Finding::rule).containsOnly(CheckRule.OFF_PLANE);
  }

  @Test
  void a_crossing_by_hundredths_of_a_millimetre_is_a_warning() {
    DicomDataset dataset = foreign(right());
    // The second point goes 0.03 mm past the first on the way back to it.
    addScaled(dataset, 0.5, 0);
    DicomDataset inner = item(roi(dataset), DicomTag.ContourSequence, 2);
    double edge =
        contour(dataset).strings(DicomTag.ContourData).stream()
            .mapToDouble(Double::parseDouble)
            .toArray()[0];
    double innerEdge =
        inner.strings(DicomTag.ContourData).stream().mapToDouble(Double::parseDouble).toArray()[0];
    double sign = Math.signum(edge - innerEdge);
    editPoints(inner, p -> setAll(p, 0, x -> x + edge - innerEdge + sign * 0.03));
    assertThat(findings(dataset))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                CheckRule.OVERLAPPING_LOOPS, CheckRule.Severity.WARNING));
  }

  @Test
  void contours_beyond_the_scans_ends_are_told_of_the_roi_and_nothing_else() {
    DicomDataset dataset = foreign(right());
    for (int copies = 1; copies <= 2; copies++) {
      double off = 500 * copies;
      DicomDataset copy = copyOf(roi(dataset), DicomTag.ContourSequence, 0);
      copy.remove(DicomTag.ContourImageSequence);
      editPoints(copy, p -> setAll(p, 2, z -> z + off));
    }
    assertThat(findings(dataset))
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder(CheckRule.OUTSIDE_IMAGE, CheckRule.NO_IMAGE_REFERENCE);
    assertThat(findings(dataset).toString()).contains("2 of 4 contours lie beyond");
  }

  @Test
  void a_path_leads_to_the_value() {
    DicomDataset dataset = right();
    BREAKERS.get(CheckRule.WRONG_POINT_COUNT).accept(dataset);
    assertThat(StructureSetChecker.check(dataset, Optional.empty()).get(0).tagPath())
        .isEqualTo("ROIContourSequence[0].ContourSequence[0].NumberOfContourPoints (3006,0046)");
  }

  @Test
  void a_reference_to_an_image_nobody_knows_is_wrong_with_and_without_the_ct() {
    DicomDataset dataset = right();
    item(contour(dataset), DicomTag.ContourImageSequence, 0)
        .put(DicomTag.ReferencedSOPInstanceUID, "1.2.3.4");
    for (Optional<ReferencedSeries> ct :
        List.of(Optional.of(series), Optional.<ReferencedSeries>empty())) {
      assertThat(StructureSetChecker.check(dataset, ct))
          .extracting(Finding::rule)
          .containsExactly(CheckRule.WRONG_IMAGE_REFERENCE);
    }
  }

  @Test
  void a_channel_of_some_width_is_no_crossing_and_touching_islands_are_none() {
    List<BinaryMask> masks =
        Arrays.asList("a checkerboard", "a hole touching the edge at a corner", "concentric rings")
            .stream()
            .map(
                name -> {
                  java.util.BitSet bits = new java.util.BitSet();
                  int offset = Shapes.ROWS * Shapes.COLUMNS;
                  Shapes.all().get(name).stream().forEach(i -> bits.set(offset + i));
                  return BinaryMask.wrap(series.grid(), bits);
                })
            .toList();
    for (BinaryMask mask : masks) {
      DicomDataset dataset = Rois.write(series, Rois.of("shape", mask)).dataset();
      assertThat(StructureSetChecker.check(dataset, Optional.of(series))).isEmpty();
    }
  }

  @Test
  void bytes_behind_the_data_set_are_seen_in_a_file() throws Exception {
    Path file = folder.resolve("rtss.dcm");
    DicomFiles.write(file, right(), DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    assertThat(StructureSetFileCheck.check(file, Optional.of(series))).isEmpty();
    Files.write(file, new byte[64], StandardOpenOption.APPEND);
    assertThat(StructureSetFileCheck.check(file, Optional.of(series)))
        .extracting(Finding::rule)
        .containsExactly(CheckRule.TRAILING_BYTES);
  }
}
