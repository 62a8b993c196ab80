package org.contourflow.model.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.presence.BodySites.Shown;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.SharedData;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every CT there is, cut along the patient at random and turned as scanners turn it; docs/sites.md
 * has the table. What a CT shows was read off coronal pictures by eye (chests, bellies), or follows
 * from an expert's contours (necks). Between "at least 40 mm of it are in the cut" and "none of it"
 * nothing is asked.
 */
class SiteConfusionTest {
  private static final double THERE_MM = 40;
  private static final double ALL = 1e6;

  /** Where a part certainly is, and beyond which it certainly is not; z in LPS mm. */
  private record Truth(double low, double high, double outerLow, double outerHigh) {
    static final Truth NOWHERE = new Truth(ALL, ALL, ALL, ALL);
    static final Truth NOT_ASKED = new Truth(ALL, ALL, -ALL, ALL);
  }

  private record Ct(String name, CtVolume ct, Map<BodyPart, Truth> truth) {}

  /** How often a part that is there, or is not, was told yes, uncertain, no. */
  private final Map<BodyPart, int[][]> table = new EnumMap<>(BodyPart.class);

  private final Map<BodyPart, TreeSet<String>> patients = new EnumMap<>(BodyPart.class);
  private final List<String> wrong = new ArrayList<>();

  private static Truth between(double low, double high) {
    return new Truth(low, high, low - 40, high + 40);
  }

  private static Map<BodyPart, Truth> truth(Truth neck, Truth chest, Truth belly, Truth pelvis) {
    Map<BodyPart, Truth> out = new EnumMap<>(BodyPart.class);
    out.put(BodyPart.HEAD_AND_NECK, neck);
    out.put(BodyPart.THORAX, chest);
    out.put(BodyPart.ABDOMEN, belly);
    out.put(BodyPart.PELVIS, pelvis);
    return out;
  }

  private static Map<BodyPart, Truth> chest(Truth chest, Truth belly) {
    return truth(Truth.NOWHERE, chest, belly, Truth.NOWHERE);
  }

