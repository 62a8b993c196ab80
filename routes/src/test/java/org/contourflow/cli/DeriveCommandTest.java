package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.contourflow.contour.MaskTracer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.rtstruct.check.CheckRule;
import org.contourflow.rtstruct.check.Finding;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.rtstruct.write.StructureSetAppender.Policy;
import org.contourflow.rtstruct.write.StructureSetAppender.TakenName;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * {@code contourflow derive} on a sphere: volumes against the analytic ones. Margins start at the
 * outermost centres, a quarter of a voxel inside the sphere on the whole: 4 % here.
 */
class DeriveCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String keys = "# no more keys";

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
    // The column of voxels on the middle is the right half's: half a voxel of 1.5 mm less here.
    double column = 0.75 * Math.PI * 20 * 20 / 1000;
    assertThat(cc(ct, made, "zHalf"))
        .isCloseTo(ball(20) / 2 - column, Percentage.withPercentage(3));
    assertThat(run("check", made.toString(), "--ct", ct.toString())).as(out.toString()).isZero();
  }

  private Path phantom() {
    Path ct = folder.resolve("ct");
    run("phantom", "--kind", "small", "--out", ct.toString());
    return ct;
  }

  private Path rules() throws Exception {
    return Files.writeString(
        folder.resolve("q.yaml"),
        """
        protocols:
          - name: p
            %s
            models: [hu-anatomy]
            derived: |
              zRing  = ring(PTV*, 5 mm, 20 mm)
              PTV_60x = expand(PTV*, 10 mm)
        rules: [{name: all, protocols: [p]}]
        """
            .formatted(keys));
  }

  @Test
  void appending_leaves_theirs_as_it_was_and_names_it_as_predecessor() throws Exception {
    Path ct = phantom();
    Path theirs = sphere(ct, 40);
    Path both = folder.resolve("both.dcm");
    assertThat(append(ct, theirs, both)).as(err.toString()).isZero();
    DicomDataset before = DicomFiles.read(theirs).dataset();
    DicomDataset after = DicomFiles.read(both).dataset();
    assertTheirsIsKept(before, after, 2);
    assertThat(after.items(DicomTag.StructureSetROISequence))
        .extracting(item -> item.integer(DicomTag.ROINumber).orElseThrow())
        .containsExactly(1, 2, 3);
    assertThat(after.text(DicomTag.StructureSetDescription))
        .as("which protocol it was made by")
        .matches("Protocol sha256:[0-9a-f]{64}");
    assertThat(run("check", both.toString(), "--ct", ct.toString())).as(out.toString()).isZero();
  }

  @Test
  void an_approved_or_foreign_set_is_refused() throws Exception {
    Path ct = phantom();
    DicomFile theirs = DicomFiles.read(sphere(ct, 40));
    DicomDataset approved = theirs.dataset().copy().put(DicomTag.ApprovalStatus, "APPROVED");
    assertThat(append(ct, approved)).contains("APPROVED");
    DicomDataset moved = theirs.dataset().copy();
    moved
        .items(DicomTag.StructureSetROISequence)
        .get(0)
        .put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3");
    assertThat(append(ct, moved)).contains("another frame of reference");
    DicomDataset other = theirs.dataset().copy();
    other
        .firstItem(
            DicomTag.ReferencedFrameOfReferenceSequence,
            DicomTag.RTReferencedStudySequence,
            DicomTag.RTReferencedSeriesSequence)
        .orElseThrow()
        .put(DicomTag.SeriesInstanceUID, "1.2.4");
    assertThat(append(ct, other)).contains("another series");
  }

  @Test
  void the_protocol_says_what_becomes_of_taken_names_and_of_approved_sets() throws Exception {
    Path ct = phantom();
    DicomFile theirs = DicomFiles.read(sphere(ct, 40));
    DicomDataset taken = theirs.dataset().copy().put(DicomTag.StructureSetDescription, "by hand");
    taken.items(DicomTag.StructureSetROISequence).get(0).put(DicomTag.ROIName, "PTV_60X");
    keys = "append: refuse";
    assertThat(append(ct, taken))
        .containsIgnoringCase("PTV_60x")
        .contains("has a structure of this name");
    keys = "append: suffix\n    append-approved: true";
    DicomDataset approved = theirs.dataset().copy().put(DicomTag.ApprovalStatus, "APPROVED");
    approved.put(DicomTag.StructureSetDescription, "by hand");
    Path file = folder.resolve("approved.dcm");
    DicomFiles.write(file, approved, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    Path both = folder.resolve("both.dcm");
    assertThat(append(ct, file, both)).as(err.toString()).isZero();
    DicomDataset after = DicomFiles.read(both).dataset();
    assertThat(after.text(DicomTag.ApprovalStatus)).isEqualTo("UNAPPROVED");
    assertThat(after.text(DicomTag.StructureSetDescription))
        .startsWith("by hand; Protocol sha256:");
  }

  @Test
  void a_long_description_of_theirs_gives_way_to_ours_and_both_makers_are_named() throws Exception {
    Path ct = phantom();
    DicomDataset theirs = DicomFiles.read(sphere(ct, 40)).dataset().copy();
    theirs.put(DicomTag.StructureSetDescription, "by hand, " + "and long ".repeat(112) + "end");
    int makers = theirs.items(DicomTag.ContributingEquipmentSequence).size();
    Path file = folder.resolve("long.dcm");
    DicomFiles.write(file, theirs, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    Path both = folder.resolve("both.dcm");
    assertThat(append(ct, file, both)).as(err.toString()).isZero();
    DicomDataset after = DicomFiles.read(both).dataset();
    assertThat(after.text(DicomTag.StructureSetDescription))
        .matches(
            "by hand, .* \\.\\.\\. \\(whole in the predecessor\\); Protocol sha256:[0-9a-f]{64}")
        .hasSizeLessThanOrEqualTo(1024);
    assertThat(after.items(DicomTag.ContributingEquipmentSequence)).hasSize(makers + 1);
    assertThat(after.text(DicomTag.SeriesDescription)).contains("Contourflow");
    assertThat(run("check", both.toString(), "--ct", ct.toString())).as(out.toString()).isZero();
  }

  private int append(Path ct, Path theirs, Path out) throws Exception {
    return run(
        "derive",
        "--append",
        "--ct",
        ct.toString(),
        "--rtstruct",
        theirs.toString(),
        "--protocol",
        rules().toString(),
        "--out",
        out.toString());
  }

  /** What the command says when it refuses. */
  private String append(Path ct, DicomDataset theirs) throws Exception {
    Path file = folder.resolve("refused.dcm");
    DicomFiles.write(file, theirs, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    Path to = folder.resolve("never.dcm");
    assertThat(append(ct, file, to)).isEqualTo(1);
    assertThat(to).doesNotExist();
    return err.toString();
  }

  /**
   * Sets of several systems, told to be of the phantom's series; CERR's on its own CT. Nothing but
   * the reference is changed, and private data added where real sets have them. Prints the table of
   * docs/protocols.md.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtstruct_zoo/dicompyler_breast/rtss.dcm",
        "rtstruct_zoo/plastimatch/000000.dcm",
        "rtstruct_zoo/pydicom/rtstruct.dcm",
        "ibsi_lung_phantom/pat_1.zip",
        "../cases/rt/onko_prostate_1mm_on_2mm_ct/rs.dcm"
      })
  void sets_of_several_systems_are_kept_item_by_item(String name) throws Exception {
    boolean ownCt = name.endsWith(".zip");
    Path ct = ownCt ? SharedData.unzip(name, folder.resolve("zip")).resolve("pat_1") : phantom();
    Path file = ownCt ? ct.resolve("DCM_RS_00060.dcm") : SharedData.require(name);
    ReferencedSeries series = CheckCommand.load(ct, Optional.empty(), new PrintWriter(err));
    DicomFile read = DicomFiles.read(file);
    DicomDataset theirs = read.dataset().copy();
    if (!ownCt) {
      References.retell(theirs, series);
    }
    addPrivate(theirs);
    addPrivate(theirs.items(DicomTag.StructureSetROISequence).get(0));
    Path before = folder.resolve("before.dcm");
    DicomFiles.write(before, theirs, read.transferSyntaxUid());
    StructureSetOutcome outcome =
        new StructureSetAppender(theirs, read.transferSyntaxUid(), series)
            .append(ours(series), DestinationProfile.GENERIC, new Policy(false, TakenName.SUFFIX));
    assertThat(outcome).isInstanceOf(Completed.class);
    Path both = folder.resolve("both.dcm");
    ((Completed) outcome).writeTo(both);
    assertTheirsIsKept(theirs, DicomFiles.read(both).dataset(), 1);
    List<Integer> numbers = numbers(DicomFiles.read(both).dataset());
    assertThat(numbers).doesNotHaveDuplicates().endsWith(Collections.max(numbers(theirs)) + 1);
    List<Finding> own = StructureSetFileCheck.check(before, Optional.of(series));
    List<Finding> after = StructureSetFileCheck.check(both, Optional.of(series));
    List<Finding> fresh =
        after.stream()
            .filter(f -> f.severity() == CheckRule.Severity.ERROR)
            .filter(f -> own.stream().noneMatch(f::saysTheSameAs))
            .toList();
    assertThat(fresh).as("check finds no error that theirs had not").isEmpty();
    Set<String> told = dciodvfy(before);
    Set<String> toldAfter = dciodvfy(both);
    assertThat(told).as("nor does dciodvfy").containsAll(toldAfter);
    System.out.printf(
        "| %s | %d | %d | %d, %d | %d, %d, %d |%n",
        name,
        numbers.size() - 1,
        numbers.get(numbers.size() - 1),
        told.size(),
        toldAfter.size(),
        own.size(),
        after.size(),
        fresh.size());
  }

  private static void addPrivate(DicomDataset item) {
    item.put(0x00990010, DicomVr.LO, "SOMEBODY");
    item.put(0x00991001, DicomVr.LO, "kept");
  }

  private static List<Integer> numbers(DicomDataset set) {
    return set.items(DicomTag.StructureSetROISequence).stream()
        .map(roi -> roi.integer(DicomTag.ROINumber).orElseThrow())
        .toList();
  }

  /** Different lines of errors. */
  private static Set<String> dciodvfy(Path set) {
    return Peer.require("dciodvfy")
        .run(set.toString())
        .output()
        .lines()
        .filter(line -> line.startsWith("Error"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static StructureSetContent ours(ReferencedSeries series) {
    BinaryMask box =
        BinaryMask.of(
            series.grid(), (s, r, c) -> s > 5 && s < 9 && r > 20 && r < 30 && c > 20 && c < 40);
    Roi roi =
        new Roi(
            "Heart",
            RoiType.ORGAN,
            new RoiColour(255, 0, 0),
            Optional.empty(),
            RoiGeneration.AUTOMATIC,
            Optional.empty(),
            "",
            "",
            MaskTracer.trace(box));
    return StructureSetContent.of("BOTH", "both", LocalDateTime.of(2026, 1, 1, 8, 0), List.of(roi));
  }

  /** Gives a set of another CT this one's frame and series. */
  private static final class References {
    static void retell(DicomDataset theirs, ReferencedSeries series) {
      if (theirs.items(DicomTag.ReferencedFrameOfReferenceSequence).isEmpty()) {
        ofThisCt(theirs, series.images().get(0).sopInstanceUid());
      }
      for (DicomDataset roi : theirs.items(DicomTag.StructureSetROISequence)) {
        roi.put(DicomTag.ReferencedFrameOfReferenceUID, series.frameOfReferenceUid());
      }
      DicomDataset frame =
          theirs
              .firstItem(DicomTag.ReferencedFrameOfReferenceSequence)
              .orElseGet(() -> theirs.addItem(DicomTag.ReferencedFrameOfReferenceSequence));
      frame.put(DicomTag.FrameOfReferenceUID, series.frameOfReferenceUid());
      DicomDataset study =
          frame
              .firstItem(DicomTag.RTReferencedStudySequence)
              .orElseGet(() -> frame.addItem(DicomTag.RTReferencedStudySequence));
      study
          .firstItem(DicomTag.RTReferencedSeriesSequence)
          .orElseGet(() -> study.addItem(DicomTag.RTReferencedSeriesSequence))
          .put(DicomTag.SeriesInstanceUID, series.seriesInstanceUid());
    }
  }

  private static void ofThisCt(DicomDataset theirs, String image) {
    theirs.items(DicomTag.ROIContourSequence).stream()
        .flatMap(roi -> roi.items(DicomTag.ContourSequence).stream())
        .flatMap(contour -> contour.items(DicomTag.ContourImageSequence).stream())
        .forEach(item -> item.put(DicomTag.ReferencedSOPInstanceUID, image));
  }

  private static void assertTheirsIsKept(DicomDataset before, DicomDataset after, int added) {
    for (int sequence :
        List.of(
            DicomTag.StructureSetROISequence,
            DicomTag.ROIContourSequence,
            DicomTag.RTROIObservationsSequence)) {
      List<DicomDataset> theirs = before.items(sequence);
      List<DicomDataset> both = after.items(sequence);
      assertThat(both).hasSize(theirs.size() + added);
      for (int i = 0; i < theirs.size(); i++) {
        assertThat(bytes(both.get(i))).isEqualTo(bytes(theirs.get(i)));
      }
    }
    assertThat(after.text(DicomTag.ApprovalStatus)).isEqualTo("UNAPPROVED");
    assertThat(after.text(DicomTag.SOPInstanceUID))
        .isNotEqualTo(before.text(DicomTag.SOPInstanceUID));
    assertThat(
            after
                .firstItem(DicomTag.PredecessorStructureSetSequence)
                .orElseThrow()
                .text(DicomTag.ReferencedSOPInstanceUID))
        .isEqualTo(before.text(DicomTag.SOPInstanceUID));
    for (int tag : before.tags()) {
      if ((tag >>> 16) % 2 == 1) {
        assertThat(after.bytes(tag).orElseThrow()).isEqualTo(before.bytes(tag).orElseThrow());
      }
    }
  }

  private static byte[] bytes(DicomDataset item) {
    return DicomFiles.toPart10(
        item.copy().put(DicomTag.SOPClassUID, "1.2").put(DicomTag.SOPInstanceUID, "1.3"),
        DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
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
