package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.evaluate.Evaluation;
import org.contourflow.evaluate.Evaluation.NotContoured;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.evaluate.EvaluationReport;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.engine.OutOfService;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code contourflow evaluate}: a model against contours that were drawn by people. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Contours every case of a folder and compares with its references.",
      "A case is ct/ID.nii.gz and seg/ID.nii.gz with cases.csv, or a folder with CT and RTSTRUCT.",
      "Writes evaluation.json, evaluation.html and pictures."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "ID[/VERSION]")
  private String model;

  @Option(names = "--models", defaultValue = "contourflow-home/models", paramLabel = "DIR")
  private Path models;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of cases.")
  private Path data;

  @Option(names = "--cases", paramLabel = "FILE", description = "Ids, one a line; default all.")
  private Path cases;

  @Option(
      names = "--not-contoured-is-absent",
      description = "A structure without a contour is not there: finding it is a phantom.")
  private boolean notContouredIsAbsent;

  @Option(
      names = "--refuse-lossy-references",
      description = "Refuse a case whose contours are not all in its reference; else it is told.")
  private boolean refuseLossy;

  @Option(names = "--out", defaultValue = "evaluation", paramLabel = "DIR")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ShippedModels.installInto(models);
    RegisteredModel registered = ModelRegistry.open(models).require(model);
    try (Segmenter segmenter = Segmenters.load(registered)) {
      if (segmenter instanceof OutOfService refused) {
        throw Failure.refused(refused.reason());
      }
      List<String> names = segmenter.structures().stream().map(StructureDefinition::name).toList();
      Evaluation evaluation =
          new Evaluation(
              segmenter,
              new EvaluationData(DicomCases.open(data, names, refuseLossy), cases),
              notContouredIsAbsent ? NotContoured.ABSENT : NotContoured.UNKNOWN);
      Evaluation.Result result =
          evaluation.run(out.resolve("pictures"), line -> System.err.println("done " + line));
      EvaluationReport report = new EvaluationReport(result);
      report.write(out);
      System.out.print(report.summary());
      return result.failures().isEmpty() ? 0 : 1;
    }
  }
}