  private static CtVolume dicom(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new CtSeriesAssembler(GeometryPolicy.MODERATE, MissingUids.DERIVE)
          .assemble(files.filter(Files::isRegularFile).sorted().toList())
          .accepted()
          .get(0)
          .readVolume();
    }
  }

  private static CtVolume nifti(String file) throws IOException {
    return NiftiReader.read(SharedData.require("ts_example/" + file)).toCt();
  }

  private static CtVolume lung(int patient, Path folder) throws IOException {
    return dicom(SharedData.unzip("ibsi_lung_phantom/pat_" + patient + ".zip", folder));
  }

  /** Trunks: read off coronal pictures. Where the apex of a lung is, no picture shows but one. */
  private static List<Ct> trunks(Path tmp) throws IOException {
    Truth none = Truth.NOWHERE;
    return List.of(
        new Ct("lung 1", lung(1, tmp.resolve("1")), chest(between(-60, ALL), between(-ALL, -49))),
        new Ct("lung 2", lung(2, tmp.resolve("2")), chest(between(-ALL, ALL), none)),
        new Ct("lung 3", lung(3, tmp.resolve("3")), chest(between(-ALL, ALL), none)),
        new Ct("lung 4", lung(4, tmp.resolve("4")), chest(between(-510, ALL), between(-ALL, -497))),
        new Ct(
            "pulmonary artery",
            nifti("pulmonary_crop/ct_cropped.nii.gz"),
            chest(between(590, ALL), between(-ALL, 606))),
        new Ct(
            "aorta",
            nifti("aorta_crop/ct_cropped.nii.gz"),
            chest(between(585, ALL), between(-ALL, 605))),
        new Ct(
            "liver",
            dicom(SharedData.unzip("crlm_ge_abdomen/CRLM-CT-1004.zip", tmp.resolve("c"))),
            chest(between(-230, ALL), between(-ALL, -205))),
        new Ct(
            "belly and pelvis",
            nifti("example_ct.nii.gz"),
            truth(none, new Truth(ALL, ALL, 395, ALL), between(280, ALL), between(-ALL, 270))),
        new Ct(
            "belly",
            dicom(SharedData.require("ts_example/example_ct_dicom")),
            chest(none, between(-ALL, ALL))));
  }

  private static double z(VoxelGrid grid, int slice) {
    return grid.toPatient(new VoxelIndex(slice, 0, 0)).zMm();
  }

  private static double lowest(BinaryMask mask) {
    int s = 0;
    while (mask.isSliceEmpty(s)) {
      s++;
    }
    return z(mask.grid(), s);
  }

  private static double highest(BinaryMask mask) {
    int s = mask.grid().slices() - 1;
    while (mask.isSliceEmpty(s)) {
      s--;
    }
    return z(mask.grid(), s);
  }

  /** From larynx or jaw up it is head and neck; a chest cannot begin above the larynx. */
  private static Map<BodyPart, Truth> neck(EvaluationData.Case each) {
    double low = ALL;
    for (String name : List.of("Larynx", "Bone_Mandible", "Parotid_L", "Parotid_R")) {
      BinaryMask mask = each.references().get(name);
      low = mask == null ? low : Math.min(low, lowest(mask));
    }
    Truth head = low == ALL ? Truth.NOT_ASKED : new Truth(low, ALL, low - 120, ALL);
    Truth chest = low == ALL ? Truth.NOT_ASKED : new Truth(ALL, ALL, -ALL, low);
    return truth(head, chest, Truth.NOWHERE, Truth.NOWHERE);
  }

  private void cut(Ct each, int cuts, Random random) {
    VoxelGrid grid = each.ct().grid();
    double step = Math.abs(z(grid, 1) - z(grid, 0));
    int least = Math.min(grid.slices(), (int) Math.ceil(THERE_MM / step) + 1);
    for (int i = 0; i < cuts; i++) {
      int n = least + random.nextInt(grid.slices() - least + 1);
      int first = random.nextInt(grid.slices() - n + 1);
      CtVolume part = ReorientedCt.slices(each.ct(), first, first + n);
      boolean rows = random.nextBoolean();
      boolean columns = random.nextBoolean();
      BodySites seen =
          new SitesByShape().find(ReorientedCt.flipped(part, rows ^ columns, rows, columns));
      double low = Math.min(z(grid, first), z(grid, first + n - 1)) - step / 2;
      double high = Math.max(z(grid, first), z(grid, first + n - 1)) + step / 2;
      for (Site site : seen.sites()) {
        count(each, site, each.truth().get(site.part()), low, high, seen);
      }
    }
  }

  private void count(Ct each, Site site, Truth truth, double low, double high, BodySites seen) {
    boolean there = Math.min(high, truth.high()) - Math.max(low, truth.low()) >= THERE_MM - 5;
    boolean not = Math.min(high, truth.outerHigh()) - Math.max(low, truth.outerLow()) <= 0;
    if (there == not) {
      return;
    }
    int[][] rows = table.computeIfAbsent(site.part(), p -> new int[2][3]);
    rows[there ? 0 : 1][site.shown().ordinal()]++;
    if (there) {
      patients.computeIfAbsent(site.part(), p -> new TreeSet<>()).add(each.name());
    }
    if (site.shown() == (there ? Shown.NO : Shown.YES)) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "%s, z %.0f to %.0f, %s %s: %s (%.1f)",
              each.name(),
              low,
              high,
              site.part(),
              there ? "is there" : "is not",
              seen.describe(),
              site.evidence()));
    }
  }

  private void print(String title) {
    System.out.println(title);
    System.out.printf("%-14s %8s %6s %6s %6s%n", "part", "patients", "yes", "unsure", "no");
    table.forEach(
        (part, rows) -> {
          int n = patients.getOrDefault(part, new TreeSet<>()).size();
          System.out.printf(
              "%-14s %8d %6d %6d %6d   in the cut%n", part, n, rows[0][0], rows[0][1], rows[0][2]);
          System.out.printf(
              "%-14s %8s %6d %6d %6d   not in it%n", "", "", rows[1][0], rows[1][1], rows[1][2]);
        });
    wrong.forEach(System.out::println);
  }

  /** Of cuts in which a part is, or is not: the share told the contrary. */
  private double wrongShare() {
    int asked = 0;
    for (int[][] rows : table.values()) {
      for (int[] row : rows) {
        asked += row[0] + row[1] + row[2];
      }
    }
    return wrong.size() / (double) asked;
  }

  @Test
  @Tag("long")
  void trunks_cut_at_random(@TempDir Path tmp) throws IOException {
    Random random = new Random(20261129);
    for (Ct each : trunks(tmp)) {
      cut(each, 60, random);
    }
    print("trunks, 60 cuts of each");
    assertThat(wrongShare()).isLessThan(0.02);
  }

  @Test
  @Tag("proof")
  void necks_cut_at_random() throws IOException {
    Random random = new Random(20261129);
    EvaluationData data =
        new EvaluationData(new NiftiCases(SharedData.require("openkbp_hn")), null);
    for (String id : data.ids()) {
      EvaluationData.Case each = data.read(id);
      cut(new Ct(id, each.ct(), neck(each)), 4, random);
    }
    print("necks, 4 cuts of each");
    assertThat(wrongShare()).isLessThan(0.02);
  }

  /** Of these seven an oncologist contoured the lungs too. */
  @Test
  @Tag("long")
  void necks_with_lungs_cut_at_random() throws IOException {
    Random random = new Random(20261129);
    Path folder = SharedData.require("openkbp_expert");
    EvaluationData data = new EvaluationData(new NiftiCases(folder), null);
    for (String id : data.ids()) {
      EvaluationData.Case each = data.read(id);
      NiftiImage expert = NiftiReader.read(folder.resolve("expert/" + id + ".nii.gz"));
      Map<BodyPart, Truth> truth = neck(each);
      BinaryMask left = expert.maskOfBit(8);
      BinaryMask right = expert.maskOfBit(9);
      // Where the expert drew no lungs, none of ours is right or wrong.
      boolean drawn = !left.isEmpty() && !right.isEmpty();
      double top = drawn ? Math.min(highest(left), highest(right)) : 0;
      truth.put(BodyPart.THORAX, drawn ? new Truth(-ALL, top - 20, -ALL, top) : Truth.NOT_ASKED);
      cut(new Ct(id, each.ct(), truth), 40, random);
    }
    print("necks with lungs, 40 cuts of each");
    assertThat(wrongShare()).isLessThan(0.02);
  }

  @Test
  @Tag("long")
  void a_planning_ct_of_a_head_and_neck_and_a_phantom(@TempDir Path tmp) throws IOException {
    Random random = new Random(20261129);
    CtVolume ct = dicom(SharedData.unzip("cerr_hn_picker/pt_1.zip", tmp));
    Truth neck = new Truth(-240, ALL, -ALL, ALL);
    Truth chest = new Truth(ALL, ALL, -ALL, -240);
    cut(new Ct("cerr", ct, truth(neck, chest, Truth.NOWHERE, Truth.NOWHERE)), 30, random);
    Ct body =
        new Ct(
            "phantom",
            WholeBody.ct(PatientPosition.HFS),
            truth(
                between(20, WholeBody.VERTEX),
                between(WholeBody.DOME, WholeBody.LUNG_TOP),
                between(WholeBody.CREST, WholeBody.LUNG_END),
                between(WholeBody.SITTING_BONES, WholeBody.CREST)));
    cut(body, 30, random);
    print("a planning CT and a phantom, 30 cuts of each");
    assertThat(wrongShare()).isLessThan(0.02);
  }
}
