package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.TeachingRun;
import org.contourflow.refine.NetworkNames;
import org.contourflow.train.Trainer;
import org.contourflow.train.TrainingConfig;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.LossyReferenceException;
import org.contourflow.train.data.ReleasedCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(
      names = "--refuse-lossy-references",
      description = "Refuse a case whose contours are not all in its reference; else it is told.")
  private boolean refuseLossy;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "The run ends after N hours, its rate come down; the file's key hours.")
  private Double hours;

  @Mixin private ConsentOptions consent;

  @Override
  public Integer call() throws IOException {
    OptionalDouble limit = hours == null ? OptionalDouble.empty() : OptionalDouble.of(hours);
    TrainingConfig settings = TrainingConfig.read(config, limit);
    List<String> structures = settings.scheme().structureNames();
    TeachingRun run = new TeachingRun(consent.folder(), NetworkNames::describe);
    run.requireClean(settings.network(), settings.teacherFiles());
    ReleasedCases cases = released(settings.data(), structures);
    List<ReleasedCases> more = new ArrayList<>();
    for (TrainingConfig.More each : settings.more()) {
      more.add(released(each.data(), structures));
    }
    List<ReleasedCases> all = new ArrayList<>(more);
    all.add(cases);
    try (Trainer trainer = new Trainer(settings, cases, more)) {
      tell(settings.work(), cases, more);
      run.start(settings.work(), all);
      trainer.run();
    } catch (LossyReferenceException e) {
      throw Failure.refused(e.getMessage());
    } finally {
      run.end(settings.work(), List.of("best.pt", "last.pt"));
    }
    return 0;
  }

  private ReleasedCases released(Path data, List<String> structures) throws IOException {
    CaseSource source = DicomCases.open(data, structures, refuseLossy);
    return consent.release(source, data, Purpose.TRAINING).cases();
  }

  /** References that are not all that was drawn, on the terminal and in the work folder. */
  private static void tell(Path work, ReleasedCases cases, List<ReleasedCases> more)
      throws IOException {
    StringBuilder text = new StringBuilder(CalibrateCommand.describe(cases));
    more.forEach(each -> text.append(CalibrateCommand.describe(each)));
    if (!text.isEmpty()) {
      System.err.print(text);
      Files.writeString(work.resolve("reference-losses.txt"), text);
    }
  }
}
