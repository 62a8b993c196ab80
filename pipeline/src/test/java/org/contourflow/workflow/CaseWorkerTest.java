package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.contourflow.assembly.WatchedHome;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.home.KeptAside;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.OutputPlan;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.QaRules;
import org.contourflow.protocols.SegmentationOutput;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.qa.Feature;
import org.contourflow.qa.OwnLimits;
import org.contourflow.qa.Range;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.Leases;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.SmallDisk;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a case when a step, or a target, does well or badly. */
class CaseWorkerTest {
  private static final ModelIdentity MODEL =
      new ModelIdentity("test", "1", "0".repeat(64), "a test", false);
  private static final StructureDefinition BODY =
      new StructureDefinition(
          Structure.unpaired("External", RoiType.EXTERNAL, new RoiColour(0, 255, 0)),
          Optional.empty(),
          false,
          false);

  private static final StructureDefinition CORD =
      new StructureDefinition(
          Structure.unpaired("SpinalCord", RoiType.ORGAN, new RoiColour(0, 255, 0)),
          Optional.empty(),
          false,
          false);

  @TempDir Path root;
  private WatchedHome at;
  private String caseId;
  private Function<CtVolume, SegmentationOutcome> network = CaseWorkerTest::body;
  private final List<FakeTarget> targets = new ArrayList<>();
  private Duration later = Duration.ZERO;

  /** Ahead of the machine's, by which the case comes. */
  private final Clock stands = Clock.fixed(Instant.now().plusSeconds(600), ZoneOffset.UTC);

  private Before beforeDone = () -> {};

  private QaRules qa = QaRules.USUAL;
  private List<String> wanted = List.of("External");

