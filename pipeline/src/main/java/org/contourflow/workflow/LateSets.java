package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.LateSetStore;
import org.contourflow.cases.LateSetStore.Late;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DurableMove;
import org.contourflow.home.Home;
import org.contourflow.protocols.AppendRule;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.review.DeliveredCases;
import org.contourflow.review.DeliveredCases.Delivered;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.contourflow.structure.NameMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to a clinician's structure set that arrives when ours was delivered already, where the
 * case's protocol appends: ours are written behind theirs as a new instance and delivered again,
 * once for each case. A set that was made of ours, has half of our names, or hardly any other, is
 * one that came back: the review's, and none of this.
 */
public final class LateSets {
  private static final Logger LOG = LoggerFactory.getLogger(LateSets.class);

  /** A set that came earlier is of no use to anybody who still plans. */
  private static final Duration WINDOW = Duration.ofDays(30);

  private final Home home;
  private final LateSetStore late;
  private final DeliveredCases delivered;
  private final Supplier<RuleSet> rules;
  private final RunLog runLog;
  private final Clock clock;

  /**
   * Of the cases of a home.
   *
   * @param rules those in force
   */
  public LateSets(
      Home home,
      LateSetStore late,
      DeliveredCases delivered,
      Supplier<RuleSet> rules,
      RunLog runLog,
      Clock clock) {
    this.home = home;
    this.late = late;
    this.delivered = delivered;
    this.rules = rules;
    this.runLog = runLog;
    this.clock = clock;
  }

  /** Judges what waits; says whether there was any. */
  public boolean turn() {
    Map<String, AppendRule> appending =
        rules.get().protocols().stream()
            .filter(p -> p.details().outputs().append().appends())
            .collect(Collectors.toMap(Protocol::name, p -> p.details().outputs().append()));
    if (appending.isEmpty()) {
      return false;
    }
    Map<String, Late> newest = new LinkedHashMap<>();
    late.waiting(appending.keySet(), clock.instant().minus(WINDOW))
        .forEach(one -> newest.putIfAbsent(one.record().caseId(), one));
    newest.values().forEach(one -> judge(one, appending.get(one.record().protocol())));
    return !newest.isEmpty();
  }

  /** One that cannot be judged is left, so that it does not keep the others waiting. */
  private void judge(Late one, AppendRule rule) {
    try {
      Optional<Delivered> what = delivered.of(one.record());
      if (what.isEmpty()) {
        leave(one, "what was delivered is no longer kept");
        return;
      }
      judge(one, rule, what.get());
    } catch (IOException | RuntimeException e) {
      LOG.error("a structure set that came late cannot be judged", e);
      leave(one, "it cannot be judged (" + e.getClass().getSimpleName() + "); the log says more");
    }
  }

  private void judge(Late one, AppendRule rule, Delivered what) throws IOException {
    CaseFolder folder = new CaseFolder(home.cases().resolve(one.record().caseId()));
    Path file = home.absolute(one.set().file());
    DicomDataset ours = DicomFiles.read(what.set()).dataset();
    if (!StructureSetLineage.of(ours).predecessorUids().isEmpty()) {
      late.hasOne(one);
      return;
    }
    DicomDataset theirs = DicomFiles.read(file).dataset();
    if (isMadeOfOurs(theirs, what) || isMostlyOurs(names(ours), names(theirs), what)) {
      late.leave(one);
      return;
    }
    Optional<String> refusal =
        Appending.of(ClinicalSet.read(file), delivered.ct(one.record()), rule).refusal(names(ours));
    if (refusal.isPresent()) {
      leave(one, refusal.get());
      return;
    }
    append(one, folder, file);
  }

  private static boolean isMadeOfOurs(DicomDataset theirs, Delivered what) {
    StructureSetLineage lineage = StructureSetLineage.of(theirs);
    Set<String> from = new HashSet<>(lineage.predecessorUids());
    from.add(lineage.sopInstanceUid());
    from.retainAll(what.sopInstanceUids());
    return !from.isEmpty();
  }

  private static boolean isMostlyOurs(List<String> ours, List<String> theirs, Delivered what) {
    int inCommon = new NameMatcher(what.aliases()).match(ours, theirs).matches().size();
    return 2 * inCommon >= ours.size() || 2 * inCommon > theirs.size();
  }

  private static List<String> names(DicomDataset set) {
    return set.items(DicomTag.StructureSetROISequence).stream()
        .map(roi -> roi.text(DicomTag.ROIName))
        .toList();
  }

  /** Files first: after a kill between, the set waits still, and all is done again. */
  private void append(Late one, CaseFolder folder, Path file) throws IOException {
    for (Path sent : folder.rtstructs()) {
      String uid = DicomFiles.readHeader(sent).dataset().text(DicomTag.SOPInstanceUID);
      Path kept = folder.earlier().resolve(uid + ".dcm");
      Files.createDirectories(kept.getParent());
      DurableMove.write(kept, out -> Files.copy(sent, out));
    }
    DurableMove.write(folder.clinical(), out -> Files.copy(file, out));
    if (late.sendAnew(one)) {
      runLog.append(
          one.record().caseId(),
          EventType.LATE_SET_TAKEN,
          "the clinician's structure set "
              + one.set().sopInstanceUid()
              + " arrived after the delivery: ours are written behind it and delivered again");
    }
  }

  private void leave(Late one, String why) {
    late.leave(one);
    runLog.append(
        one.record().caseId(),
        EventType.LATE_SET_LEFT,
        "a clinician's structure set that arrived after the delivery is left: " + why);
  }
}
