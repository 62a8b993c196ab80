package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The best validation so far and how many came after it; a resumed run reads both from {@code
 * dice.csv} up to its own step, so that it stops where an uninterrupted one would.
 */
final class BestDice {
  private final int patience;
  private double best = -1;
  private int since;

  /**
   * @param patience how many validations in a row without a new best end the run; 0: never
   */
  BestDice(int patience) {
    this.patience = patience;
  }

  /** Takes up the validations of a run at steps up to {@code step}. */
  void resume(Path csv, long step) throws IOException {
    if (!Files.exists(csv)) {
      return;
    }
    for (String line : Files.readAllLines(csv)) {
      String[] cells = line.split(",");
      if (Character.isDigit(line.charAt(0)) && Long.parseLong(cells[0]) <= step) {
        isNewBest(Double.parseDouble(cells[1]));
      }
    }
  }

  /** Counts a validation; true if it is the best so far. NaN is none: nothing was measured. */
  boolean isNewBest(double dice) {
    if (Double.isNaN(dice)) {
      return false;
    }
    boolean better = dice > best;
    best = better ? dice : best;
    since = better ? 0 : since + 1;
    return better;
  }

  /** Whether patience is at an end. */
  boolean endsTheRun() {
    return patience > 0 && since >= patience;
  }
}