  @BeforeEach
  void accept_a_series() throws IOException {
    at = new WatchedHome(root.resolve("home"));
    HostileInput.tiny().build().writeTo(root.resolve("series"));
    at.takeAll(root.resolve("series"));
    caseId = at.watch.tick().get(0);
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static SegmentationOutcome body(CtVolume ct) {
    BinaryMask mask =
        BinaryMask.of(
            ct.grid(), (slice, row, column) -> row > 2 && row < 9 && column > 2 && column < 9);
    return new SegmentationOutcome.Completed(
        List.of(SegmentedStructure.of(BODY, mask, MODEL)), List.of());
  }

  /** What happens before a target answers. */
  private interface Before {
    void happens() throws Exception;

    default void run() {
      try {
        happens();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A target that hands over as it is told. */
  private static final class FakeTarget implements DeliveryTarget {
    private final String name;
    private DeliveryOutcome outcome = new DeliveryOutcome.Delivered("it has it");
    private Error error;
    private int calls;
    private Before before = () -> {};
    private final List<byte[]> sent = new ArrayList<>();

    FakeTarget(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public DeliveryOutcome deliver(Path rtstruct, String fileName) {
      calls++;
      before.run();
      sent.add(bytes(rtstruct));
      if (error != null) {
        throw error;
      }
      return outcome;
    }

    @Override
    public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
      throw new AssertionError("nothing is outdated");
    }
  }

  private FakeTarget target(String name) {
    FakeTarget target = new FakeTarget(name);
    targets.add(target);
    return target;
  }

  /** Stands still but for {@link #later}: no wait of the product ends because a test is slow. */
  private Clock clock() {
    return Clock.offset(stands, later);
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
            return wanted.stream()
                .map(
                    name ->
                        new StructureDefinition(
                            Structure.unpaired(name, RoiType.EXTERNAL, BODY.colour()),
                            Optional.empty(),
                            true,
                            false))
                .toList();
          }

          @Override
          public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
            return network.apply(ct);
          }
        };
    StructurePlan all = StructurePlan.all(wanted);
    StructurePlan plan =
        new StructurePlan(
            all.made(),
            all.delivered(),
            all.rules(),
            all.derived(),
            new OutputPlan(Map.of(), SegmentationOutput.NONE, qa),
            Optional.empty());
    CaseSteps steps = new CaseSteps(segmenter, plan, Settings.defaults().structureSet());
    Leases leases = new Leases("test", Duration.ofMinutes(1), clock());
    DeliveryStore store = watched(new JdbcDeliveryStore(at.database, leases));
    return new CaseWorker(
        new CaseContexts(at.home, at.watch, at.runLog, clock(), id -> SegmentationListener.NONE),
        new JdbcCaseStore(at.database, clock()),
        new JdbcCaseQueue(at.database, leases),
        () -> at.rules,
        name -> Optional.of(steps).filter(s -> name.equals(Protocol.DEFAULT)),
        Map.of(),
        new Deliveries(
            store, List.copyOf(targets), new FileNameTemplate(FileNameTemplate.USUAL), at.runLog));
  }

  /**
   * The store, with {@link #beforeDone} happening before a hand-over's row says that it is done.
   */
  private DeliveryStore watched(DeliveryStore store) {
    return (DeliveryStore)
        Proxy.newProxyInstance(
            DeliveryStore.class.getClassLoader(),
            new Class<?>[] {DeliveryStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("done")) {
                beforeDone.run();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private CaseRecord record() {
    return at.cases.find(caseId).orElseThrow();
  }

  @Test
  void a_case_goes_through_its_steps_once_each() throws IOException {
    FakeTarget tps = target("tps");
    CaseWorker worker = worker();
    assertThat(worker.structureSet(caseId)).as("not its turn").isFalse();
    assertThat(worker.contour(caseId)).isTrue();
    assertThat(worker.contour(caseId)).as("done before").isFalse();
    assertThat(worker.structureSet(caseId)).isTrue();
    assertThat(worker.deliver(caseId)).isTrue();
    assertThat(worker.deliver(caseId)).as("done before").isFalse();
    assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
    assertThat(tps.calls).isEqualTo(1);
    assertThat(worker.due()).isEmpty();
  }

  /** Another target's worker ends the case once no row is pending: by then all receipts stand. */
  @Test
  void a_receipt_stands_in_the_run_log_before_the_case_can_be_delivered() {
    target("tps");
    List<List<String>> told = new ArrayList<>();
    beforeDone = () -> told.add(at.textsOf(EventType.DELIVERED));
    worker().contour(caseId);
    worker().structureSet(caseId);
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(told).containsExactly(List.of("tps: it has it"));
  }

  private DicomDataset sent() throws IOException {
    return DicomFiles.read(worker().folder(caseId).rtstruct()).dataset();
  }

  private void change(Consumer<DicomDataset> change) throws IOException {
    DicomDataset dataset = sent();
    change.accept(dataset);
    DicomFiles.write(
        worker().folder(caseId).rtstruct(), dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }

  @Test
  void what_is_structured_has_passed_our_own_check() {
    worker().contour(caseId);
    assertThat(worker().structureSet(caseId)).isTrue();
    assertThat(at.textsOf(EventType.STRUCTURE_SET_CHECKED))
        .singleElement()
        .asString()
        .startsWith("rtstruct.dcm: 0 errors");
    assertThat(worker().folder(caseId).check()).isRegularFile();
  }

  @Test
  void what_is_another_file_when_it_is_to_be_sent_is_checked_again_and_an_error_stops_it()
      throws IOException {
    FakeTarget tps = target("tps");
    worker().contour(caseId);
    worker().structureSet(caseId);
    change(d -> d.put(DicomTag.PatientID, "SOMEBODY-ELSE"));
    assertThat(worker().deliver(caseId)).isFalse();
    assertThat(tps.calls).isZero();
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    assertThat(worker().folder(caseId).rtstruct()).doesNotExist();
    assertThat(worker().folder(caseId).root().resolve("rtstruct.dcm.rejected")).isRegularFile();
    assertThat(at.textsOf(EventType.STEP_FAILED))
        .singleElement()
        .asString()
        .contains("did not pass its check", "WRONG_PATIENT", "given up")
        .doesNotContain("SOMEBODY");
  }

  @Test
  void a_change_that_is_no_error_is_sent_after_a_second_check() throws IOException {
    FakeTarget tps = target("tps");
    worker().contour(caseId);
    worker().structureSet(caseId);
    change(d -> d.put(DicomTag.StructureSetLabel, "RENAMED"));
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(tps.calls).isEqualTo(1);
    assertThat(at.textsOf(EventType.STRUCTURE_SET_CHECKED)).hasSize(2);
  }

  @Test
  void an_error_of_one_case_is_tried_again_after_a_wait_and_given_up_after_four() {
    network =
        ct -> {
          throw new NoClassDefFoundError("a library that does not load");
        };
    for (int attempt = 1; attempt <= 4; attempt++) {
      assertThat(worker().due()).as("attempt " + attempt).hasSize(1);
      assertThat(worker().contour(caseId)).isFalse();
      assertThat(worker().due()).as("not at once").isEmpty();
      later = later.plusHours(1);
    }
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    assertThat(at.textsOf(EventType.STEP_FAILED))
        .hasSize(4)
        .allMatch(text -> text.contains("NoClassDefFoundError"))
        .last()
        .asString()
        .contains("a person must look");
  }

  @Test
  void a_network_that_fails_once_is_made_good_by_the_next_attempt() {
    network =
        ct ->
            new SegmentationOutcome.Failed(
                SegmentationOutcome.FailureCode.ENGINE, "the engine stumbled", true);
    assertThat(worker().contour(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.ACCEPTED);
    network = CaseWorkerTest::body;
    later = Duration.ofHours(1);
    assertThat(worker().contour(caseId)).isTrue();
  }

  @Test
  void a_contouring_that_the_end_of_the_process_stops_counts_as_no_try_and_is_due_at_once() {
    network =
        ct ->
            new SegmentationOutcome.Failed(
                SegmentationOutcome.FailureCode.CANCELLED, "stopped on request", true);
    for (int i = 0; i < 2 * Settlement.MOST_ATTEMPTS; i++) {
      assertThat(worker().due()).as("restart " + i).hasSize(1);
      assertThat(worker().contour(caseId)).isFalse();
      assertThat(record().attempts()).isZero();
    }
    assertThat(at.textsOf(EventType.STEP_FAILED)).isEmpty();
    assertThat(at.textsOf(EventType.CONTOURING_STOPPED))
        .hasSize(2 * Settlement.MOST_ATTEMPTS)
        .allMatch(text -> text.startsWith("given back"));
    network = CaseWorkerTest::body;
    CaseWorker ending = worker();
    ending.end();
    assertThat(ending.contourNext(Optional.empty())).as("nothing is begun any more").isFalse();
    assertThat(worker().contourNext(Optional.empty())).isTrue();
    assertThat(record().state()).isEqualTo(CaseState.CONTOURED);
  }

  @Test
  void posteriors_that_are_not_numbers_stop_the_case_for_good() {
    network =
        ct ->
            new SegmentationOutcome.Failed(
                SegmentationOutcome.FailureCode.NON_FINITE_OUTPUT, "NaN in tile 3", false);
    assertThat(worker().contour(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    assertThat(at.textsOf(EventType.STEP_FAILED))
        .singleElement()
        .asString()
        .contains("NaN in tile 3", "given up");
  }

  @Test
  void a_model_that_refuses_ends_the_case_with_its_reason() {
    network =
        ct ->
            new SegmentationOutcome.Refused(
                SegmentationOutcome.RefusalCode.MODEL_OUT_OF_SERVICE, "golden check", "mend it");
    assertThat(worker().contour(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.REFUSED);
    assertThat(at.textsOf(EventType.CONTOURING_REFUSED))
        .singleElement()
        .asString()
        .contains("MODEL_OUT_OF_SERVICE", "mend it");
  }

  @Test
  void a_protocol_changed_after_the_contouring_refuses_what_it_lacks_and_says_what_to_do()
      throws IOException {
    FakeTarget tps = target("tps");
    assertThat(worker().contour(caseId)).isTrue();
    wanted = List.of("External", "Heart");
    assertThat(worker().structureSet(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.REFUSED);
    assertThat(KeptAside.in(at.home.quarantine()))
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.code()).isEqualTo("PROTOCOL_CHANGED");
              assertThat(held.reason()).contains("now wants Heart");
              assertThat(held.whatToDo()).contains("contourflow retry");
            });
    assertThat(tps.calls).isZero();
    assertThat(worker().requests().retry(caseId)).isTrue();
    assertThat(worker().contour(caseId)).as("contoured anew, Heart asked for").isTrue();
    assertThat(worker().structureSet(caseId)).isTrue();
  }

  @Test
  void a_step_cut_off_before_its_state_was_stored_leaves_the_same_rtstruct_when_done_again()
      throws IOException {
    CaseWorker worker = worker();
    worker.contour(caseId);
    worker.structureSet(caseId);
    byte[] first = Files.readAllBytes(worker.folder(caseId).rtstruct());
    assertThat(at.cases.move(caseId, CaseState.STRUCTURED, CaseState.CONTOURED, "")).isTrue();
    assertThat(worker().structureSet(caseId)).isTrue();
    assertThat(worker.folder(caseId).rtstruct()).hasBinaryContent(first);
  }

  @Test
  void only_the_target_that_failed_is_tried_again() {
    FakeTarget export = target("export");
    FakeTarget tps = target("tps");
    tps.outcome = new DeliveryOutcome.NotDelivered("no association", true);
    worker().contour(caseId);
    worker().structureSet(caseId);
    assertThat(worker().deliver(caseId)).isFalse();
    assertThat(worker().deliver(caseId)).as("not at once").isFalse();
    assertThat(tps.calls).isEqualTo(1);
    later = Duration.ofHours(1);
    tps.outcome = new DeliveryOutcome.Delivered("it has it");
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(export.calls).isEqualTo(1);
    assertThat(tps.calls).isEqualTo(2);
  }

  @Test
  void a_target_that_hangs_holds_up_no_other() throws Exception {
    FakeTarget tps = target("tps");
    FakeTarget export = target("export");
    worker().contour(caseId);
    worker().structureSet(caseId);
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    tps.before =
        () -> {
          hangs.countDown();
          answers.await();
        };
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> sending = thread.submit(() -> worker().handOver().next("tps"));
      hangs.await();
      assertThat(worker().handOver().next("export")).isTrue();
      assertThat(export.calls).isEqualTo(1);
      assertThat(worker().handOver().next("tps")).as("it is in another's hands").isFalse();
      assertThat(record().state()).isEqualTo(CaseState.STRUCTURED);
      answers.countDown();
      assertThat(sending.get()).isTrue();
      assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
      assertThat(tps.calls).isEqualTo(1);
    } finally {
      answers.countDown();
      thread.shutdown();
    }
  }

  @Test
  void the_rtstruct_goes_out_before_the_report_is_drawn() {
    target("tps");
    CaseWorker worker = worker();
    worker.contour(caseId);
    worker.structureSet(caseId);
    assertThat(worker.deliver(caseId)).isTrue();
    assertThat(worker.folder(caseId).report()).doesNotExist();
    assertThat(worker.reportNext()).isTrue();
    assertThat(worker.folder(caseId).report()).isNotEmptyFile();
    assertThat(worker.reportNext()).as("once").isFalse();
    assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
  }

  @Test
  void the_report_is_the_same_where_another_process_wrote_the_structure_set() throws IOException {
    worker().contour(caseId);
    CaseWorker worker = worker();
    worker.structureSet(caseId);
    worker.reportNext();
    byte[] report = Files.readAllBytes(worker.folder(caseId).report());
    int findings = at.textsOf(EventType.QA_FINDING).size();
    Files.delete(worker.folder(caseId).report());
    at.cases.move(caseId, CaseState.STRUCTURED, CaseState.CONTOURED, "");
    worker().structureSet(caseId);
    assertThat(at.textsOf(EventType.QA_FINDING)).hasSize(2 * findings);
    assertThat(worker().reportNext()).isTrue();
    assertThat(at.textsOf(EventType.QA_FINDING)).as("not told again").hasSize(2 * findings);
    assertThat(worker.folder(caseId).report()).hasBinaryContent(report);
  }

  @Test
  void a_report_that_cannot_be_drawn_holds_up_no_delivery_and_is_given_up_in_the_end()
      throws IOException {
    target("tps");
    CaseWorker worker = worker();
    worker.contour(caseId);
    worker.structureSet(caseId);
    Files.createDirectories(worker.folder(caseId).report().resolve("in-the-way"));
    for (int i = 0; i < Settlement.MOST_ATTEMPTS; i++) {
      assertThat(worker().reportNext()).isTrue();
      later = later.plusHours(1);
    }
    assertThat(worker().reportNext()).isFalse();
    assertThat(worker().deliver(caseId)).isTrue();
  }

  @Test
  void a_sending_whose_end_was_not_written_down_is_sent_again_with_the_same_bytes_and_told()
      throws IOException {
    FakeTarget tps = target("tps");
    worker().contour(caseId);
    worker().structureSet(caseId);
    // As a process that is killed after the target had it and before the receipt was written down.
    JdbcDeliveryStore dead =
        new JdbcDeliveryStore(at.database, new Leases("dead", Duration.ofMinutes(1), clock()));
    dead.takeNext("tps", Set.of()).orElseThrow();
    byte[] sent = Files.readAllBytes(worker().folder(caseId).rtstruct());
    later = Duration.ofMinutes(2);
    assertThat(worker().handOver().next("tps")).isTrue();
    assertThat(tps.sent).containsExactly(sent);
    assertThat(at.textsOf(EventType.DELIVERY_REPEATED)).singleElement().asString().contains("tps");
  }

  @Test
  void many_that_a_target_did_not_take_are_taken_up_at_once_and_only_there() {
    FakeTarget tps = target("tps");
    FakeTarget other = target("other");
    tps.outcome = new DeliveryOutcome.NotDelivered("SOP class refused", false);
    worker().contour(caseId);
    worker().structureSet(caseId);
    worker().deliver(caseId);
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    Instant tomorrow = clock().instant().plus(Duration.ofDays(1));
    assertThat(worker().requests().retryTarget("tps", tomorrow)).isZero();
    assertThat(worker().requests().retryTarget("other", Instant.EPOCH)).isZero();
    assertThat(worker().requests().retryTarget("tps", Instant.EPOCH)).isEqualTo(1);
    tps.outcome = new DeliveryOutcome.Delivered("it has it");
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(other.calls).isEqualTo(1);
  }

  @Test
  void a_target_that_is_back_gets_at_once_what_waited_for_it() {
    FakeTarget tps = target("tps");
    tps.outcome = new DeliveryOutcome.NotDelivered("no association", true);
    worker().contour(caseId);
    worker().structureSet(caseId);
    worker().deliver(caseId);
    tps.outcome = new DeliveryOutcome.Delivered("it has it");
    assertThat(worker().handOver().next("tps")).as("not yet").isFalse();
    assertThat(worker().handOver().hurry("tps")).isEqualTo(1);
    assertThat(worker().handOver().next("tps")).isTrue();
    assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
  }

  @Test
  void a_target_that_is_no_longer_configured_keeps_no_case_waiting() {
    FakeTarget gone = target("gone");
    gone.outcome = new DeliveryOutcome.NotDelivered("no association", true);
    worker().contour(caseId);
    worker().structureSet(caseId);
    worker().deliver(caseId);
    targets.clear();
    worker().handOver().takeUp();
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    assertThat(at.textsOf(EventType.DELIVERY_GIVEN_UP))
        .singleElement()
        .asString()
        .contains("no longer configured");
  }

  @Test
  void a_case_that_has_not_begun_is_stopped_at_once_and_one_in_work_in_whatever_process() {
    CaseWorker worker = worker();
    assertThat(worker.requests().stop("case-999999")).isEqualTo(CaseRequests.Stopping.NOTHING);
    assertThat(worker.requests().stop(caseId)).isEqualTo(CaseRequests.Stopping.STOPPED);
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    assertThat(worker.requests().stop(caseId)).isEqualTo(CaseRequests.Stopping.NOTHING);
    worker.requests().retry(caseId);
    network =
        ct -> {
          assertThat(worker().requests().stop(caseId)).isEqualTo(CaseRequests.Stopping.STOPS);
          assertThat(worker().requests().toStop()).containsExactly(caseId);
          return body(ct);
        };
    assertThat(worker.contour(caseId)).as("too late, in this network").isTrue();
    assertThat(worker.requests().toStop()).isEmpty();
  }

  @Test
  void an_error_in_a_target_is_a_failed_attempt_not_the_end_of_all_hand_overs() {
    FakeTarget tps = target("tps");
    tps.error = new ExceptionInInitializerError("a charset that is not there");
    worker().contour(caseId);
    worker().structureSet(caseId);
    assertThat(worker().deliver(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.STRUCTURED);
    tps.error = null;
    assertThat(worker().deliver(caseId)).isTrue();
  }

  @Test
  void a_target_away_over_a_weekend_gets_its_case_all_the_same() {
    FakeTarget tps = target("tps");
    tps.outcome = new DeliveryOutcome.NotDelivered("no association", true);
    worker().contour(caseId);
    worker().structureSet(caseId);
    for (later = Duration.ZERO; later.toHours() < 72; later = later.plusHours(1)) {
      worker().deliver(caseId);
    }
    assertThat(record().state()).isEqualTo(CaseState.STRUCTURED);
    assertThat(tps.calls).isGreaterThan(60);
    tps.outcome = new DeliveryOutcome.Delivered("it has it");
    assertThat(worker().deliver(caseId)).isTrue();
  }

  @Test
  void a_hand_over_given_up_is_tried_again_when_a_person_asks_and_only_there() {
    FakeTarget export = target("export");
    FakeTarget tps = target("tps");
    tps.outcome = new DeliveryOutcome.NotDelivered("SOP class refused", false);
    worker().contour(caseId);
    worker().structureSet(caseId);
    worker().deliver(caseId);
    assertThat(record().state()).isEqualTo(CaseState.FAILED);
    tps.outcome = new DeliveryOutcome.Delivered("it has it");
    assertThat(worker().requests().retry("case-999999")).isFalse();
    assertThat(worker().requests().retry(caseId)).isTrue();
    assertThat(worker().due()).hasSize(1);
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
    assertThat(export.calls).isEqualTo(1);
    assertThat(tps.calls).isEqualTo(2);
    assertThat(at.textsOf(EventType.CASE_RETRIED)).singleElement().asString().contains("FAILED");
    assertThat(worker().requests().retry(caseId)).as("delivered").isFalse();
  }

  @Test
  void a_refused_case_is_contoured_when_its_cause_is_mended_and_a_person_asks() throws IOException {
    network =
        ct ->
            new SegmentationOutcome.Refused(
                SegmentationOutcome.RefusalCode.MODEL_OUT_OF_SERVICE, "golden check", "mend it");
    worker().contour(caseId);
    network = CaseWorkerTest::body;
    assertThat(worker().contour(caseId)).as("not by itself").isFalse();
    assertThat(KeptAside.in(at.home.quarantine()))
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.code()).isEqualTo("MODEL_OUT_OF_SERVICE");
              assertThat(held.whatToDo()).contains("contourflow retry " + caseId);
            });
    assertThat(worker().requests().retry(caseId)).isTrue();
    assertThat(KeptAside.in(at.home.quarantine())).isEmpty();
    assertThat(record().state()).isEqualTo(CaseState.ACCEPTED);
    assertThat(worker().contour(caseId)).isTrue();
  }

  @Test
  void a_case_that_its_findings_hold_is_delivered_once_a_person_lets_it_go() throws IOException {
    FakeTarget tps = target("tps");
    qa =
        new QaRules(
            QaRules.Policy.HOLD,
            Map.of("External", Map.of(Feature.VOLUME, new Range(5000, 90000))));
    worker().contour(caseId);
    assertThat(worker().requests().release(caseId)).as("nothing is held yet").isFalse();
    assertThat(worker().structureSet(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.REFUSED);
    assertThat(KeptAside.in(at.home.quarantine()))
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.code()).isEqualTo("HELD_BY_QA");
              assertThat(held.whatToDo()).contains("contourflow release " + caseId);
            });
    assertThat(new CaseFolder(at.home.cases().resolve(caseId)).report()).exists();
    Path findings = at.home.cases().resolve(caseId).resolve("findings.json");
    assertThat(Files.readString(findings)).contains("QA-19", "finding-1.png");
    assertThat(findings.resolveSibling("finding-1.png")).isNotEmptyFile();
    assertThat(worker().requests().release(caseId)).isTrue();
    assertThat(worker().requests().release(caseId)).as("only once").isFalse();
    assertThat(KeptAside.in(at.home.quarantine())).isEmpty();
    assertThat(worker().structureSet(caseId)).isTrue();
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(tps.calls).isEqualTo(1);
    assertThat(
            Files.readString(
                new CaseFolder(at.home.cases().resolve(caseId))
                    .report()
                    .resolveSibling("released.txt")))
        .contains("a person");
  }

  private static SegmentationOutcome cutBelow(CtVolume ct) {
    BinaryMask mask =
        BinaryMask.of(
            ct.grid(),
            (slice, row, column) -> slice < 6 && row > 2 && row < 9 && column > 2 && column < 9);
    return new SegmentationOutcome.Completed(
        List.of(SegmentedStructure.of(CORD, mask, MODEL)), List.of());
  }

  @Test
  void an_organ_that_the_scan_cuts_holds_the_case_where_the_protocol_wants_it_whole()
      throws IOException {
    FakeTarget tps = target("tps");
    wanted = List.of("SpinalCord");
    network = CaseWorkerTest::cutBelow;
    qa = new QaRules(QaRules.Policy.DELIVER, OwnLimits.NONE, Set.of("SpinalCord"));
    worker().contour(caseId);
    assertThat(worker().structureSet(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.REFUSED);
    assertThat(record().detail())
        .contains("QA-11", "SpinalCord", "first or last slice", "The protocol wants it whole");
    assertThat(KeptAside.in(at.home.quarantine()))
        .singleElement()
        .satisfies(held -> assertThat(held.whatToDo()).contains("contourflow release " + caseId));
    assertThat(tps.calls).isZero();
    assertThat(worker().requests().release(caseId)).isTrue();
    assertThat(worker().structureSet(caseId)).isTrue();
    assertThat(worker().deliver(caseId)).isTrue();
  }

  @Test
  void an_organ_that_the_scan_cuts_is_a_note_where_the_protocol_says_nothing_of_it() {
    target("tps");
    wanted = List.of("SpinalCord");
    network = CaseWorkerTest::cutBelow;
    qa = new QaRules(QaRules.Policy.HOLD, OwnLimits.NONE, Set.of("Brainstem"));
    worker().contour(caseId);
    worker().structureSet(caseId);
    assertThat(at.textsOf(EventType.QA_FINDING)).anyMatch(text -> text.startsWith("NOTE QA-11"));
    assertThat(record().detail()).doesNotContain("QA-11");
  }

  @Test
  void contours_made_anew_are_held_again_though_the_old_ones_were_let_go() throws IOException {
    qa =
        new QaRules(
            QaRules.Policy.HOLD,
            Map.of("External", Map.of(Feature.VOLUME, new Range(5000, 90000))));
    worker().contour(caseId);
    worker().structureSet(caseId);
    worker().requests().release(caseId);
    at.cases.move(caseId, CaseState.CONTOURED, CaseState.ACCEPTED, "");
    worker().contour(caseId);
    assertThat(worker().structureSet(caseId)).isFalse();
    assertThat(record().state()).isEqualTo(CaseState.REFUSED);
  }

  @Test
  void a_case_whose_slices_are_gone_says_so_and_is_not_contoured_as_a_shorter_one()
      throws IOException {
    try (var files = Files.walk(at.home.store())) {
      Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
    assertThat(worker().contour(caseId)).isFalse();
    assertThat(at.cases.find(caseId).map(CaseRecord::state)).hasValue(CaseState.ACCEPTED);
    assertThat(at.runLog.eventsOf(caseId))
        .anySatisfy(
            event -> {
              assertThat(event.type()).isEqualTo(EventType.STEP_FAILED);
              assertThat(event.text()).contains("stored slices are gone from the disk");
            });
  }

  @Test
  void numbers_of_case_folders_that_are_there_are_not_given_again() throws IOException {
    Path cases = Files.createDirectories(root.resolve("elsewhere"));
    Files.createDirectories(cases.resolve("case-000412"));
    Files.createDirectories(cases.resolve("not-a-case"));
    at.cases.numbersBehind(CaseFolder.highestNumber(cases));
    assertThat(at.cases.create("1.2", "1.2.9", "b".repeat(64), "default").record().caseId())
        .isEqualTo("case-000413");
    at.cases.numbersBehind(3);
    assertThat(at.cases.create("1.2", "1.2.8", "c".repeat(64), "default").record().caseId())
        .isEqualTo("case-000414");
  }

  /** Masks, their list, the RTSTRUCT, its check, the report: with each page more another fails. */
  @ParameterizedTest(name = "{0} pages left")
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 8, 12})
  void a_full_disk_stops_a_case_for_as_long_as_it_is_full_and_leaves_nothing(int pagesLeft)
      throws Exception {
    FakeTarget tps = target("tps");
    try (SmallDisk disk = SmallDisk.mount(at.home.cases(), 1)) {
      disk.fill(pagesLeft);
      allSteps();
      disk.free();
      later = Duration.ofHours(1);
      allSteps();
      assertThat(record().state()).isEqualTo(CaseState.DELIVERED);
      assertThat(tps.calls).isEqualTo(1);
      CaseFolder folder = worker().folder(caseId);
      assertThat(folder.report()).isNotEmptyFile();
      assertThat(folder.rtstruct()).hasBinaryContent(tps.sent.get(0));
      assertThat(WatchedHome.filesBelow(folder.root()))
          .noneMatch(f -> f.getFileName().toString().startsWith("."));
    }
  }

  private void allSteps() {
    CaseWorker worker = worker();
    worker.contour(caseId);
    worker.structureSet(caseId);
    worker.deliver(caseId);
    worker.reportNext();
  }
}
