package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.contourflow.assembly.WatchedHome;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.config.SupersededRule;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.JdbcOutdatedSetStore;
import org.contourflow.store.Leases;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.SettableClock;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delivered case of nine slices, and the tenth. */
class OutdatedSetsTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("test", "1", "0".repeat(64), "a test", false);
  private static final StructureDefinition BODY =
      new StructureDefinition(
          Structure.unpaired("External", RoiType.EXTERNAL, new RoiColour(0, 255, 0)),
          Optional.empty(),
          false,
          false);

  @TempDir Path root;

  /** A minute ahead of the clock by which series are judged, so that nothing of theirs waits. */
  private final SettableClock clock = new SettableClock(Instant.now().plusSeconds(600));

  private WatchedHome at;
  private Leases leases;
  private final Target tps = new Target();
  private Deliveries deliveries;
  private CaseWorker worker;
  private String first;
  private Path tenth;

  /** Takes everything, and withdraws as it is told. */
  private static final class Target implements DeliveryTarget {
    private DeliveryOutcome answer = new DeliveryOutcome.Delivered("it is marked");
    private final List<String> withdrawn = new ArrayList<>();
    private final List<DicomDataset> notes = new ArrayList<>();

    @Override
    public String name() {
      return "tps";
    }

    @Override
    public DeliveryOutcome deliver(Path rtstruct, String fileName) {
      return new DeliveryOutcome.Delivered("stored");
    }

    @Override
    public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
      outdated.forEach(one -> withdrawn.add(uid(one.file())));
      try {
        notes.add(DicomFiles.read(note).dataset());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return answer;
    }
  }

  private static String uid(Path file) {
    try {
      return DicomFiles.readHeader(file).dataset().text(DicomTag.SOPInstanceUID);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void deliver_nine_slices() throws IOException {
    at = new WatchedHome(root.resolve("home"));
    List<Path> files = HostileInput.tiny().build().writeTo(root.resolve("series")).files();
    tenth = Files.createDirectories(root.resolve("later")).resolve("tenth.dcm");
    Files.move(files.get(9), tenth);
    at.takeAll(root.resolve("series"));
    first = at.watch.tick().get(0);
    leases = new Leases("test", Duration.ofMinutes(1), clock);
    deliveries =
        new Deliveries(
            new JdbcDeliveryStore(at.database, leases),
            List.of(tps),
            new FileNameTemplate(FileNameTemplate.USUAL),
            at.runLog);
    worker = worker();
    deliver(first);
    assertThat(worker.reportNext()).isTrue();
  }

  @AfterEach
  void close() {
    at.close();
  }

  private void deliver(String caseId) {
    worker.contour(caseId);
    worker.structureSet(caseId);
    assertThat(worker.deliver(caseId)).isTrue();
  }

  private String deliverTen() throws IOException {
    String second = acceptTen();
    deliver(second);
    return second;
  }

  private String acceptTen() throws IOException {
    at.takeAll(root.resolve("later"));
    return at.watch.tick().get(0);
  }

  private CaseWorker worker() {
    Segmenter segmenter =
        new Segmenter() {
          @Override
          public ModelIdentity identity() {
            return MODEL;
          }

          @Override
          public List<StructureDefinition> structures() {
            return List.of(BODY);
          }

          @Override
          public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
            BinaryMask mask =
                BinaryMask.of(ct.grid(), (slice, row, column) -> row > 2 && row < 9 && column > 2);
            return new SegmentationOutcome.Completed(
                List.of(SegmentedStructure.of(BODY, mask, MODEL)), List.of());
          }
        };
    CaseSteps steps =
        new CaseSteps(
            segmenter, StructurePlan.all(List.of("External")), Settings.defaults().structureSet());
    return new CaseWorker(
        new CaseContexts(
            at.home, at.watch, at.runLog, Clock.systemUTC(), id -> SegmentationListener.NONE),
        at.cases,
        new JdbcCaseQueue(at.database, leases),
        () -> at.rules,
        name -> Optional.of(steps),
        Map.of(),
        deliveries);
  }

  private OutdatedSets outdated(SupersededRule rule) {
    return new OutdatedSets(
        new JdbcOutdatedSetStore(at.database, leases),
        at.cases,
        deliveries,
        worker::folder,
        Map.of("tps", rule),
        at.runLog);
  }

  private String firstUid() {
    return uid(worker.folder(first).rtstruct());
  }

  private String receipt() {
    return new JdbcDeliveryStore(at.database, leases).of(first).get(0).detail();
  }

  @Test
  void the_new_set_its_report_and_the_run_log_name_what_it_stands_for() throws IOException {
    String second = deliverTen();
    DicomDataset set = DicomFiles.read(worker.folder(second).rtstruct()).dataset();
    assertThat(set.text(DicomTag.StructureSetDescription)).endsWith("Supersedes " + firstUid());
    String text = "superseded: the set " + firstUid() + " at tps is outdated";
    assertThat(at.textsOf(EventType.SET_OUTDATED)).singleElement().asString().startsWith(text);
    assertThat(worker.reportNext()).isTrue();
    assertThat(worker.folder(second).report()).content().contains(text);
    DicomDataset before = DicomFiles.read(worker.folder(first).rtstruct()).dataset();
    assertThat(before.text(DicomTag.StructureSetDescription)).doesNotContain("Supersedes");
  }

  @Test
  void by_the_usual_rule_it_is_named_in_receipt_case_log_and_report_and_nothing_is_sent()
      throws IOException {
    String second = acceptTen();
    assertThat(outdated(SupersededRule.NAME).next("tps")).isTrue();
    assertThat(outdated(SupersededRule.NAME).next("tps")).as("once").isFalse();
    assertThat(tps.withdrawn).isEmpty();
    String text =
        "superseded: the set " + firstUid() + " at tps is outdated; " + second + " stands for it";
    assertThat(at.textsOf(EventType.SET_OUTDATED)).containsExactly(text);
    assertThat(receipt()).isEqualTo("stored; " + text);
    assertThat(at.cases.find(first).orElseThrow())
        .returns(CaseState.SUPERSEDED, c -> c.state())
        .returns("by " + second + "; " + text, c -> c.detail());
    assertThat(worker.folder(first).report()).content().contains("<p class=\"warn\">" + text);
    try (PDDocument paper = Loader.loadPDF(worker.folder(first).pdf().toFile())) {
      String said = new PDFTextStripper().getText(paper).replaceAll("\\s+", "");
      assertThat(said).contains(text.replace(" ", "") + "UNAPPROVED", "Casecase-000001,page1of");
    }
  }

  @Test
  void by_the_rule_withdraw_a_note_of_one_and_the_same_uid_rejects_it_until_it_is_taken()
      throws IOException {
    acceptTen();
    OutdatedSets outdated = outdated(SupersededRule.WITHDRAW);
    tps.answer = new DeliveryOutcome.NotDelivered("no answer", true);
    assertThat(outdated.next("tps")).isTrue();
    assertThat(outdated.next("tps")).as("it waits").isFalse();
    assertThat(at.textsOf(EventType.DELIVERY_FAILED)).singleElement().asString().contains("5 s");
    clock.pass(Duration.ofSeconds(6));
    tps.answer = new DeliveryOutcome.Delivered("it is marked");
    assertThat(outdated.next("tps")).isTrue();
    assertThat(tps.withdrawn).containsExactly(firstUid(), firstUid());
    assertThat(tps.notes.get(0).text(DicomTag.SOPInstanceUID))
        .isEqualTo(tps.notes.get(1).text(DicomTag.SOPInstanceUID));
    assertThat(at.textsOf(EventType.SET_WITHDRAWN))
        .singleElement()
        .asString()
        .contains(firstUid(), "withdrawn: it is marked");
    assertThat(receipt()).contains("withdrawn: it is marked");
    clock.pass(Duration.ofHours(1));
    assertThat(outdated.next("tps")).isFalse();
  }

  @Test
  void by_the_rule_replace_it_stays_in_use_until_the_later_set_is_there() throws IOException {
    String second = acceptTen();
    OutdatedSets outdated = outdated(SupersededRule.REPLACE);
    assertThat(outdated.next("tps")).isFalse();
    deliver(second);
    assertThat(outdated.next("tps")).isTrue();
    assertThat(tps.withdrawn).containsExactly(firstUid());
  }

  @Test
  void what_a_target_will_not_withdraw_a_person_is_told_to_delete_there() throws IOException {
    acceptTen();
    tps.answer = new DeliveryOutcome.NotDelivered("it takes no key objects", false);
    assertThat(outdated(SupersededRule.WITHDRAW).next("tps")).isTrue();
    assertThat(at.textsOf(EventType.SET_NOT_WITHDRAWN))
        .singleElement()
        .asString()
        .endsWith("not withdrawn: it takes no key objects; a person must delete it there");
    assertThat(outdated(SupersededRule.WITHDRAW).next("tps")).isFalse();
  }

  @Test
  void without_its_file_it_is_named_by_its_case() throws IOException {
    acceptTen();
    Files.delete(worker.folder(first).rtstruct());
    assertThat(outdated(SupersededRule.WITHDRAW).next("tps")).isTrue();
    assertThat(at.textsOf(EventType.SET_NOT_WITHDRAWN))
        .singleElement()
        .asString()
        .contains("the set " + first + " at tps", "no longer kept here");
  }
}
