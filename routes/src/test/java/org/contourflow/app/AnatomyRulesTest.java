package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.testdata.AtOnce;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose rules go by what the CT shows; what the headers say is wrong on purpose. */
class AnatomyRulesTest {
  private static final String RULES =
      """
      protocols:
        - {name: chest, models: [hu-anatomy], structures: [Lung_L, Lung_R]}
        - {name: head, models: [hu-anatomy], structures: [External, Bone]}
      rules:
        - {name: chest shown, when: {anatomy: thorax, from: 100}, protocols: [chest]}
        - {name: head shown, when: {anatomy: head-and-neck, from: 60}, protocols: [head]}
      """;

  @TempDir private Path root;

  private Settings settings() throws Exception {
    Files.writeString(root.resolve("rules.yaml"), RULES);
    return SettingsReader.read(
        Files.writeString(
            root.resolve("contourflow.yaml"),
            """
            home: home
            rules: rules.yaml
            inbox: {stableSeconds: 1}
            listener: {port: 0, bind: 127.0.0.1}
            assembly: {quietSeconds: 2, incompleteSeconds: 60}
            export: {fileName: "{Protocol}-{ShortUID}.dcm"}
            """));
  }

  private static CaseRecord delivered(Daemon daemon, PhantomSeries series) throws Exception {
    Eventually.holds(
        "the series is contoured and delivered",
        () ->
            daemon.cases().ofSeries(series.uids().series()).stream()
                .anyMatch(c -> c.state() == CaseState.DELIVERED));
    List<CaseRecord> cases = daemon.cases().ofSeries(series.uids().series());
    assertThat(cases).hasSize(1);
    return cases.get(0);
  }

  private static Path one(Daemon daemon, String protocol) throws Exception {
    try (Stream<Path> files = Files.list(daemon.home().export())) {
      List<Path> found =
          files.filter(f -> f.getFileName().toString().startsWith(protocol + "-")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  private static List<String> structures(Daemon daemon, String protocol) throws Exception {
    return StructureSetReader.read(one(daemon, protocol)).rois().stream()
        .map(ReadRoi::name)
        .toList();
  }

  @Test
  void each_series_gets_the_protocol_of_what_it_shows_however_the_patient_lies() throws Exception {
    Settings settings = settings();
    PhantomSeries chest =
        Phantom.small().seriesDescription("Head and neck").build().writeTo(root.resolve("chest"));
    PhantomSeries head =
        Phantom.smallHeadNeck()
            .seed(5)
            .position(PatientPosition.FFP)
            .seriesDescription("Thorax")
            .build()
            .writeTo(root.resolve("head"));
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      AtOnce.drop(chest.files(), daemon.home().inbox());
      AtOnce.drop(head.files(), daemon.home().inbox());
      assertThat(delivered(daemon, chest).protocol()).isEqualTo("chest");
      assertThat(delivered(daemon, head).protocol()).isEqualTo("head");
      assertThat(structures(daemon, "chest")).containsExactly("Lung_L", "Lung_R");
      assertThat(structures(daemon, "head")).containsExactly("External", "Bone");
    }
  }
}
