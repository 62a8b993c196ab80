package org.contourflow.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.contourflow.model.SegmentationListener;

/** Shows how far a segmentation is, one bar a step of the model, on the error stream. */
final class ProgressLine implements SegmentationListener, AutoCloseable {
  private ProgressBar bar;
  private String step = "";

  @Override
  public synchronized void progressed(Progress progress) {
    String now = progress.model() + ": " + progress.step();
    if (!now.equals(step)) {
      close();
      step = now;
      bar =
          new ProgressBarBuilder()
              .setTaskName(now)
              .setInitialMax(progress.total())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .setMaxRenderedLength(100)
              .build();
    }
    bar.maxHint(progress.total());
    bar.stepTo(progress.done());
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      step = "";
    }
  }
}
