package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file is a slice or a reason, never an exception. */
class FuzzedFilesTest {
  @TempDir private Path folder;

  @Test
  void a_thousand_mutated_slices_crash_nothing() throws IOException {
    mutate(1_000);
  }

  @Test
  @Tag("long")
  void ten_thousand_mutated_slices_crash_nothing() throws IOException {
    mutate(10_000);
  }

  private void mutate(int count) throws IOException {
    byte[] whole =
        Files.readAllBytes(
            HostileInput.tiny().build().writeTo(folder.resolve("in")).files().get(3));
    Path file = folder.resolve("mutated.dcm");
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < count; i++) {
      Files.write(file, mutated(whole, random));
      SeriesAssembly assembly = new CtSeriesAssembler().assemble(List.of(file));
      int outcomes =
          assembly.accepted().size() + assembly.incomplete().size() + assembly.refused().size();
      assertThat(outcomes).as("mutation %d", i).isEqualTo(1);
      refused += assembly.refused().size();
    }
    assertThat(refused).isPositive();
  }

  /** Some bytes of the header changed, a piece taken out, or the end cut off. */
  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int header = Math.min(1600, bytes.length);
    for (int i = 0; i <= random.nextInt(8); i++) {
      bytes[128 + random.nextInt(header - 128)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) > 0
        ? bytes
        : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }
}
