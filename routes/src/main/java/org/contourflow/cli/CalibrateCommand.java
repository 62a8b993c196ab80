package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.contourflow.calibrate.Calibration;
import org.contourflow.calibrate.CalibrationReport;
import org.contourflow.consent.Purpose;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.ReleasedCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code contourflow calibrate}: a model's rules on presence and its confidences. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the plausibility section of a model.yaml: volumes and places of organs from the"
          + " training contours, confidences from held-back cases. Run it whenever the weights"
          + " change.",
      "Writes the section into the manifest, and calibration.csv and calibration.txt."
    })
public final class CalibrateCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "ID[/VERSION]")
  private String model;

  @Option(
      names = "--models",
      required = true,
      paramLabel = "DIR",
      description = "Registry folder whose model.yaml is rewritten.")
  private Path models;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of cases.")
  private Path data;

  @Option(
      names = "--validation",
      required = true,
      paramLabel = "FILE",
      description = "Ids of the cases held back from training, one a line.")
  private Path validation;

  @Option(
      names = "--doubtful",
      paramLabel = "FILE",
      description = "A case and a structure a line: contours that teach nothing, as for train.")
  private Path doubtful;

  @Option(
      names = "--off-target",
      paramLabel = "DIR|NII",
      description = "A CT of another part of the body, to see what is made up there; several.")
  private List<Path> offTarget = List.of();

  @Option(
      names = "--refuse-lossy-references",
      description = "Refuse a case whose contours are not all in its reference; else it is told.")
  private boolean refuseLossy;

  @Mixin private ConsentOptions consent;

  @Option(names = "--out", defaultValue = "calibration", paramLabel = "DIR")
  private Path out;

  @Override
  public Integer call() throws IOException {
    RegisteredModel registered = ModelRegistry.open(models).require(model);
    CaseSource all = DicomCases.open(data, names(registered), refuseLossy);
    ReleasedCases released = consent.release(all, data, Purpose.CALIBRATION).cases();
    List<String> held =
        new EvaluationData(all, validation)
            .ids().stream().filter(released.ids()::contains).toList();
    Map<String, Calibration.CtSource> others = new LinkedHashMap<>();
    for (Path ct : offTarget) {
      CtInput.read(ct); // One that cannot be read is told now, not at the end of a long run.
      others.put(ct.getFileName().toString(), () -> CtInput.read(ct));
    }
    Calibration.Result result =
        new Calibration(registered, released, doubtful, held)
            .run(others, line -> System.err.println(line));
    CalibrationReport report = new CalibrationReport(result);
    report.writeInto(registered.folder().resolve("model.yaml"));
    Files.createDirectories(out);
    Files.writeString(out.resolve("calibration.csv"), report.table());
    String summary = report.summary() + describe(all);
    Files.writeString(out.resolve("calibration.txt"), summary);
    System.out.print(summary);
    return 0;
  }

  /** What is not in the references, for the report. */
  static String describe(CaseSource source) {
    StringBuilder text = new StringBuilder();
    source
        .readingLosses()
        .forEach(loss -> text.append("Reference read with loss: ").append(loss).append('\n'));
    return text.toString();
  }

  private static List<String> names(RegisteredModel model) {
    return model.manifest().structures().stream().map(StructureDefinition::name).toList();
  }
}
