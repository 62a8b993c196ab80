package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.contourflow.train.data.LabelScheme;

/** The learning curve as two CSV files that a resumed run carries on: loss.csv and dice.csv. */
final class LearningLog {
  private final Path loss;
  private final Path dice;

  /** Opens the logs, dropping lines of steps after {@code step}, which will be done again. */
  LearningLog(Path folder, LabelScheme scheme, long step) throws IOException {
    loss = folder.resolve("loss.csv");
    dice = folder.resolve("dice.csv");
    open(loss, "step,loss,rate,gradient_norm,seconds_per_step", step);
    open(dice, "step,mean," + String.join(",", scheme.structureNames()), step);
  }

  private static void open(Path file, String head, long step) throws IOException {
    List<String> kept = new ArrayList<>(List.of(head));
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (Character.isDigit(line.charAt(0)) && Long.parseLong(line.split(",")[0]) <= step) {
          kept.add(line);
        }
      }
    }
    Files.write(file, kept);
  }

  void loss(long step, double value, double rate, double norm, double seconds) throws IOException {
    append(
        loss,
        String.format(Locale.ROOT, "%d,%.5f,%.6g,%.4f,%.3f", step, value, rate, norm, seconds));
  }

  void dice(long step, double[] values) throws IOException {
    StringBuilder line = new StringBuilder().append(step);
    for (double value : values) {
      line.append(String.format(Locale.ROOT, ",%.4f", value));
    }
    append(dice, line.toString());
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }
}
