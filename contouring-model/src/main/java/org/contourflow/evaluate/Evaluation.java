package org.contourflow.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.metrics.Dice;
import org.contourflow.metrics.StructureScore;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.train.data.LossyReferenceException;
import org.contourflow.volume.BinaryMask;

/** Contours every case of a folder with a model and compares each structure with its reference. */
public final class Evaluation {
  private final Segmenter segmenter;
  private final EvaluationData data;
  private final NotContoured notContoured;

  /** What it means that a case has no contour of a structure. */
  public enum NotContoured {
    /** Nobody drew it; whether it is there is not known, and it is not judged. */
    UNKNOWN,
    /** It is not there: what is found is a phantom. */
    ABSENT
  }

  public Evaluation(Segmenter segmenter, EvaluationData data, NotContoured notContoured) {
    this.segmenter = segmenter;
    this.data = data;
    this.notContoured = notContoured;
  }

  /**
   * One structure of one case.
   *
   * @param diceWithinExtent Dice of the slices from the lowest to the highest of the reference: how
   *     well the outline fits where both were asked for one. Clinical contours of cord, oesophagus
   *     or brainstem often end before the organ does. Not a number without a reference.
   * @param confidence the model's own, not a number where it gives none
   */
  public record Row(
      String caseId,
      String structure,
      StructureScore score,
      double diceWithinExtent,
      double confidence) {}

  /**
   * A model's results on a set of cases.
   *
   * @param unjudged structures found where the reference has none, "case structure": not contoured
   *     there, so neither right nor wrong
   * @param failures cases that were refused or failed, with the reason
   * @param losses references that are not all that was drawn, "case structure: what"
   * @param leftOut contoured structures that the model does not contour, "case structure"
   */
  public record Result(
      String model,
      List<Row> rows,
      List<String> unjudged,
      List<String> failures,
      List<String> losses,
      List<String> leftOut) {
    public Result {
      losses = List.copyOf(losses);
      leftOut = List.copyOf(leftOut);
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
    return run(Optional.of(pictures), progress);
  }

  /** As {@link #run(Path, Consumer)}, and keeps figures only. */
  public Result run(Consumer<String> progress) throws IOException {
    return run(Optional.empty(), progress);
  }

  private Result run(Optional<Path> pictures, Consumer<String> progress) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> unjudged = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    Set<String> leftOut = new LinkedHashSet<>();
    for (String id : data.ids()) {
      EvaluationData.Case each;
      try {
        each = data.read(id);
      } catch (LossyReferenceException e) {
        failures.add(id + ": " + e.getMessage());
        continue;
      }
      SegmentationOutcome outcome = segmenter.segment(each.ct(), SegmentationListener.NONE);
      if (outcome instanceof SegmentationOutcome.Completed completed) {
        judge(each, completed.structures(), rows, unjudged, pictures);
        each.references().keySet().stream()
            .filter(name -> segmenter.structures().stream().noneMatch(s -> s.name().equals(name)))
            .forEach(name -> leftOut.add(id + " " + name));
        progress.accept(id);
      } else {
        failures.add(id + ": " + outcome);
        progress.accept(id + ": " + outcome);
      }
    }
    leftOut.addAll(data.leftOut());
    return new Result(
        segmenter.identity().label(),
        rows,
        unjudged,
        failures,
        data.readingLosses(),
        List.copyOf(leftOut));
  }

  private void judge(
      EvaluationData.Case each,
      List<SegmentedStructure> structures,
      List<Row> rows,
      List<String> unjudged,
      Optional<Path> pictures)
      throws IOException {
    BinaryMask nothing = BinaryMask.wrap(each.ct().grid(), new BitSet());
    for (SegmentedStructure structure : structures) {
      String name = structure.definition().name();
      BinaryMask found = structure.mask();
      BinaryMask reference = each.references().get(name);
      boolean unknown = notContoured == NotContoured.UNKNOWN || each.unusable().contains(name);
      if (reference == null && unknown) {
        if (!found.isEmpty()) {
          unjudged.add(each.id() + " " + name);
        }
        continue;
      }
      BinaryMask truth = reference == null ? nothing : reference;
      rows.add(
          new Row(
              each.id(),
              name,
              StructureScore.of(truth, found),
              withinExtent(truth, found),
              structure.confidence().orElse(Double.NaN)));
      if (pictures.isPresent() && (!truth.isEmpty() || !found.isEmpty())) {
        EvaluationPicture.write(
            pictures.get().resolve(picture(each.id(), name)), each.ct(), truth, found);
      }
    }
  }

  /** Dice of the slices that the reference spans. */
  static double withinExtent(BinaryMask reference, BinaryMask found) {
    if (reference.isEmpty()) {
      return Double.NaN;
    }
    VoxelGrid grid = reference.grid();
    int plane = grid.rows() * grid.columns();
    BitSet truth = reference.toBitSet();
    BitSet cut = found.toBitSet();
    cut.clear(0, truth.nextSetBit(0) / plane * plane);
    cut.clear((truth.length() - 1) / plane * plane + plane, Math.toIntExact(grid.voxelCount()));
    return Dice.of(reference, BinaryMask.wrap(grid, cut));
  }

  /** File name of a structure's picture. */
  static String picture(String caseId, String structure) {
    return caseId + "-" + structure + ".png";
  }
}
