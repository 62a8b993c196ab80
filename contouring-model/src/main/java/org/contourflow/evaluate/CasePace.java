package org.contourflow.evaluate;

import java.util.Locale;

/** How far a run over cases is, and how long the rest takes at the pace of those timed in it. */
public final class CasePace {
  private final int all;
  private int done;
  private int timed;
  private long nanos;

  public CasePace(int all) {
    this.all = all;
  }

  /** A case that was there from before: it tells nothing of the pace. */
  public void there() {
    done++;
  }

  /** A case that took so long. */
  public void took(long caseNanos) {
    done++;
    timed++;
    nanos += caseNanos;
  }

  /** To stand behind what a case came to; once one was timed. */
  @Override
  public String toString() {
    double seconds = nanos / 1e9 / timed;
    return String.format(
        Locale.ROOT,
        " (%d of %d, %.0f s a case, about %.0f min left)",
        done,
        all,
        seconds,
        Math.ceil((all - done) * seconds / 60));
  }
}
