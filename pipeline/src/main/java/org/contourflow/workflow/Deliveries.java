package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cases.DeliveryStore.Taken;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.protocols.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a case's RTSTRUCT to every target, counts, and sends again only what failed. */
public final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /** With the longest wait between: about a week, so that no weekend at a TPS costs a case. */
  private static final int MOST_ATTEMPTS = 700;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final DeliveryStore store;
  private final Map<String, DeliveryTarget> targets;
  private final FileNameTemplate fileNames;
  private final RunLog runLog;

  /**
   * Deliveries to these targets.
   *
   * @param fileNames what targets that keep files call them
   */
  public Deliveries(
      DeliveryStore store,
      List<DeliveryTarget> targets,
      FileNameTemplate fileNames,
      RunLog runLog) {
    this.fileNames = fileNames;
    this.store = store;
    this.targets =
        targets.stream().collect(Collectors.toMap(DeliveryTarget::name, Function.identity()));
    this.runLog = runLog;
  }

  /** How far the hand-over is. */
  public enum Progress {
    ALL_DONE,
    WAITING,
    GIVEN_UP
  }

  /** Names of all targets. */
  Set<String> targets() {
    return targets.keySet();
  }

  /** Names of the targets that get what a protocol makes. */
  List<String> targetsOf(Protocol protocol) {
    return targets.keySet().stream().filter(protocol::goesTo).sorted().toList();
  }

  /** Sees that there is a hand-over for each of these targets. */
  void plan(String caseId, List<String> names) {
    store.plan(caseId, names);
  }

  List<String> casesDue() {
    return store.casesDue();
  }

  Optional<Taken> takeNext(String target, Set<String> urgent) {
    return store.takeNext(target, urgent);
  }

  /** Every hand-over of the case that is due and in nobody's hands. */
  List<Taken> takeAll(String caseId) {
    return store.of(caseId).stream()
        .map(record -> store.take(caseId, record.target()))
        .flatMap(Optional::stream)
        .toList();
  }

  void giveBack(Taken taken) {
    store.giveBack(taken);
  }

  void setBack(Taken taken, Duration wait) {
    store.setBack(taken, wait);
  }

  /** How far the hand-over of a case is. */
  Progress progress(String caseId) {
    List<DeliveryRecord> all = store.of(caseId);
    if (all.stream().anyMatch(r -> r.state() == DeliveryState.PENDING)) {
      return Progress.WAITING;
    }
    return all.stream().allMatch(r -> r.state() == DeliveryState.DONE)
        ? Progress.ALL_DONE
        : Progress.GIVEN_UP;
  }

  /** Gives up hand-overs to targets that are no longer configured. */
  void giveUpUnknown(String caseId) {
    for (DeliveryRecord record : store.of(caseId)) {
      if (record.state() == DeliveryState.PENDING && !targets.containsKey(record.target())) {
        tryLater(record, new DeliveryOutcome.NotDelivered("it is no longer configured", false));
      }
    }
  }

  /** Whether the case had come to its hand-over; if so, what was given up is due again. */
  boolean again(String caseId) {
    return store.again(caseId);
  }

  boolean again(String caseId, String target) {
    return store.again(caseId, target);
  }

  boolean resend(String caseId, String target) {
    return store.resend(caseId, target);
  }

  int hurry(String target) {
    return store.hurry(target);
  }

  List<String> givenUpSince(String target, Instant since) {
    return store.givenUpSince(target, since);
  }

  /**
   * Sends what was taken and writes down how it ended.
   *
   * @param protocol name of the case's protocol
   * @param afterError how long to wait after the target threw something
   * @throws IOException if the RTSTRUCT cannot be read
   */
  void attempt(Taken taken, CaseFolder folder, String protocol, Duration afterError)
      throws IOException {
    DeliveryRecord record = taken.record();
    OutgoingFiles files = OutgoingFiles.of(folder, record.target());
    String fileName = fileName(files.rtstruct(), record.caseId(), protocol);
    if (record.lost() > 0) {
      runLog.append(
          record.caseId(),
          EventType.DELIVERY_REPEATED,
          record.target() + ": sent again; how the sending before ended was not written down");
    }
    DeliveryOutcome outcome;
    try {
      outcome = send(record.target(), files, fileName);
    } catch (RuntimeException | Error e) {
      LOG.error("a target failed", e);
      later(record, StepFailures.of(e).reason(), afterError);
      return;
    }
    outcome.accept(
        new DeliveryOutcome.Visitor<Void>() {
          @Override
          public Void delivered(DeliveryOutcome.Delivered delivered) {
            done(record, delivered.receipt());
            return null;
          }

          @Override
          public Void notDelivered(DeliveryOutcome.NotDelivered not) {
            tryLater(record, not);
            return null;
          }
        });
  }

  /** By its UID: case numbers begin anew in a new home, and must not replace another's file. */
  private String fileName(Path rtstruct, String caseId, String protocol) throws IOException {
    DicomDataset set = DicomFiles.readHeader(rtstruct).dataset();
    return fileNames.expand(FileNameValues.of(set, caseId, protocol));
  }

  /**
   * What a target was sent of a case, the sets of before a clinician's was appended to included.
   *
   * @throws IOException if its files cannot be read
   */
  List<DeliveryTarget.Sent> sent(CaseFolder folder, String caseId, String protocol, String target)
      throws IOException {
    OutgoingFiles files = OutgoingFiles.of(folder, target);
    List<DeliveryTarget.Sent> sent =
        new ArrayList<>(files.sentAs(fileName(files.rtstruct(), caseId, protocol)));
    for (Path earlier : folder.earlierSets()) {
      sent.add(new DeliveryTarget.Sent(earlier, fileName(earlier, caseId, protocol)));
    }
    return sent;
  }

  /** The target of a name, if it is configured. */
  Optional<DeliveryTarget> target(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  private DeliveryOutcome send(String name, OutgoingFiles files, String fileName) {
    DeliveryTarget target = targets.get(name);
    return target == null
        ? new DeliveryOutcome.NotDelivered("it is no longer configured", false)
        : files.deliverTo(target, fileName);
  }

  /**
   * The event first: by the row another target's worker may end the case, and a kill between would
   * leave a case delivered of which the run log does not say where. It costs one sending more.
   */
  private void done(DeliveryRecord record, String receipt) {
    runLog.append(record.caseId(), EventType.DELIVERED, record.target() + ": " + receipt);
    store.done(record.caseId(), record.target(), receipt);
  }

  private void tryLater(DeliveryRecord record, DeliveryOutcome.NotDelivered not) {
    String caseId = record.caseId();
    String name = record.target();
    int attempts = record.attempts() + 1;
    if (!not.retryable() || attempts >= MOST_ATTEMPTS) {
      store.giveUp(caseId, name, not.reason());
      runLog.append(caseId, EventType.DELIVERY_GIVEN_UP, name + ": " + not.reason());
      return;
    }
    later(record, not.reason(), waitAfter(attempts));
  }

  private void later(DeliveryRecord record, String reason, Duration wait) {
    store.retryAfter(record.caseId(), record.target(), reason, wait);
    runLog.append(
        record.caseId(),
        EventType.DELIVERY_FAILED,
        record.target() + ": " + reason + "; tried again in " + wait.toSeconds() + " s");
  }

  static Duration waitAfter(int attempts) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(20, attempts - 1));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
