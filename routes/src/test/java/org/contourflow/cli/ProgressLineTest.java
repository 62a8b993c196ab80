package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.contourflow.model.SegmentationListener.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  @Test
  void where_there_is_no_terminal_a_step_is_one_line() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProgressLine line =
        new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), false)) {
      for (int tile = 1; tile <= 6; tile++) {
        line.progressed(new Progress("net 1.0.0", "tiles", tile, 6));
      }
      line.progressed(new Progress("net 1.0.0", "restore", 1, 1));
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("net 1.0.0: tiles", "net 1.0.0: restore");
  }
}
