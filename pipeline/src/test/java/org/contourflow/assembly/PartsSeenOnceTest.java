package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.contourflow.model.presence.SitesByShape;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A waiting series is judged again and again; its voxels are not read again. */
class PartsSeenOnceTest {
  @Test
  void the_same_slices_are_read_once_and_a_longer_series_again(@TempDir Path folder)
      throws IOException {
    HostileInput.tiny().build().writeTo(folder);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    CtSeries whole = new CtSeriesAssembler().assemble(files).accepted().get(0);
    AtomicInteger read = new AtomicInteger();
    PartsSeenOnce once =
        new PartsSeenOnce(
            series -> {
              read.incrementAndGet();
              return new SitesByShape().find(series.readVolume());
            });
    once.of(whole);
    once.of(new CtSeriesAssembler().assemble(files).accepted().get(0));
    assertThat(read).hasValue(1);
    Path last = whole.slices().get(whole.slices().size() - 1).file();
    List<Path> fewer = files.stream().filter(f -> !f.equals(last)).toList();
    once.of(new CtSeriesAssembler().assemble(fewer).accepted().get(0));
    assertThat(read).hasValue(2);
  }
}
