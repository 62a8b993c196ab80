package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.contourflow.metrics.StructureScore;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.volume.BinaryMask;

/** Contours every case of a folder with a model and compares each structure with its reference. */
public final class Evaluation {
  private final Segmenter segmenter;
  private final EvaluationData data;

  public Evaluation(Segmenter segmenter, EvaluationData data) {
    this.segmenter = segmenter;
    this.data = data;
  }

  /**
   * One structure of one case.
   *
   * @param confidence the model's own, not a number where it gives none
   */
  public record Row(String caseId, String structure, StructureScore score, double confidence) {}

  /**
   * A model's results on a set of cases.
   *
   * @param unjudged structures found where the reference has none, "case structure": not contoured
   *     there, so neither right nor wrong
   * @param failures cases that were refused or failed, with the reason
   */
  public record Result(String model, List<Row> rows, List<String> unjudged, List<String> failures) {
    public Result {
      rows = List.copyOf(rows);
      unjudged = List.copyOf(unjudged);
      failures = List.copyOf(failures);
    }
  }

  /**
   * Runs over all cases and keeps a picture of every judged structure in {@code pictures}.
   *
   * @param progress told after each case
   */
  public Result run(Path pictures, Consumer<String> progress) throws IOException {
    Files.createDirectories(pictures);
    List<Row> rows = new ArrayList<>();
    List<String> unjudged = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (String id : data.ids()) {
      EvaluationData.Case each = data.read(id);
      SegmentationOutcome outcome = segmenter.segment(each.ct(), SegmentationListener.NONE);
      if (outcome instanceof SegmentationOutcome.Completed completed) {
        judge(each, completed.structures(), rows, unjudged, pictures);
        progress.accept(id);
      } else {
        failures.add(id + ": " + outcome);
        progress.accept(id + ": " + outcome);
      }
    }
    return new Result(segmenter.identity().label(), rows, unjudged, failures);
  }

  private static void judge(
      EvaluationData.Case each,
      List<SegmentedStructure> structures,
      List<Row> rows,
      List<String> unjudged,
      Path pictures)
      throws IOException {
    Map<String, BinaryMask> references = each.references();
    for (SegmentedStructure structure : structures) {
      String name = structure.definition().name();
      BinaryMask reference = references.get(name);
      if (reference == null) {
        if (!structure.mask().isEmpty()) {
          unjudged.add(each.id() + " " + name);
        }
        continue;
      }
      StructureScore score = StructureScore.of(reference, structure.mask());
      rows.add(new Row(each.id(), name, score, structure.confidence().orElse(Double.NaN)));
      EvaluationPicture.write(
          pictures.resolve(picture(each.id(), name)), each.ct(), reference, structure.mask());
    }
  }

  /** File name of a structure's picture. */
  static String picture(String caseId, String structure) {
    return caseId + "-" + structure + ".png";
  }
}
