package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.OutputPlan;
import org.contourflow.protocols.SegmentationOutput;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.seg.ReadSegment;
import org.contourflow.seg.ReadSegmentation;
import org.contourflow.seg.SegmentationReader;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segmentations of a case: who gets which, and that they are what was contoured. */
class SegmentStepTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("test", "1", "0".repeat(64), "a test", false);

  @TempDir Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private CtSeries series;
  private CaseContext context;

  @BeforeEach
  void series() throws IOException {
    List<Path> files = HostileInput.tiny().build().writeTo(root.resolve("series")).files();
    series = new CtSeriesAssembler().assemble(files).accepted().get(0);
    context =
        new CaseContext(
            "case",
            Instant.EPOCH,
            folder(),
            () -> Optional.of(series),
            runLog,
            SegmentationListener.NONE);
  }

  private CaseFolder folder() {
    return new CaseFolder(root.resolve("case"));
  }

  private static StructureDefinition structure(String name, RoiType type) {
    return new StructureDefinition(
        Structure.unpaired(name, type, new RoiColour(0, 255, 0)), Optional.empty(), false, false);
  }

  private static BinaryMask body(CtSeries on) {
    return BinaryMask.of(on.grid(), (s, r, c) -> r > 2 && r < 9 && c > 2 && c < 9);
  }

  private static BinaryMask heart(CtSeries on) {
    return BinaryMask.of(on.grid(), (s, r, c) -> s > 0 && r > 4 && r < 7 && c > 4 && c < 7);
  }

  private final class BodyAndHeart implements Segmenter {
    @Override
    public ModelIdentity identity() {
      return MODEL;
    }

    @Override
    public List<StructureDefinition> structures() {
      return List.of(structure("External", RoiType.EXTERNAL), structure("Heart", RoiType.ORGAN));
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      return new SegmentationOutcome.Completed(
          List.of(
              SegmentedStructure.of(structures().get(0), body(series), MODEL),
              SegmentedStructure.of(structures().get(1), heart(series), MODEL)),
          List.of());
    }
  }

  private StepOutcome run(OutputPlan outputs) throws IOException {
    List<String> names = List.of("External", "Heart");
    StructurePlan plan =
        new StructurePlan(names, names, Map.of(), DerivedRules.NONE, outputs, Optional.empty());
    CaseSteps steps = new CaseSteps(new BodyAndHeart(), plan, Settings.defaults().structureSet());
    assertThat(steps.contour(context)).isInstanceOf(StepOutcome.Done.class);
    return steps.structureSet(context);
  }

  private static TargetPlan target(SegmentationOutput output, Map<String, String> aliases) {
    return new TargetPlan(Optional.empty(), aliases, Optional.of(output));
  }

  private static List<String> labels(List<Path> files) throws IOException {
    List<String> labels = new ArrayList<>();
    for (Path file : files) {
      SegmentationReader.read(file).segments().forEach(s -> labels.add(s.label()));
    }
    return labels;
  }

  @Test
  void without_being_asked_for_there_is_none() throws IOException {
    assertThat(run(OutputPlan.PLAIN)).isInstanceOf(StepOutcome.Done.class);
    assertThat(folder().segmentations()).isEmpty();
    assertThat(folder().segmentationsFor("pacs")).isEmpty();
    assertThat(SegmentStep.areAsChecked(folder())).isTrue();
  }

  @Test
  void each_target_gets_the_form_and_the_names_it_asked_for() throws IOException {
    OutputPlan outputs =
        new OutputPlan(
            Map.of(
                "tps", target(SegmentationOutput.NONE, Map.of()),
                "pacs", target(SegmentationOutput.LABELMAP, Map.of("Heart", "Herz")),
                "viewer", new TargetPlan(Optional.of("raystation"), Map.of(), Optional.empty())),
            SegmentationOutput.BINARY);
    assertThat(run(outputs)).isInstanceOf(StepOutcome.Done.class);
    assertThat(folder().segmentationsFor("tps")).isEmpty();
    assertThat(labels(folder().segmentationsFor("viewer"))).containsExactly("External", "Heart");
    // They overlap: a label map each.
    assertThat(folder().segmentationsFor("pacs")).hasSize(2);
    assertThat(labels(folder().segmentationsFor("pacs"))).containsExactly("External", "Herz");
    assertThat(runLog.all()).extracting(e -> e.type()).contains(EventType.SEGMENTATION_WRITTEN);
    ReadSegmentation read = SegmentationReader.read(folder().segmentationsFor("viewer").get(0));
    ReadSegment heart = read.segments().get(1);
    assertThat(read.mask(heart, series.grid()).isSameAs(heart(series))).isTrue();
  }

  @Test
  void a_step_done_again_leaves_the_same_files_and_no_old_ones() throws IOException {
    run(OutputPlan.PLAIN.withSegmentation(SegmentationOutput.LABELMAP));
    byte[] first = Files.readAllBytes(folder().segmentations().get(0));
    assertThat(folder().segmentations()).hasSize(2);
    run(OutputPlan.PLAIN.withSegmentation(SegmentationOutput.LABELMAP));
    assertThat(Files.readAllBytes(folder().segmentations().get(0))).isEqualTo(first);
    run(OutputPlan.PLAIN.withSegmentation(SegmentationOutput.BINARY));
    assertThat(folder().segmentations()).hasSize(1);
  }

  @Test
  void a_target_that_asks_for_nothing_of_its_own_any_more_gets_what_the_others_get()
      throws IOException {
    TargetPlan german = new TargetPlan(Optional.empty(), Map.of("Heart", "Herz"), Optional.empty());
    run(new OutputPlan(Map.of("tps", german, "pacs", german), SegmentationOutput.NONE));
    assertThat(OutgoingFiles.of(folder(), "tps").rtstruct()).isEqualTo(folder().rtstruct("tps"));
    run(new OutputPlan(Map.of("pacs", german), SegmentationOutput.NONE));
    assertThat(OutgoingFiles.of(folder(), "tps").rtstruct()).isEqualTo(folder().rtstruct());
    assertThat(folder().rtstructs())
        .containsExactly(folder().rtstruct(), folder().rtstruct("pacs"));
  }

  @Test
  void what_was_changed_after_it_was_read_back_does_not_leave() throws IOException {
    run(OutputPlan.PLAIN.withSegmentation(SegmentationOutput.BINARY));
    assertThat(new CheckStep().beforeSending(context)).isInstanceOf(StepOutcome.Done.class);
    Path file = folder().segmentations().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(new CheckStep().beforeSending(context)).isInstanceOf(StepOutcome.Failed.class);
  }

  @Test
  void the_structure_set_goes_first_and_a_segmentation_that_is_not_taken_is_told()
      throws IOException {
    run(OutputPlan.PLAIN.withSegmentation(SegmentationOutput.LABELMAP));
    OutgoingFiles files = OutgoingFiles.of(folder(), "pacs");
    List<String> sent = new ArrayList<>();
    assertThat(files.deliverTo(taking(sent, 9), "RS.1.dcm"))
        .isEqualTo(new DeliveryOutcome.Delivered("stored, 3 files"));
    assertThat(sent).containsExactly("RS.1.dcm", "RS.1.SEG1.dcm", "RS.1.SEG2.dcm");
    sent.clear();
    assertThat(files.deliverTo(taking(sent, 1), "RS.1.dcm"))
        .isEqualTo(new DeliveryOutcome.NotDelivered("no such class", true));
    assertThat(sent).containsExactly("RS.1.dcm", "RS.1.SEG1.dcm");
  }

  private static DeliveryTarget taking(List<String> sent, int most) {
    return new DeliveryTarget() {
      @Override
      public String name() {
        return "pacs";
      }

      @Override
      public DeliveryOutcome deliver(Path file, String fileName) {
        sent.add(fileName);
        return sent.size() <= most
            ? new DeliveryOutcome.Delivered("stored")
            : new DeliveryOutcome.NotDelivered("no such class", true);
      }

      @Override
      public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
        throw new AssertionError("nothing is outdated");
      }
    };
  }
}
