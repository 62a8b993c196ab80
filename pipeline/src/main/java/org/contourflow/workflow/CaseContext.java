package org.contourflow.workflow;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.model.SegmentationListener;
import org.contourflow.qa.QaFinding;
import org.contourflow.series.CtSeries;

/**
 * One case while its steps are done: where its files are, its CT, the run log, and what one step
 * hands the next. Between contouring, the structure set and the hand-over only the files count,
 * since another process may do each. Of one thread.
 */
public final class CaseContext {
  /** Gives a case's series when it is wanted; empty: its slices changed. */
  @FunctionalInterface
  public interface SeriesSource {
    /**
     * The series as it lies on the disk now.
     *
     * @throws IOException if its files cannot be read
     */
    Optional<CtSeries> load() throws IOException;
  }

  private final String caseId;
  private final Instant created;
  private final CaseFolder folder;
  private final SeriesSource source;
  private final RunLog runLog;
  private final SegmentationListener listener;
  private Optional<CtSeries> series = Optional.empty();
  private Optional<PlannedStructures> planned = Optional.empty();
  private Optional<List<QaFinding>> review = Optional.empty();
  private Optional<ClinicalSet> clinical = Optional.empty();
  private Map<String, String> writtenNames = Map.of();
  private Optional<List<Predecessor>> predecessors = Optional.empty();
  private PredecessorSource predecessorSource = List::of;
  private Optional<Assessment> assessment = Optional.empty();

  /**
   * A case before its step.
   *
   * @param created when the case was made: part of the structure set's content, so that doing a
   *     step again gives the same bytes
   * @param source asked once at most
   * @param listener hears how the contouring goes on, and may stop it
   */
  public CaseContext(
      String caseId,
      Instant created,
      CaseFolder folder,
      SeriesSource source,
      RunLog runLog,
      SegmentationListener listener) {
    this.caseId = caseId;
    this.created = created;
    this.folder = folder;
    this.source = source;
    this.runLog = runLog;
    this.listener = listener;
  }

  String caseId() {
    return caseId;
  }

  Instant created() {
    return created;
  }

  CaseFolder folder() {
    return folder;
  }

  SegmentationListener listener() {
    return listener;
  }

  /** Tells the run log of this case. No patient data. */
  void log(EventType type, String text) {
    runLog.append(caseId, type, text);
  }

  /** The text of the case's first event of a kind. */
  Optional<String> event(EventType type) {
    return runLog.eventsOf(caseId).stream()
        .filter(event -> event.type() == type)
        .map(Event::text)
        .findFirst();
  }

  /** The case's CT; empty: its slices changed since the case was made. */
  Optional<CtSeries> findSeries() throws IOException {
    if (series.isEmpty()) {
      series = source.load();
    }
    return series;
  }

  /** The case's CT, of a step that is not begun without it. */
  CtSeries series() throws IOException {
    return findSeries()
        .orElseThrow(() -> new IllegalStateException("the case's slices changed under its step"));
  }

  /** What the case comes to by its protocol, once {@link DeriveStep} is done. */
  public PlannedStructures planned() {
    return planned.orElseThrow(() -> new IllegalStateException("derive comes first"));
  }

  /** The clinician's structure set, once {@link DeriveStep} is done; empty: there is none. */
  Optional<ClinicalSet> clinical() {
    return clinical;
  }

  void setClinical(ClinicalSet theirs) {
    clinical = Optional.of(theirs);
  }

  /** What a structure is called in the case's RTSTRUCT: beside the clinician's own. */
  String writtenName(String name) {
    return writtenNames.getOrDefault(name, name);
  }

  void setWrittenNames(Map<String, String> names) {
    writtenNames = Map.copyOf(names);
  }

  void setPlanned(PlannedStructures made) {
    planned = Optional.of(made);
  }

  /** What {@link ReviewStep} found in the masks; empty: it was not done. */
  Optional<List<QaFinding>> review() {
    return review;
  }

  void setReview(List<QaFinding> found) {
    review = Optional.of(List.copyOf(found));
  }

  /** Where the outdated cases of a case's series are found. */
  @FunctionalInterface
  interface PredecessorSource {
    List<Predecessor> find() throws IOException;
  }

  /**
   * Earlier cases of fewer slices whose structure sets went out, asked for once and by the steps
   * that tell of them only; none where no store is asked.
   */
  List<Predecessor> predecessors() throws IOException {
    if (predecessors.isEmpty()) {
      predecessors = Optional.of(List.copyOf(predecessorSource.find()));
    }
    return predecessors.get();
  }

  void setPredecessors(PredecessorSource source) {
    predecessorSource = source;
  }

  /** What was found in what is written, once {@link AssessStep} is done. */
  Assessment assessment() {
    return assessment.orElseThrow(() -> new IllegalStateException("assess comes first"));
  }

  void setAssessment(Assessment found) {
    assessment = Optional.of(found);
  }
}
