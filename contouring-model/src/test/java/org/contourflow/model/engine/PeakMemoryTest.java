package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.model.array.CtBox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The peak that is stated before a run is the peak of the whole process, measured. */
@Tag("long")
class PeakMemoryTest {
  private static final long MOST_MB = 4096;

  @Test
  void twenty_five_classes_of_a_ct_of_400_slices_keep_to_the_stated_peak_within_4_gb()
      throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read from /proc");
    MemoryEstimate stated =
        MemoryEstimate.of(
            PeakMemory.model().manifest(), PeakMemory.GRID, CtBox.whole(PeakMemory.GRID));
    String printed = run(stated.recommendedHeapMb());
    System.out.println(stated + System.lineSeparator() + printed);
    assertThat(number(printed, "structures")).isGreaterThan(2);
    assertThat(number(printed, "tiles")).isGreaterThan(100);
    assertThat(stated.peakBytes() >> 20).isLessThanOrEqualTo(MOST_MB);
    assertThat(number(printed, "peakKb") / 1024)
        .isLessThanOrEqualTo(stated.peakBytes() >> 20)
        .isGreaterThan((stated.peakBytes() >> 20) / 2);
  }

  private static long number(String printed, String name) {
    Matcher matcher = Pattern.compile(name + " (\\d+)").matcher(printed);
    assertThat(matcher.find()).as("%s in: %s", name, printed).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** In the launcher's environment, as the product runs. */
  private static String run(long heapMb) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMb + "m",
                "-cp",
                System.getProperty("java.class.path"),
                PeakMemory.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "33554432");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "100000000000");
    builder.environment().put("MALLOC_TOP_PAD_", "67108864");
    builder.environment().put("THP_MEM_ALLOC_ENABLE", "1");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
