package org.contourflow.workflow;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.model.HounsfieldCheck;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.volume.CtVolume;

/** Contours the CT and stores the masks. */
final class ContourStep implements CaseStep {
  /** What one slice alone is taken to be thick where a volume is told. */
  static final double SINGLE_SLICE_MM = 1;

  private final Segmenter segmenter;
  private final LastVolume lastVolume;

  ContourStep(Segmenter segmenter, LastVolume lastVolume) {
    this.segmenter = segmenter;
    this.lastVolume = lastVolume;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    ModelIdentity model = segmenter.identity();
    context.log(
        EventType.CONTOURING_STARTED, "by " + model.label() + ", weights " + model.weightsSha256());
    long start = System.nanoTime();
    context.series().notes().forEach(note -> context.log(EventType.QA_FINDING, note));
    CtVolume ct =
        lastVolume.read(context.series(), note -> context.log(EventType.QA_FINDING, note));
    Optional<String> notHu = HounsfieldCheck.refusal(ct);
    if (notHu.isPresent()) {
      return new StepOutcome.Refused(
          RefusalCode.NOT_HOUNSFIELD.name(),
          notHu.get(),
          "Export the series again from the scanner or the archive, with its rescale.");
    }
    return segmenter.segment(ct, context.listener()).accept(new Settle(context, start, asked()));
  }

  private List<String> asked() {
    return segmenter.structures().stream().map(StructureDefinition::name).toList();
  }

  /** Stores what was made, or tells why there is nothing. */
  private record Settle(CaseContext context, long startNanos, List<String> asked)
      implements SegmentationOutcome.Visitor<StepOutcome, IOException> {
    @Override
    public StepOutcome completed(Completed completed) throws IOException {
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      StoredSegmentation.write(completed, seconds, asked, context.folder());
      logContoured(context, completed, seconds);
      return new StepOutcome.Done();
    }

    @Override
    public StepOutcome refused(SegmentationOutcome.Refused refused) {
      boolean outOfService = refused.code() == RefusalCode.MODEL_OUT_OF_SERVICE;
      if (outOfService) {
        context.log(EventType.MODEL_OUT_OF_SERVICE, refused.where() + ": " + refused.whatToDo());
      }
      return new StepOutcome.Refused(
          refused.code().name(),
          refused.toString(),
          outOfService
              ? "Mend the model, then: contourflow retry CASE."
              : "Nothing, if the model is not for this CT; else mend what the reason says, then:"
                  + " contourflow retry CASE.");
    }

    @Override
    public StepOutcome failed(SegmentationOutcome.Failed failed) {
      return new StepOutcome.Failed(
          failed.code().name(),
          failed.toString(),
          "The log says more. Mend the cause, then: contourflow retry CASE.",
          failed.retryable());
    }
  }

  private static void logContoured(CaseContext context, Completed completed, double seconds) {
    List<SegmentedStructure> present = completed.present();
    context.log(
        EventType.CONTOURED,
        String.format(
            Locale.ROOT,
            "%d structures in %.1f s: %s",
            present.size(),
            seconds,
            join(present, ContourStep::nameAndVolume)));
    List<SegmentedStructure> absent =
        completed.structures().stream().filter(s -> s.mask().isEmpty()).toList();
    if (!absent.isEmpty()) {
      context.log(
          EventType.STRUCTURE_ABSENT, "absent: " + join(absent, s -> s.definition().name()));
    }
    completed.notes().forEach(note -> context.log(EventType.QA_FINDING, note));
  }

  private static String nameAndVolume(SegmentedStructure s) {
    double cc = s.mask().volumeMm3(SINGLE_SLICE_MM) / 1000;
    return String.format(Locale.ROOT, "%s %.1f cc", s.definition().name(), cc);
  }

  private static <T> String join(List<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", "));
  }
}
