package org.contourflow.model.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that cannot be used is told with the reason, wherever it is asked for. */
class ModelRegistryRequireTest {
  private static final String ID = "hu-anatomy";

  @TempDir Path folder;

  @BeforeEach
  void models() throws IOException {
    ShippedModels.installInto(folder);
  }

  private void assertRefused(String name, String... why) {
    assertThatThrownBy(() -> ModelRegistry.open(folder).require(name))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no usable model " + name)
        .hasMessageContainingAll(why);
  }

  @Test
  void one_that_is_there_is_found() throws IOException {
    assertThat(ModelRegistry.open(folder).require(ID).identity().id()).isEqualTo(ID);
  }

  @Test
  void one_out_of_service_is_told_with_its_words() throws IOException {
    Files.writeString(folder.resolve(ID + "/1.0.0/out-of-service.txt"), "A teacher withdrew.\n");
    assertRefused(ID, "hu-anatomy/1.0.0 is not usable: out-of-service.txt: A teacher withdrew.");
    assertRefused(ID + "/1.0.0", "A teacher withdrew.");
  }

  @Test
  void words_in_another_encoding_keep_it_out_and_the_others_in() throws IOException {
    byte[] latin1 = "Zurückgezogen.".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve(ID + "/1.0.0/out-of-service.txt"), latin1);
    assertRefused(ID, "hu-anatomy/1.0.0 is not usable: out-of-service.txt: Zur");
  }

  @Test
  void a_manifest_that_is_wrong_is_told_by_its_key() throws IOException {
    Path manifest = folder.resolve(ID + "/1.0.0/model.yaml");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst("title: .*", ""));
    assertRefused(ID, "hu-anatomy/1.0.0 is not usable: title: is missing");
  }

  @Test
  void a_version_in_service_that_is_not_there_is_named() throws IOException {
    Files.writeString(folder.resolve(ID + "/champion.txt"), "9.9\n");
    assertRefused(ID, "in service is version 9.9 (champion.txt)");
  }

  @Test
  void of_an_unknown_one_the_list_is_pointed_to() {
    assertRefused("nobody", "contourflow model list");
  }
}
