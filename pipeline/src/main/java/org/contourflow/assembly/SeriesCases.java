package org.contourflow.assembly;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.intake.StoredFiles;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.series.CtSeries;
import org.contourflow.series.DefinedTerms;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.ScannerName;
import org.contourflow.series.SeriesRelation;

/** Makes the cases of an accepted series, and tells what they supersede and are related to. */
final class SeriesCases {
  private final SeriesFiles files;
  private final ArrivalStore arrivals;
  private final CaseStore cases;
  private final RunLog runLog;
  private final HeaderSource headers;

  SeriesCases(
      SeriesFiles files,
      ArrivalStore arrivals,
      CaseStore cases,
      RunLog runLog,
      HeaderSource headers) {
    this.files = files;
    this.headers = headers;
    this.arrivals = arrivals;
    this.cases = cases;
    this.runLog = runLog;
  }

  /**
   * A volume to be contoured.
   *
   * @param contentHash tells it from the other volumes of its series, and from other slices
   */
  record Volume(
      CtSeries series, String contentHash, List<StoredInstance> instances, Choice choice) {}

  /**
   * Which protocols a volume gets.
   *
   * @param why in a sentence; no patient identifiers
   */
  record Choice(List<String> protocols, String why) {
    static Choice by(Selection selection) {
      return new Choice(selection.protocols(), selection.why());
    }

    static Choice byAPerson(String protocol) {
      return new Choice(List.of(protocol), "a person named the protocol");
    }
  }

  /**
   * One case a volume and protocol; returns those that are new. Doing it again makes none.
   *
   * @param volumes all of one series
   * @param whole why they are taken for whole
   */
  List<String> create(List<Volume> volumes, List<String> whole) {
    List<String> hashes = volumes.stream().map(Volume::contentHash).toList();
    List<String> created = new ArrayList<>();
    List<CaseRecord> all = new ArrayList<>();
    for (Volume volume : volumes) {
      CtSeries series = volume.series();
      String uid = series.seriesInstanceUid();
      for (String protocol : volume.choice().protocols()) {
        CaseStore.Created one =
            cases.create(
                series.studyInstanceUid(),
                uid,
                volume.contentHash(),
                protocol,
                ScannerName.of(series.header()));
        String caseId = one.record().caseId();
        all.add(one.record());
        if (one.created()) {
          created.add(caseId);
          runLog.append(
              caseId,
              EventType.CASE_CREATED,
              describe(series, volume.instances(), protocol) + evidence(whole));
          runLog.append(caseId, EventType.CASE_BY_RULE, volume.choice().why());
          tellRelated(caseId, series);
        }
      }
    }
    if (!all.isEmpty()) {
      supersedeOthers(hashes, all);
    }
    return created;
  }

  private void supersedeOthers(List<String> hashes, List<CaseRecord> successors) {
    String uid = successors.get(0).seriesInstanceUid();
    cases
        .supersedeOthers(uid, hashes, successors)
        .forEach(
            (other, by) -> {
              files.resolve(other, "superseded by " + by);
              runLog.append(other, EventType.CASE_SUPERSEDED, superseded(other, by));
            });
  }

  /** Ends the unfinished cases of a series that has changed and is not to be contoured now. */
  void withdraw(String seriesInstanceUid, List<StoredInstance> instances, String why) {
    String hash = StoredFiles.contentHash(instances);
    for (CaseRecord old : cases.ofSeries(seriesInstanceUid)) {
      boolean outdated = old.state().isUnfinished() && !old.contentHash().equals(hash);
      if (outdated && cases.move(old.caseId(), old.state(), CaseState.SUPERSEDED, why)) {
        runLog.append(
            old.caseId(), EventType.CASE_SUPERSEDED, "more slices arrived, and now: " + why);
      }
    }
  }

  private String superseded(String old, String caseId) {
    List<String> out = cases.deliveredTo(old);
    return "more slices arrived: see "
        + caseId
        + (out.isEmpty() ? "" : "; out of date at: " + String.join(", ", out));
  }

  private static String evidence(List<String> whole) {
    return whole.isEmpty() ? "" : "; whole: " + String.join(", ", whole);
  }

  private static String describe(CtSeries series, List<StoredInstance> instances, String protocol) {
    VoxelGrid grid = series.grid();
    String source =
        instances.stream().map(StoredInstance::source).distinct().collect(Collectors.joining("+"));
    return String.format(
        Locale.ROOT,
        "%d slices by %s, %.2f mm apart, %d x %d pixels of %.3f x %.3f mm, position %s; protocol"
            + " %s",
        grid.slices(),
        source,
        grid.smallestSliceStepMm(0),
        grid.rows(),
        grid.columns(),
        grid.rowSpacingMm(),
        grid.columnSpacingMm(),
        DefinedTerms.patientPosition(series.patientPosition()),
        protocol);
  }

  /**
   * Other series of the study are cases of their own; a person should know what tells them apart.
   */
  private void tellRelated(String caseId, CtSeries series) {
    Set<String> told = new LinkedHashSet<>();
    for (CaseRecord other : cases.ofStudy(series.studyInstanceUid())) {
      String uid = other.seriesInstanceUid();
      if (!uid.equals(series.seriesInstanceUid()) && told.add(uid)) {
        relation(series, uid)
            .ifPresent(
                text ->
                    runLog.append(
                        caseId, EventType.CASE_RELATED, text + "; see " + other.caseId()));
      }
    }
  }

  private Optional<String> relation(CtSeries series, String otherSeries) {
    Optional<StoredInstance> one = arrivals.instancesOf(otherSeries).stream().findFirst();
    if (one.isEmpty()) {
      return Optional.empty();
    }
    try {
      return SeriesRelation.describe(
          series.header(), headers.header(files.locate(one.get())).dataset());
    } catch (IOException e) {
      // The other series can no longer be read; that is no reason not to contour this one.
      return Optional.of("another series of the study, which can no longer be read");
    }
  }
}
