package org.contourflow.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.contourflow.model.SegmentationListener;

/**
 * Shows how far a segmentation is, on the error stream: a bar a step of the model on a terminal,
 * and elsewhere (a log, a pipe) one line a step, since a bar there is a heap of control characters.
 */
final class ProgressLine implements SegmentationListener, AutoCloseable {
  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;
  private String step = "";

  ProgressLine() {
    this(System.err, System.console() != null);
  }

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void progressed(Progress progress) {
    String now = progress.model() + ": " + progress.step();
    if (!now.equals(step)) {
      close();
      step = now;
      begin(progress);
    }
    if (bar != null) {
      bar.maxHint(progress.total());
      bar.stepTo(progress.done());
    }
  }

  private void begin(Progress progress) {
    if (!terminal) {
      out.println(step);
      return;
    }
    bar =
        new ProgressBarBuilder()
            .setTaskName(step)
            .setInitialMax(progress.total())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(500)
            .setMaxRenderedLength(100)
            .build();
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    step = "";
  }
}
