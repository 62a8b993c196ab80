package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.metrics.Dice;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.presence.OrganFacts;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Peer.Result;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that a hospital brings, from its published weights to contours: exported, its golden
 * pair checked, run on the abdomens there are and refused on the rest. One of its four folds.
 */
@Tag("peer")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObeliskPeerTest {
  private static final Map<String, Integer> LABELS =
      Map.of("Spleen", 1, "Kidney_L", 3, "Gallbladder", 4, "Liver", 5, "Stomach", 6);

  private Segmenter model;

  @BeforeAll
  void export(@TempDir Path folder) throws Exception {
    Path weights = SharedData.require("pretrained_obelisk/allconvunet_tcia_fold1.pth");
    Path out = folder.resolve("models/obelisk-abdomen/1.0.0");
    Result result =
        Peer.requireFrameworks("yaml")
            .runIn(Path.of("export"), "obelisk.py", weights.toString(), out.toString());
    assertThat(result.exit()).as(result.output()).isZero();
    model =
        Segmenters.load(
            new RegisteredModel(
                out, ManifestReader.parse(Files.readString(out.resolve("model.yaml")))));
    assertThat(model.service().get(0).outOfService()).isEmpty();
  }

  @AfterAll
  void close() {
    if (model != null) {
      model.close();
    }
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

  private Completed contour(CtVolume ct) {
    SegmentationOutcome outcome = model.segment(ct, SegmentationListener.NONE);
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  private static Map<String, SegmentedStructure> byName(Completed out) {
    Map<String, SegmentedStructure> named = new LinkedHashMap<>();
    out.structures().forEach(s -> named.put(s.definition().name(), s));
    return named;
  }

  private static double x(SegmentedStructure s) {
    return OrganFacts.of(s.mask(), Anchor.CENTROID).place().xMm();
  }

  @Test
  void a_portal_venous_abdomen_feet_first_is_contoured_on_the_right_sides(@TempDir Path tmp)
      throws IOException {
    CtVolume ct = dicom(SharedData.unzip("crlm_ge_abdomen/CRLM-CT-1004.zip", tmp));
    Completed out = contour(ct);
    Map<String, SegmentedStructure> organs = byName(out);
    assertThat(organs.values())
        .allSatisfy(s -> assertThat(s.presence()).as(s.toString()).isEqualTo(Presence.PRESENT));
    assertThat(organs.get("Liver").mask().volumeMm3(1) / 1000).isBetween(1100.0, 1400.0);
    assertThat(organs.get("Spleen").mask().volumeMm3(1) / 1000).isBetween(150.0, 230.0);
    assertThat(organs.get("Kidney_L").mask().volumeMm3(1) / 1000).isBetween(110.0, 170.0);
    // LPS: x grows to the patient's left.
    assertThat(x(organs.get("Spleen"))).isGreaterThan(x(organs.get("Stomach")));
    assertThat(x(organs.get("Kidney_L"))).isGreaterThan(x(organs.get("Liver")) + 80);
    assertThat(x(organs.get("Gallbladder"))).isLessThan(x(organs.get("Kidney_L")) - 60);
    assertThat(out.notes()).noneMatch(n -> n.contains("the model got"));
  }

  @Test
  void without_contrast_medium_the_organs_are_uncertain_and_what_is_missing_is_named()
      throws IOException {
    CtVolume ct = NiftiReader.read(SharedData.require("ts_example/example_ct.nii.gz")).toCt();
    NiftiImage labels =
        NiftiReader.read(SharedData.require("ts_example/example_seg_fast_force_split.nii.gz"));
    Completed out = contour(ct);
    Map<String, SegmentedStructure> organs = byName(out);
    LABELS.forEach(
        (name, label) ->
            System.out.printf(
                "%-12s Dice %.2f%n", name, Dice.of(labels.maskOf(label), organs.get(name).mask())));
    assertThat(Dice.of(labels.maskOf(5), organs.get("Liver").mask())).isGreaterThan(0.85);
    assertThat(organs.get("Liver").presence()).isEqualTo(Presence.UNCERTAIN);
    assertThat(organs.get("Spleen").presence()).isEqualTo(Presence.UNCERTAIN);
    assertThat(out.notes())
        .anyMatch(n -> n.startsWith("Liver is uncertain") && n.contains("contrast phase"))
        .anyMatch(n -> n.startsWith("Pancreas is absent"));
    // The pelvis, which the network never saw, is not shown to it.
    for (int s = 0; ct.grid().toPatient(new VoxelIndex(s, 0, 0)).zMm() < 265; s++) {
      int slice = s;
      assertThat(organs.values()).allMatch(o -> o.mask().isSliceEmpty(slice));
    }
    assertThat(out.notes()).noneMatch(n -> n.contains("the model got"));
  }

  @Test
  void other_sites_and_a_slab_are_refused(@TempDir Path tmp) throws IOException {
    Map<String, CtVolume> others =
        Map.of(
            "no abdomen", dicom(SharedData.unzip("cerr_hn_picker/pt_1.zip", tmp.resolve("a"))),
            "abdomen, 3", dicom(SharedData.unzip("ibsi_lung_phantom/pat_4.zip", tmp.resolve("b"))),
            "abdomen, 40 mm", dicom(SharedData.require("ts_example/example_ct_dicom")));
    others.forEach(
        (why, ct) ->
            assertThat(model.segment(ct, SegmentationListener.NONE))
                .isInstanceOfSatisfying(
                    Refused.class,
                    r -> {
                      assertThat(r.code()).isEqualTo(RefusalCode.BODY_PART_NOT_SHOWN);
                      assertThat(r.where()).contains(why);
                    }));
  }
}
