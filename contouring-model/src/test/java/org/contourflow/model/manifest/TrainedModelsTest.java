package org.contourflow.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are kept beside their training files ({@code train/models}) and are not shipped. */
class TrainedModelsTest {
  private static final Path KEPT = Path.of("train/models");
  private static final long LARGEST = 20_000_000;

  @Test
  void each_can_be_used_and_is_whole() throws IOException {
    ModelRegistry kept = ModelRegistry.open(KEPT);
    assertThat(kept.rejected()).isEmpty();
    assertThat(kept.models()).isNotEmpty();
    for (RegisteredModel model : kept.models()) {
      ModelManifest manifest = model.manifest();
      for (List<HashedFile> files :
          List.of(manifest.weights(), manifest.golden().inputs(), manifest.golden().outputs())) {
        for (HashedFile file : files) {
          assertThat(model.read(file)).as(file.name()).isNotEmpty();
        }
      }
      assertThat(manifest.about().clinicalUse()).isFalse();
      assertThat(model.folder().resolve("lineage.json")).isRegularFile();
      assertThat(model.folder().resolve("card.txt")).isRegularFile();
    }
  }

  @Test
  void they_take_little_room_and_name_no_folder_of_a_machine() throws IOException {
    long bytes = 0;
    for (Path file : files(KEPT)) {
      bytes += Files.size(file);
      if (file.toString().matches(".*[.](yaml|txt|json)")) {
        assertThat(Files.readString(file))
            .as("%s", file)
            .doesNotContainPattern("[\" ](/|[A-Z]:)\\w");
      }
    }
    assertThat(bytes).isLessThan(LARGEST);
  }

  @Test
  void beside_the_shipped_ones_they_are_taken_by_version_only(@TempDir Path models)
      throws IOException {
    ShippedModels.installInto(models);
    List<RegisteredModel> shipped = ModelRegistry.open(models).models();
    for (Path file : files(KEPT)) {
      Path to = models.resolve(KEPT.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
    ModelRegistry both = ModelRegistry.open(models);
    for (RegisteredModel each : shipped) {
      assertThat(both.require(each.identity().id()).identity()).isEqualTo(each.identity());
    }
    for (RegisteredModel each : ModelRegistry.open(KEPT).models()) {
      String name = each.identity().id() + "/" + each.identity().version();
      assertThat(both.require(name).identity()).isEqualTo(each.identity());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
