package org.contourflow.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a killed process was writing. */
class LeftoversTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  private Path file(String name, Instant written) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {1});
    Files.setLastModifiedTime(file, FileTime.from(written));
    return file;
  }

  @Test
  void only_old_files_of_our_own_names_go_and_only_where_they_are_looked_for() throws IOException {
    String ours = "." + UUID.randomUUID() + ".part";
    Path old = file(ours, NOW.minusSeconds(1));
    Path young = file("." + UUID.randomUUID() + ".part", NOW.plusSeconds(1));
    Path others = file("plan.dcm.part", NOW.minusSeconds(1));
    Path alike = file(UUID.randomUUID() + ".part", NOW.minusSeconds(1));
    Path below = file("masks/" + ours, NOW.minusSeconds(1));
    assertThat(Leftovers.clear(folder, NOW)).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(new Path[] {young, others, alike, below}).allMatch(Files::exists);
    assertThat(Leftovers.clearBelow(folder, NOW)).isEqualTo(1);
    assertThat(below).doesNotExist();
    assertThat(new Path[] {young, others, alike}).allMatch(Files::exists);
  }

  @Test
  void a_folder_that_is_not_there_has_none() {
    assertThat(Leftovers.clear(folder.resolve("x"), NOW)).isZero();
    assertThat(Leftovers.clearBelow(folder.resolve("x"), NOW)).isZero();
  }
}
