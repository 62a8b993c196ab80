package org.contourflow.workflow;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.protocols.Protocol;

/** Hands a case's RTSTRUCT to every target, counts, and sends again only what failed. */
public final class Deliveries {
  /** With the longest wait between: about a week, so that no weekend at a TPS costs a case. */
  private static final int MOST_ATTEMPTS = 700;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final DeliveryStore store;
  private final Map<String, DeliveryTarget> targets;
  private final FileNameTemplate fileNames;
  private final RunLog runLog;
  private final Clock clock;

  /**
   * Deliveries to these targets.
   *
   * @param fileNames what targets that keep files call them
   */
  public Deliveries(
      DeliveryStore store,
      List<DeliveryTarget> targets,
      FileNameTemplate fileNames,
      RunLog runLog,
      Clock clock) {
    this.fileNames = fileNames;
    this.store = store;
    this.targets =
        targets.stream().collect(Collectors.toMap(DeliveryTarget::name, Function.identity()));
    this.runLog = runLog;
    this.clock = clock;
  }

  /** How far the hand-over is. */
  public enum Progress {
    ALL_DONE,
    WAITING,
    GIVEN_UP
  }

  /** Whether a target of the case is due now. */
  boolean isDue(String caseId, Protocol protocol) {
    List<DeliveryRecord> planned = store.of(caseId);
    return planned.isEmpty()
        ? targets.keySet().stream().anyMatch(protocol::goesTo)
        : planned.stream().anyMatch(this::isDue);
  }

  private boolean isDue(DeliveryRecord record) {
    return record.state() == DeliveryState.PENDING
        && !record.nextAttemptAt().isAfter(clock.instant());
  }

  /** Tries every target of the case that is due and that its protocol names. */
  Progress deliver(String caseId, CaseFolder folder, Protocol protocol) throws IOException {
    store.plan(caseId, targets.keySet().stream().filter(protocol::goesTo).sorted().toList());
    for (DeliveryRecord record : store.of(caseId)) {
      if (isDue(record)) {
        OutgoingFiles files = OutgoingFiles.of(folder, record.target());
        // By its UID: case numbers begin anew in a new home, and must not replace another's file.
        DicomDataset set = DicomFiles.readHeader(files.rtstruct()).dataset();
        attempt(record, files, fileNames.expand(FileNameValues.of(set, caseId, protocol.name())));
      }
    }
    List<DeliveryRecord> after = store.of(caseId);
    if (after.stream().anyMatch(r -> r.state() == DeliveryState.PENDING)) {
      return Progress.WAITING;
    }
    return after.stream().allMatch(r -> r.state() == DeliveryState.DONE)
        ? Progress.ALL_DONE
        : Progress.GIVEN_UP;
  }

  /** Whether the case had come to its hand-over; if so, what was given up is due again. */
  boolean again(String caseId) {
    return store.again(caseId);
  }

  private void attempt(DeliveryRecord record, OutgoingFiles files, String fileName) {
    String caseId = record.caseId();
    String name = record.target();
    DeliveryTarget target = targets.get(name);
    DeliveryOutcome outcome =
        target == null
            ? new DeliveryOutcome.NotDelivered("it is no longer configured", false)
            : files.deliverTo(target, fileName);
    outcome.accept(
        new DeliveryOutcome.Visitor<Void>() {
          @Override
          public Void delivered(DeliveryOutcome.Delivered delivered) {
            store.done(caseId, name, delivered.receipt());
            runLog.append(caseId, EventType.DELIVERED, name + ": " + delivered.receipt());
            return null;
          }

          @Override
          public Void notDelivered(DeliveryOutcome.NotDelivered not) {
            tryLater(record, not);
            return null;
          }
        });
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
    Duration wait = waitAfter(attempts);
    store.retryAfter(caseId, name, not.reason(), wait);
    runLog.append(
        caseId,
        EventType.DELIVERY_FAILED,
        name + ": " + not.reason() + "; tried again in " + wait.toSeconds() + " s");
  }

  static Duration waitAfter(int attempts) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(20, attempts - 1));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
