package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.RunLogLines;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.OutdatedSetStore;
import org.contourflow.cases.OutdatedSetStore.OutdatedSet;
import org.contourflow.cases.OutdatedSetStore.Standing;
import org.contourflow.config.SupersededRule;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.delivery.DeliveryTarget.Sent;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.OwnerOnly;
import org.contourflow.report.OutdatedMark;
import org.contourflow.rtstruct.write.RejectionNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Sees to the structure sets of superseded cases where they were handed over: each is named as
 * outdated, in the run log, its receipt, its case's line and its report; and withdrawn where the
 * target's rule says so. Each target has its own worker, which this is part of.
 */
public final class OutdatedSets {
  private static final Logger LOG = LoggerFactory.getLogger(OutdatedSets.class);

  /** About a week, as for a hand-over. */
  private static final int MOST_ATTEMPTS = 700;

  private static final String REASON =
      "Superseded: further slices of the CT series arrived after this was made of it";

  private final OutdatedSetStore store;
  private final CaseStore cases;
  private final Deliveries deliveries;
  private final Function<String, CaseFolder> folders;
  private final Map<String, SupersededRule> rules;
  private final RunLog runLog;

  /**
   * Of the cases of a home.
   *
   * @param deliveries knows the targets, and what each was sent
   * @param folders the folder of a case
   * @param rules by target; {@link SupersededRule#NAME} where it has none
   */
  public OutdatedSets(
      OutdatedSetStore store,
      CaseStore cases,
      Deliveries deliveries,
      Function<String, CaseFolder> folders,
      Map<String, SupersededRule> rules,
      RunLog runLog) {
    this.store = store;
    this.cases = cases;
    this.deliveries = deliveries;
    this.folders = folders;
    this.rules = Map.copyOf(rules);
    this.runLog = runLog;
  }

  /** Sees to the set at a target whose turn it is; says whether there was any. */
  public boolean next(String target) {
    SupersededRule rule = rules.getOrDefault(target, SupersededRule.NAME);
    Optional<OutdatedSet> next = store.next(target, rule == SupersededRule.REPLACE);
    next.ifPresent(
        one -> {
          MDC.put(RunLogLines.MDC_CASE, one.caseId());
          try {
            see(one, rule);
          } catch (IOException | RuntimeException | Error e) {
            LOG.error("an outdated structure set could not be seen to", e);
            later(one, StepFailures.of(e).reason());
          } finally {
            MDC.remove(RunLogLines.MDC_CASE);
          }
        });
    return next.isPresent();
  }

  private void see(OutdatedSet one, SupersededRule rule) throws IOException {
    if (!one.mayBeThere()) {
      store.settle(one, Standing.NOT_THERE, "never sent");
      return;
    }
    CaseFolder folder = folders.apply(one.caseId());
    List<Sent> sent = sent(one, folder);
    String text = text(one, sent);
    if (!rule.withdraws()) {
      settle(one, Standing.NAMED, EventType.SET_OUTDATED, text);
    } else if (sent.isEmpty()) {
      notWithdrawn(one, text, "its file is no longer kept here");
    } else {
      Path note = note(one, folder, sent);
      DeliveryTarget target = deliveries.target(one.target()).orElseThrow();
      target.withdraw(sent, note).accept(new After(one, text));
    }
  }

  /** Empty: retention took the files. */
  private List<Sent> sent(OutdatedSet one, CaseFolder folder) throws IOException {
    CaseRecord record = cases.find(one.caseId()).orElseThrow();
    try {
      return deliveries.sent(folder, one.caseId(), record.protocol(), one.target());
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String text(OutdatedSet one, List<Sent> sent) throws IOException {
    String which =
        sent.isEmpty()
            ? one.caseId()
            : DicomFiles.readHeader(sent.get(0).file()).dataset().text(DicomTag.SOPInstanceUID);
    return "superseded: the set "
        + which
        + " at "
        + one.target()
        + " is outdated"
        + (one.isThere() ? "" : " (if it is there: how its sending ended is not known)")
        + (one.supersededBy().isEmpty() ? "" : "; " + one.supersededBy() + " stands for it");
  }

  /** Kept with the case; made again it has the same UIDs. */
  private static Path note(OutdatedSet one, CaseFolder folder, List<Sent> sent) throws IOException {
    List<DicomDataset> rejected = new ArrayList<>();
    for (Sent file : sent) {
      rejected.add(DicomFiles.readHeader(file.file()).dataset());
    }
    LocalDateTime at = LocalDateTime.ofInstant(one.supersededAt(), ZoneId.systemDefault());
    Path note = folder.rejection(one.target());
    DicomFiles.write(note, RejectionNote.of(rejected, REASON, at), RejectionNote.SYNTAX);
    return note;
  }

  private final class After implements DeliveryOutcome.Visitor<Void> {
    private final OutdatedSet one;
    private final String text;

    After(OutdatedSet one, String text) {
      this.one = one;
      this.text = text;
    }

    @Override
    public Void delivered(DeliveryOutcome.Delivered delivered) {
      String all = text + "; withdrawn: " + delivered.receipt();
      settle(one, Standing.WITHDRAWN, EventType.SET_WITHDRAWN, all);
      return null;
    }

    @Override
    public Void notDelivered(DeliveryOutcome.NotDelivered not) {
      if (not.retryable() && one.attempts() + 1 < MOST_ATTEMPTS) {
        later(one, not.reason());
      } else {
        notWithdrawn(one, text, not.reason());
      }
      return null;
    }
  }

  private void notWithdrawn(OutdatedSet one, String text, String why) {
    String all = text + "; not withdrawn: " + why + "; a person must delete it there";
    settle(one, Standing.LEFT, EventType.SET_NOT_WITHDRAWN, all);
  }

  private void settle(OutdatedSet one, Standing standing, EventType type, String text) {
    store.settle(one, standing, text);
    runLog.append(one.caseId(), type, text);
    mark(one, text);
  }

  /** A report that cannot be changed stops nothing: the rest says it too. */
  private void mark(OutdatedSet one, String text) {
    CaseFolder folder = folders.apply(one.caseId());
    try {
      if (Files.exists(folder.report())) {
        Instant made = cases.find(one.caseId()).orElseThrow().createdAt();
        OutdatedMark.put(folder.report(), folder.pdf(), one.caseId(), made, text);
        OwnerOnly.likeFolder(folder.report());
        if (Files.exists(folder.pdf())) {
          OwnerOnly.likeFolder(folder.pdf());
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the report could not be marked as outdated", e);
    }
  }

  private void later(OutdatedSet one, String reason) {
    var wait = Deliveries.waitAfter(one.attempts() + 1);
    store.retryAfter(one, reason, wait);
    runLog.append(
        one.caseId(),
        EventType.DELIVERY_FAILED,
        one.target()
            + ": the outdated set is not withdrawn: "
            + reason
            + "; tried again in "
            + wait.toSeconds()
            + " s");
  }
}
