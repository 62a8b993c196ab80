package org.contourflow.dicom.deident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A phantom with a canary in every text that a DICOM file can have. */
class DeidentifyTest {
  private static final String CANARY = "KANARI";
  private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
  private static final VR[] TEXTS = {
    VR.AE, VR.AS, VR.CS, VR.DA, VR.DT, VR.LO, VR.LT, VR.PN, VR.SH, VR.ST, VR.TM, VR.UC, VR.UI,
    VR.UR, VR.UT, VR.DS, VR.IS, VR.OB, VR.UN
  };

  @TempDir Path folder;
  private Path in;
  private Path out;
  private Path wayBack;
  private final DeidentKey key = DeidentKey.of("a key for this test only".getBytes());

  @BeforeEach
  void a_phantom_and_its_structure_set() throws IOException {
    in = folder.resolve("in");
    out = folder.resolve("out");
    wayBack = folder.resolve("apart/way-back");
    Phantom phantom = Phantom.small().build();
    ReferencedSeries series = TestSeries.write(phantom, in);
    BinaryMask lung = BinaryMask.wrap(series.grid(), phantom.truth().mask("Lung_L"));
    BinaryMask body = BinaryMask.wrap(series.grid(), phantom.truth().mask("External"));
    Rois.write(series, Rois.of("lung l", lung), Rois.of(CANARY + " of Dr X", body))
        .writeTo(in.resolve("rs.dcm"));
  }

  private static Optional<String> vocabulary(String name) {
    return name.equals("lung l") ? Optional.of("Lung_L") : Optional.empty();
  }

  private FolderDeidentifier.Summary run(DeidentKey with, Path to) throws IOException {
    return new FolderDeidentifier(with, DeidentifyTest::vocabulary)
        .run(in, to, folder.resolve("apart/" + to.getFileName()));
  }

