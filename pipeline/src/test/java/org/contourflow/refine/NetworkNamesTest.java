package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.LineageRegister.Descendant;
import org.contourflow.consent.TeachingRun;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ShippedModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clean ancestor is called by its name where a folder knows it. */
class NetworkNamesTest {
  @TempDir Path folder;
  private Path candidate;

  @BeforeEach
  void aRefinedModel() throws IOException {
    candidate = Files.createDirectories(folder.resolve("candidate/head-neck/0.5.0-our"));
    refinedFrom("aa");
  }

  private void refinedFrom(String parent) throws IOException {
    new Lineage(
            "head-neck/0.4.0",
            parent,
            "set",
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            "",
            1,
            2,
            "v",
            null,
            null)
        .write(candidate.resolve("lineage.json"));
  }

  private static NetworkNames names(Path... folders) {
    return new NetworkNames(
        java.util.Arrays.stream(folders).map(f -> new Descendant("x", "n", f.toString())).toList());
  }

  @Test
  void a_refined_models_parent_is_told_by_its_lineage() {
    assertThat(names(candidate).of("aa")).contains("head-neck/0.4.0");
    assertThat(names(candidate).describe("aa")).isEqualTo("head-neck/0.4.0, SHA-256 aa");
  }

  @Test
  void the_version_beside_it_is_told_by_its_manifest() throws IOException {
    Path models = folder.resolve("models");
    ShippedModels.installInto(models);
    Path shipped = models.resolve("hu-anatomy/1.0.0");
    assertThat(
            names(models.resolve("hu-anatomy/1.1.0"))
                .of(Sha256.of(shipped.resolve("hu_anatomy.pt"))))
        .contains("hu-anatomy/1.0.0");
  }

  @Test
  void what_no_folder_knows_and_what_is_broken_or_gone_has_its_sha_alone() throws IOException {
    Files.writeString(candidate.resolve("lineage.json"), "{");
    Files.writeString(candidate.resolve("model.yaml"), "id: [");
    NetworkNames names =
        new NetworkNames(
            List.of(
                new Descendant("x", "loose", ""),
                new Descendant("y", "gone", folder.resolve("nowhere/1").toString()),
                new Descendant("z", "broken", candidate.toString())));
    assertThat(names.of("aa")).isEmpty();
    assertThat(names.describe("aa")).isEqualTo("SHA-256 aa");
  }

  @Test
  void a_run_that_is_refused_for_its_network_names_the_clean_one() throws IOException {
    ConsentFolder consent = ConsentFolder.open(folder.resolve("consent"), Clock.systemUTC());
    String parent = "ab".repeat(32);
    refinedFrom(parent);
    Path network = Files.writeString(folder.resolve("last.pt"), "weights");
    String sha = Sha256.of(network);
    String nobody = "c".repeat(64); // No consent of this patient is in the log.
    String run = consent.lineage().started(folder, Set.of(parent), Map.of("case1", nobody), "head");
    consent.lineage().produced(run, sha, "last.pt", Optional.empty());
    consent.lineage().produced(sha, "ef".repeat(32), "packed", Optional.of(candidate));
    assertThatThrownBy(
            () -> new TeachingRun(consent, NetworkNames::describe).requireClean(network, List.of()))
        .hasMessageContaining("start from the network head-neck/0.4.0, SHA-256 " + parent);
  }
}
