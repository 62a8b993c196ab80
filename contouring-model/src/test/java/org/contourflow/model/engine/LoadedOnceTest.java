package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.model.djl.Segmenters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Networks cost memory: each is in it once, however often it is named. */
class LoadedOnceTest {
  @TempDir Path registry;

  @Test
  void a_model_named_three_times_is_loaded_and_checked_once() throws IOException {
    new ModelFolder(registry);
    Logger log = (Logger) LoggerFactory.getLogger(Segmenters.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = log.getLevel();
    log.setLevel(Level.INFO);
    log.addAppender(lines);
    List<Segmenter> loaded;
    try {
      loaded =
          ModelsInService.load(
              registry, List.of("example", "hu-anatomy", "example/1.0.0", "example"));
    } finally {
      log.detachAppender(lines);
      log.setLevel(before);
    }
    assertThat(loaded.get(0)).isSameAs(loaded.get(2)).isSameAs(loaded.get(3));
    assertThat(loaded.get(1)).isNotSameAs(loaded.get(0));
    assertThat(lines.list.stream().filter(l -> l.getFormattedMessage().contains("example 1.0.0")))
        .as("one line a load")
        .hasSize(1);
    loaded.stream().distinct().forEach(Segmenter::close);
  }
}