  private static List<Path> files(Path below) throws IOException {
    try (Stream<Path> tree = Files.walk(below)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<DicomDataset> datasets(Path below) throws IOException {
    List<DicomDataset> all = new ArrayList<>();
    for (Path file : files(below)) {
      all.add(DicomFiles.read(file).dataset());
    }
    return all;
  }

  /** Canaries in unknown and in known places, at depths 0 to 4, in file meta and in names. */
  private void plant() throws IOException {
    for (Path file : files(in)) {
      DicomFile read = DicomFiles.read(file);
      Attributes root = read.dataset().unwrap();
      plantTexts(root);
      plantNested(root, 0x00081140, 4);
      plantNested(root, 0x00091000 | 0x10, 4);
      intoSequences(root);
      Attributes meta = new Attributes(read.fileMeta().unwrap());
      meta.setString(0x00020016, VR.AE, CANARY);
      meta.setString(0x00020100, VR.UI, "1.2.3.4");
      meta.setBytes(0x00020102, VR.OB, CANARY.getBytes(StandardCharsets.US_ASCII));
      meta.setString(0x00020010, VR.UI, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      Path named = file.resolveSibling(CANARY + "^" + file.getFileName());
      try (OutputStream to = Files.newOutputStream(named);
          ImageOutputStream dicom = new ImageOutputStream(to, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN)) {
        dicom.writeDataset(meta, root);
      }
      Files.delete(file);
    }
    Files.writeString(in.resolve(CANARY + ".txt"), CANARY);
  }

  /** Texts of every VR under tags of no rule, private ones, and under those that are emptied. */
  private static void plantTexts(Attributes to) {
    int tag = 0x00092000;
    to.setString(0x00090010, VR.LO, CANARY);
    to.setString(0x00090020, VR.LO, CANARY);
    for (VR vr : TEXTS) {
      String text = vr == VR.UI ? "1.2.3.4" : CANARY + " " + vr;
      to.setBytes(tag++, vr, text.getBytes(StandardCharsets.US_ASCII));
    }
    for (int known :
        new int[] {
          0x00080080, 0x00081010, 0x00081030, 0x0008103E, 0x00081048, 0x00100020, 0x00100010,
          0x00101040, 0x00104000, 0x00180015, 0x00181030, 0x00204000, 0x00321032, 0x00400254,
          0x30060004, 0x30060006, 0x300E0008, 0x00080090, 0x00081070, 0x00200010, 0x00201040,
          0x00180010, 0x00081090, 0x00080070, 0x00181210, 0x00180022, 0x00120010
        }) {
      to.setBytes(known, DicomTagVr.of(known), CANARY.getBytes(StandardCharsets.US_ASCII));
    }
    to.setBytes(0x30060028, VR.ST, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x30060085, VR.SH, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x300600A6, VR.PN, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x00080032, VR.TM, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x00080023, VR.DA, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x00080008, VR.CS, ("ORIGINAL\\PRIMARY\\AXIAL\\" + CANARY).getBytes());
    to.setBytes(0x00180050, VR.DS, CANARY.getBytes(StandardCharsets.US_ASCII));
    to.setBytes(0x60003000, VR.OW, (CANARY + "12").getBytes(StandardCharsets.US_ASCII));
  }

  /** VRs of the dictionary. */
  private static final class DicomTagVr {
    static VR of(int tag) {
      return VR.valueOf(DicomTag.vr(tag).name());
    }
  }

  private static void plantNested(Attributes to, int tag, int depth) {
    Sequence sequence = to.newSequence(tag, 1);
    Attributes item = new Attributes();
    sequence.add(item);
    plantTexts(item);
    if (depth > 1) {
      plantNested(item, tag, depth - 1);
    }
  }

  /** Into every item of the sequences that stay. */
  private static void intoSequences(Attributes at) {
    for (int tag : at.tags()) {
      if (at.getValue(tag) instanceof Sequence items && DeidentRules.of(tag) != null) {
        for (Attributes item : List.copyOf(items)) {
          intoSequences(item);
          plantTexts(item);
          plantNested(item, 0x00082112, 2);
        }
      }
    }
  }

  @Test
  void no_canary_is_in_files_names_log_errors_or_messages() throws IOException {
    plant();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    FolderDeidentifier.Summary summary;
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      summary = run(key, out);
    } finally {
      System.setOut(before);
    }
    assertThat(summary.written()).isEqualTo(files(in).size() - 1);
    assertThat(summary.roisLeftOut()).isEqualTo(1);
    assertThat(summary.refused()).hasSize(1);
    assertThat(printed.toString(StandardCharsets.UTF_8) + summary).doesNotContain(CANARY);
    int searched = 0;
    for (Path file : files(out)) {
      assertThat(out.relativize(file).toString()).doesNotContain(CANARY);
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .doesNotContain(CANARY);
      searched++;
    }
    assertThat(
            new String(
                Files.readAllBytes(folder.resolve("apart/out")), StandardCharsets.ISO_8859_1))
        .doesNotContain(CANARY);
    assertThat(searched).isEqualTo(summary.written());
  }

  @Test
  void a_geometry_that_is_a_text_stops_the_file_without_quoting_it() throws IOException {
    DicomFile file = DicomFiles.read(files(in).get(0));
    file.dataset()
        .unwrap()
        .setBytes(DicomTag.PixelSpacing, VR.DS, CANARY.getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> new Deidentifier(key, DeidentifyTest::vocabulary).apply(file))
        .isInstanceOf(RefusedFile.class)
        .hasMessageContaining("PixelSpacing")
        .hasMessageNotContaining(CANARY);
  }

  @Test
  void masks_and_hounsfield_units_are_the_same_to_the_voxel() throws IOException {
    run(key, out);
    CtSeries before = series(in);
    CtSeries after = series(out);
    assertThat(after.readVolume().values()).isEqualTo(before.readVolume().values());
    assertThat(after.grid()).isEqualTo(before.grid());
    Map<String, BitSet> masks = masks(out, after);
    assertThat(masks).containsOnlyKeys("Lung_L");
    assertThat(masks.get("Lung_L").cardinality()).isPositive();
    assertThat(masks.get("Lung_L")).isEqualTo(masks(in, before).get("lung l"));
  }

  /** Names that are left of ROIs called so, of which the first {@code empty} have no contour. */
  private List<String> left(int empty, String... called) throws IOException {
    ReferencedSeries series = TestSeries.write(Phantom.small().build(), folder.resolve("again"));
    BinaryMask box = BinaryMask.of(series.grid(), (s, r, c) -> s > 2 && r < 9 && c < 9);
    Roi[] rois = new Roi[called.length];
    for (int i = 0; i < rois.length; i++) {
      rois[i] = Rois.of("R" + i, box);
    }
    DicomDataset set = Rois.write(series, rois).dataset();
    for (int i = 0; i < rois.length; i++) {
      set.items(DicomTag.StructureSetROISequence).get(i).put(DicomTag.ROIName, called[i]);
      if (i < empty) {
        set.items(DicomTag.ROIContourSequence).get(i).remove(DicomTag.ContourSequence);
      }
    }
    Path file = folder.resolve("named.dcm");
    DicomFiles.write(file, set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    RoiNames lungs = name -> Optional.of(name.startsWith("liver") ? "Liver" : "Lung_L");
    Deidentifier.Result made = new Deidentifier(key, lungs).apply(DicomFiles.read(file));
    assertThat(made.roisLeftOut())
        .isEqualTo(called.length - made.dataset().items(DicomTag.StructureSetROISequence).size());
    return StructureSetReader.read(made.dataset()).rois().stream()
        .map(roi -> roi.name() + " " + roi.contours().isEmpty())
        .toList();
  }

  @Test
  void of_rois_that_get_one_name_none_stays_where_nobody_knows_which_was_meant()
      throws IOException {
    assertThat(left(0, "liver", "lung l", "Lung_L")).containsExactly("Liver false", "Lung_L false");
    assertThat(left(0, "liver", "Lung_L", "Lung_L")).containsExactly("Liver false");
    assertThat(left(0, "liver", "lung l", "left lung")).containsExactly("Liver false");
    assertThat(left(1, "Lung_L", "Lung_L"))
        .as("the first is empty")
        .containsExactly("Lung_L false");
    assertThat(left(1, "Lung_L", "lung l"))
        .as("the first is empty")
        .containsExactly("Lung_L false");
    assertThat(left(2, "Lung_L", "Lung_L")).as("both are").containsExactly("Lung_L true");
  }

  @Test
  void of_two_files_of_one_instance_none_is_copied_where_they_differ() throws IOException {
    int before = files(in).size();
    Path slice = files(in).get(0);
    Files.copy(slice, in.resolve("again.dcm"));
    Files.copy(in.resolve("rs.dcm"), in.resolve("rs-again.dcm"));
    FolderDeidentifier.Summary same = run(key, out);
    assertThat(same.refused()).isEmpty();
    assertThat(same.written()).isEqualTo(before).isEqualTo(files(out).size());
    DicomDataset set = DicomFiles.read(in.resolve("rs.dcm")).dataset();
    set.items(DicomTag.ROIContourSequence).get(0).remove(DicomTag.ContourSequence);
    DicomFiles.write(in.resolve("rs-later.dcm"), set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    FolderDeidentifier.Summary two = run(key, out);
    assertThat(two.refused())
        .hasSize(3)
        .allMatch(line -> line.startsWith("file ") && line.contains("with other contents"));
    assertThat(two.written()).isEqualTo(before - 1);
    assertThat(masks(out, series(out))).isEmpty();
  }

  private static CtSeries series(Path below) throws IOException {
    return new CtSeriesAssembler().assemble(files(below)).accepted().get(0);
  }

  private static Map<String, BitSet> masks(Path below, CtSeries series) throws IOException {
    Map<String, BitSet> masks = new TreeMap<>();
    for (Path file : files(below)) {
      DicomDataset header = DicomFiles.readHeader(file).dataset();
      if (header.text(DicomTag.Modality).equals("RTSTRUCT")) {
        for (ReadRoi roi : StructureSetReader.read(file).rois()) {
          masks.put(
              roi.name(),
              new StructureSetRasterizer(series.grid()).rasterize(roi).mask().toBitSet());
        }
      }
    }
    return masks;
  }

  @Test
  void every_reference_resolves_and_no_original_uid_is_left() throws IOException {
    Set<String> original = uids(in);
    run(key, out);
    Set<String> instances =
        datasets(out).stream()
            .map(d -> d.text(DicomTag.SOPInstanceUID))
            .collect(Collectors.toSet());
    Set<String> frames = new HashSet<>();
    for (DicomDataset each : datasets(out)) {
      frames.add(each.text(DicomTag.FrameOfReferenceUID));
      for (String image : references(each)) {
        assertThat(instances).contains(image);
      }
      each.items(DicomTag.ReferencedFrameOfReferenceSequence)
          .forEach(f -> frames.add(f.text(DicomTag.FrameOfReferenceUID)));
      each.items(DicomTag.StructureSetROISequence)
          .forEach(r -> frames.add(r.text(DicomTag.ReferencedFrameOfReferenceUID)));
    }
    frames.remove("");
    assertThat(frames).as("one frame for CT and RTSTRUCT").hasSize(1);
    assertThat(uids(out)).doesNotContainAnyElementsOf(original).allMatch(DicomUid::isValid);
  }

  private static List<String> references(DicomDataset structures) {
    List<String> all = new ArrayList<>();
    for (DicomDataset roi : structures.items(DicomTag.ROIContourSequence)) {
      for (DicomDataset contour : roi.items(DicomTag.ContourSequence)) {
        contour
            .items(DicomTag.ContourImageSequence)
            .forEach(i -> all.add(i.text(DicomTag.ReferencedSOPInstanceUID)));
      }
    }
    return all;
  }

  private static Set<String> uids(Path below) throws IOException {
    Set<String> all = new HashSet<>();
    for (DicomDataset each : datasets(below)) {
      all.addAll(references(each));
      for (int tag :
          new int[] {
            DicomTag.SOPInstanceUID,
            DicomTag.StudyInstanceUID,
            DicomTag.SeriesInstanceUID,
            DicomTag.FrameOfReferenceUID
          }) {
        each.string(tag).ifPresent(all::add);
      }
    }
    return all;
  }

  @Test
  void another_key_shares_no_uid_the_same_key_all() throws IOException {
    run(key, out);
    run(key, folder.resolve("again"));
    run(DeidentKey.of("another key for this test".getBytes()), folder.resolve("other"));
    assertThat(uids(folder.resolve("again"))).isEqualTo(uids(out));
    assertThat(uids(folder.resolve("other"))).doesNotContainAnyElementsOf(uids(out));
  }

  @Test
  void intervals_between_dates_are_kept_and_no_date_is() throws IOException {
    LocalDate study = LocalDate.of(2024, 2, 28);
    DicomFile file = DicomFiles.read(files(in).get(0));
    file.dataset().put(DicomTag.StudyDate, "20240228").put(DicomTag.ContentDate, "20240301");
    DicomDataset first = new Deidentifier(key, DeidentifyTest::vocabulary).apply(file).dataset();
    LocalDate moved = LocalDate.parse(first.text(DicomTag.StudyDate), DATE);
    LocalDate content = LocalDate.parse(first.text(DicomTag.ContentDate), DATE);
    assertThat(ChronoUnit.DAYS.between(moved, content)).isEqualTo(2);
    assertThat(ChronoUnit.DAYS.between(moved, study)).isGreaterThanOrEqualTo(30);
    assertThat(first.text(DicomTag.LongitudinalTemporalInformationModified)).isEqualTo("MODIFIED");
  }

  @Test
  void the_way_back_needs_the_key_and_its_file_and_lies_apart() throws IOException {
    String study = datasets(in).get(0).text(DicomTag.StudyInstanceUID);
    run(key, out);
    Path apart = folder.resolve("apart/out");
    Map<String, String> back = WayBack.read(apart, key);
    assertThat(back.get(datasets(out).get(0).text(DicomTag.StudyInstanceUID))).isEqualTo(study);
    assertThatThrownBy(() -> WayBack.read(apart, DeidentKey.of(new byte[32])))
        .hasMessageContaining("another key");
    assertThatThrownBy(
            () ->
                new FolderDeidentifier(key, DeidentifyTest::vocabulary)
                    .run(in, out, out.resolve("way-back")))
        .hasMessageContaining("may not lie in");
    assertThat(key.toString()).isEqualTo("(de-identification key)");
  }

  @Test
  void source_copies_key_and_way_back_lie_apart_however_links_are_laid() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), in);
    Path safe = folder.resolve("apart/out");
    Path above = Files.createSymbolicLink(folder.resolve("above"), folder);
    for (Path[] places :
        new Path[][] {
          {in, in}, {in, in.resolve("new/out")}, {in, link}, {in, link.resolve("new")},
          {link, in.resolve("new")}, {in, folder}, {in, above}, {link, folder}
        }) {
      assertThatThrownBy(() -> DeidentFolders.requireApart(places[0], places[1]))
          .as(List.of(places).toString())
          .isInstanceOf(RefusedFile.class)
          .hasMessageContaining("may not lie in");
    }
    for (Path secret : List.of(out.resolve("key"), above.resolve("out/apart/key"))) {
      assertThatThrownBy(() -> DeidentFolders.requireApart(in, out, safe, secret))
          .hasMessageContaining("key and way back");
    }
    DeidentFolders.requireApart(in, out, safe);
    FolderDeidentifier.Summary byLink =
        new FolderDeidentifier(key, DeidentifyTest::vocabulary).run(link, out, safe);
    assertThat(byLink.written()).as("read through the link").isEqualTo(files(in).size());
  }

  @Test
  void text_that_may_be_burned_in_is_not_let_through() throws IOException {
    DicomFile file = DicomFiles.read(files(in).get(0));
    file.dataset().put(DicomTag.BurnedInAnnotation, "YES");
    assertThatThrownBy(() -> new Deidentifier(key, DeidentifyTest::vocabulary).apply(file))
        .hasMessageContaining("burned");
  }

  @Test
  void the_table_in_the_documentation_is_the_one_in_force() throws IOException {
    assertThat(Files.readString(Path.of("../docs/deidentification.md")))
        .contains(DeidentRules.table());
  }

  @Test
  @Tag("peer")
  void dciodvfy_finds_no_error_after_canaries_were_there() throws IOException {
    Peer dciodvfy = Peer.require("dciodvfy");
    plant();
    run(key, out);
    List<Path> written = files(out);
    for (Path file : List.of(written.get(0), written.get(written.size() - 1))) {
      assertThat(dciodvfy.run(file.toString()).output().lines().filter(l -> l.startsWith("Error")))
          .as(file.getFileName().toString())
          .isEmpty();
    }
  }

  @Test
  void bytes_behind_the_pixels_do_not_matter() throws IOException {
    Path first = files(in).get(0);
    Files.write(first, new byte[512], StandardOpenOption.APPEND);
    FolderDeidentifier.Summary summary =
        new FolderDeidentifier(key, DeidentifyTest::vocabulary)
            .run(in, out, out.resolveSibling("back"));
    assertThat(summary.refused()).isEmpty();
    assertThat(summary.written()).isEqualTo(files(in).size());
  }
}
