package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.contourflow.train.Trainer;
import org.contourflow.train.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code contourflow train}: a training run, or the rest of one. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network as a configuration file says; takes up the work folder's checkpoint.",
      "A file named STOP in the work folder ends the run with a checkpoint. See docs/training.md."
    })
public final class TrainCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML file.")
  private Path config;

  @Override
  public Integer call() throws IOException {
    TrainingConfig settings;
    try {
      settings = TrainingConfig.read(config);
    } catch (IOException e) {
      throw Failure.refused(e.getMessage());
    }
    try (Trainer trainer = new Trainer(settings, DicomCases.open(settings.data()))) {
      trainer.run();
    }
    return 0;
  }
}
