package org.contourflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contourflow.audit.EventType;
import org.contourflow.home.SafeFiles;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Sha256;
import org.contourflow.protocols.OutputPlan;
import org.contourflow.protocols.SegmentationOutput;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.seg.ReadSegment;
import org.contourflow.seg.ReadSegmentation;
import org.contourflow.seg.SegmentationReader;
import org.contourflow.seg.WrittenSegmentation;
import org.contourflow.volume.BinaryMask;

/**
 * Writes the case's structures as DICOM Segmentation where the protocol or a target asks for it,
 * and reads each file back: a voxel that is not the mask's stops the case. What was checked is kept
 * by its checksum.
 */
final class SegmentStep implements CaseStep {
  private final Segmentations segmentations;
  private final StructurePlan plan;

  SegmentStep(Segmentations segmentations, StructurePlan plan) {
    this.segmentations = segmentations;
    this.plan = plan;
  }

  /**
   * What is written into one folder.
   *
   * @param output {@code NONE}: the folder stays empty, which keeps the case's own from the target
   */
  private record Output(Path folder, TargetPlan target, SegmentationOutput output) {}

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    context.folder().removeSegmentations();
    Map<String, String> checked = new TreeMap<>();
    for (Output one : outputs(context.folder())) {
      StepOutcome written = write(context, one, checked);
      if (!written.isDone()) {
        return written;
      }
    }
    if (!checked.isEmpty()) {
      SafeFiles.write(
          new ObjectMapper().writeValueAsBytes(checked), context.folder().segmentationCheck());
    }
    return new StepOutcome.Done();
  }

  /** The case's own, and one for each target whose form or names differ. */
  private List<Output> outputs(CaseFolder folder) {
    OutputPlan all = plan.outputs();
    List<Output> outputs = new ArrayList<>();
    if (all.segmentation() != SegmentationOutput.NONE) {
      outputs.add(new Output(folder.segmentationFolder(), TargetPlan.PLAIN, all.segmentation()));
    }
    all.targets()
        .forEach(
            (name, target) -> {
              SegmentationOutput own = all.segmentationOf(name);
              boolean otherNames = own != SegmentationOutput.NONE && !target.aliases().isEmpty();
              if (own != all.segmentation() || otherNames) {
                outputs.add(new Output(folder.segmentationFolder(name), target, own));
              }
            });
    return outputs;
  }

  private StepOutcome write(CaseContext context, Output one, Map<String, String> checked)
      throws IOException {
    Files.createDirectories(one.folder());
    boolean nothing = context.planned().delivered().stream().allMatch(s -> s.mask().isEmpty());
    if (one.output().form().isEmpty() || nothing) {
      return new StepOutcome.Done();
    }
    return segmentations
        .build(context, one.target(), one.output().form().get())
        .accept(
            new WrittenSegmentation.Visitor<StepOutcome, IOException>() {
              @Override
              public StepOutcome completed(WrittenSegmentation.Completed made) throws IOException {
                return writeAll(context, one, made.instances(), checked);
              }

              @Override
              public StepOutcome refused(WrittenSegmentation.Refused refused) {
                return new StepOutcome.Refused("DICOM SEG: " + refused.describe());
              }
            });
  }

  private static StepOutcome writeAll(
      CaseContext context,
      Output one,
      List<WrittenSegmentation.Instance> instances,
      Map<String, String> checked)
      throws IOException {
    Map<String, BinaryMask> missing = new HashMap<>();
    for (SegmentedStructure s : context.planned().delivered()) {
      if (!s.mask().isEmpty()) {
        missing.put(Segmentations.nameFor(s, one.target()), s.mask());
      }
    }
    for (int i = 0; i < instances.size(); i++) {
      Path file = one.folder().resolve((i + 1) + ".dcm");
      instances.get(i).writeTo(file);
      Optional<String> wrong = readBack(file, missing);
      if (wrong.isPresent()) {
        Files.delete(file);
        return new StepOutcome.Failed(
            "the DICOM SEG does not hold what was contoured: " + wrong.get(), false);
      }
      checked.put(context.folder().relative(file), Sha256.of(file));
    }
    context.log(
        EventType.SEGMENTATION_WRITTEN,
        one.output()
            + ", UNAPPROVED, "
            + context.folder().relative(one.folder())
            + ", SOP Instance UIDs "
            + String.join(
                ", ",
                instances.stream().map(WrittenSegmentation.Instance::sopInstanceUid).toList()));
    return missing.isEmpty()
        ? new StepOutcome.Done()
        : new StepOutcome.Failed("the DICOM SEG lacks " + missing.keySet(), false);
  }

  /** Takes the segments that are as they should be out of {@code masks}; names one that is not. */
  private static Optional<String> readBack(Path file, Map<String, BinaryMask> masks)
      throws IOException {
    ReadSegmentation read = SegmentationReader.read(file);
    for (ReadSegment segment : read.segments()) {
      BinaryMask wanted = masks.remove(segment.label());
      if (wanted == null || !read.mask(segment, wanted.grid()).isSameAs(wanted)) {
        return Optional.of(segment.label());
      }
    }
    return Optional.empty();
  }

  /** Whether the files are those that were checked. */
  static boolean areAsChecked(CaseFolder folder) throws IOException {
    Map<String, String> now = new TreeMap<>();
    for (Path file : folder.segmentations()) {
      now.put(folder.relative(file), Sha256.of(file));
    }
    if (!Files.isRegularFile(folder.segmentationCheck())) {
      return now.isEmpty();
    }
    JsonNode checked = new ObjectMapper().readTree(folder.segmentationCheck().toFile());
    Map<String, String> then = new TreeMap<>();
    checked.properties().forEach(e -> then.put(e.getKey(), e.getValue().asText()));
    return now.equals(then);
  }
}
