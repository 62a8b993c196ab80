package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a step makes small, beside the cross-entropy: a method of {@code train/network.py} and the
 * same in float64.
 */
public enum Loss {
  /** One minus the mean Dice. A structure that is nowhere likely has next to no gradient. */
  DICE("loss"),
  /**
   * Minus the mean logarithm of Dice: it pulls at a structure as hard where it is unlikely as where
   * it is likely, so that small new structures are learnt and not given up.
   */
  LOG_DICE("log_loss");

  private final String method;

  Loss(String method) {
    this.method = method;
  }

  /** Its method in the network. */
  String method() {
    return method;
  }

  /** The same in float64. */
  String exact() {
    return method + "64";
  }

  /**
   * Refuses a network that was written before this loss was.
   *
   * @throws IOException naming the file and what to do
   */
  void requireIn(Path network) throws IOException {
    if (this != DICE && !ScriptArchive.read(network).script().contains("def " + method + "(")) {
      throw new IOException(
          network.getFileName()
              + " has no loss "
              + this
              + ": it was written by an older train/network.py; write it anew with --start and this"
              + " file, or leave the key loss out");
    }
  }
}
