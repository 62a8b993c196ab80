package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How many steps a run has if it may take so many hours: as many as fit, by the pace of its last
 * steps, and never more than the key {@code steps}. The rate's schedule is stretched over them, so
 * that it has come down when the time is over. What was used before a run was stopped counts; so
 * does reading the cases, and the time that the last validation will take is kept back.
 */
final class TimeBudget {
  /** Beside the checkpoint: seconds used until then. */
  static final String FILE = "seconds-used.txt";

  /** The share of the newest step in the pace: about the last ten steps count. */
  private static final double NEWEST = 0.1;

  private final double budget;
  private final int mostSteps;
  private final Path file;
  private final LongSupplier nanos;
  private final long from;
  private double before;
  private double pace = Double.NaN;
  private double validation;

  /**
   * Begins to count.
   *
   * @param hours 0: no limit, {@code steps} alone counts
   * @param nanos a clock that only its differences matter of
   */
  TimeBudget(double hours, int mostSteps, Path work, LongSupplier nanos) {
    this.budget = hours * 3600;
    this.mostSteps = mostSteps;
    this.file = work.resolve(FILE);
    this.nanos = nanos;
    this.from = nanos.getAsLong();
  }

  /** Takes up what was used before; nothing, if nobody counted. */
  void resume() throws IOException {
    if (Files.exists(file)) {
      try {
        before = Double.parseDouble(Files.readString(file).strip());
      } catch (NumberFormatException e) {
        throw new IOException(file.getFileName() + " is no number of seconds; mend it", e);
      }
    }
  }

  /** Writes down what was used; with each checkpoint. */
  void write() throws IOException {
    Files.writeString(file, String.format(Locale.ROOT, "%.1f%n", used()));
  }

  /** The last step is done: the same run, called again, does not begin to train anew. */
  void end() throws IOException {
    before += Math.max(0, budget - used());
    write();
  }

  /** A step took so long. */
  void step(double seconds) {
    pace = Double.isNaN(pace) ? seconds : (1 - NEWEST) * pace + NEWEST * seconds;
  }

  /** A validation took so long; the last one will take as long. */
  void validation(double seconds) {
    validation = seconds;
  }

  /** Which step will be the last, as it looks after this one. */
  int lastStep(long done) {
    if (budget <= 0) {
      return mostSteps;
    }
    if (done == 0 && Double.isNaN(pace)) {
      return mostSteps; // One step is done in any case, so that there is a network at the end.
    }
    double left = budget - used() - validation;
    double fit = Double.isNaN(pace) ? Integer.MAX_VALUE : Math.floor(left / pace);
    return left <= 0 ? (int) done : (int) Math.min(mostSteps, done + fit);
  }

  private double used() {
    return before + (nanos.getAsLong() - from) / 1e9;
  }
}
