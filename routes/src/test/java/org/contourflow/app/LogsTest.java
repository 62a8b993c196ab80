package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogsTest {
  @TempDir Path folder;
  private long nanos;

  private static LoggingEvent event(String message, Exception e) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger("org.contourflow.test");
    return new LoggingEvent("x", logger, Level.ERROR, message, e, new Object[0]);
  }

  private static IOException failure() {
    return new IOException("connection refused");
  }

  @Test
  void what_fails_again_is_one_line_until_an_hour_has_passed() {
    BriefTraces traces = new BriefTraces(() -> nanos);
    traces.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    traces.start();
    assertThat(traces.convert(event("the hand-over failed", failure()))).contains("failure(");
    assertThat(traces.convert(event("the hand-over failed", failure()))).isEmpty();
    assertThat(traces.convert(event("something else failed", failure()))).isNotEmpty();
    assertThat(traces.convert(event("the hand-over failed", new UncheckedIOException(failure()))))
        .isNotEmpty();
    nanos = Duration.ofMinutes(61).toNanos();
    assertThat(traces.convert(event("the hand-over failed", failure()))).isNotEmpty();
    assertThat(traces.convert(event("no failure", null))).isEmpty();
  }

  @Test
  void the_file_has_the_trace_once_and_each_failure_as_a_line() throws IOException {
    Logs.toFolder(folder);
    try {
      for (int i = 0; i < 5; i++) {
        LoggerFactory.getLogger("org.contourflow.test").error("the hand-over failed", failure());
      }
    } finally {
      Logs.stop();
    }
    // A thread that another test left behind may have its say, too.
    List<String> lines =
        Files.readAllLines(folder.resolve("contourflow.json")).stream()
            .filter(line -> line.contains("org.contourflow.test\""))
            .toList();
    assertThat(lines).hasSize(5).allMatch(line -> line.contains("the hand-over failed"));
    assertThat(lines).filteredOn(line -> line.contains("LogsTest.failure")).hasSize(1);
  }
}
