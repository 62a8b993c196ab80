package org.contourflow.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.protocols.rules.PartsSource;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.protocols.rules.SeriesHeaders;
import org.contourflow.series.CtSeries;
import org.contourflow.series.IncompleteSeries;
import org.contourflow.series.RefusalCode;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.series.SeriesRefusal;

/**
 * Judges one series by its geometry: it becomes cases, waits for slices, or is put aside with a
 * reason.
 */
final class SeriesJudge {
  private final StoredSeries stored;
  private final SeriesFiles files;
  private final ArrivalStore arrivals;
  private final SeriesCases seriesCases;
  private final JudgingTimes times;
  private final SeriesWatch.Judgement judgement;

  private final PartsSource parts = new PartsSeenOnce(PartsSource.VOXELS);

  SeriesJudge(
      StoredSeries stored,
      ArrivalStore arrivals,
      SeriesCases seriesCases,
      JudgingTimes times,
      SeriesWatch.Judgement judgement) {
    this.stored = stored;
    this.files = stored.files();
    this.arrivals = arrivals;
    this.seriesCases = seriesCases;
    this.times = times;
    this.judgement = judgement;
  }

  /** Returns the cases that were made. */
  List<String> judge(SeriesRecord series) {
    List<StoredInstance> all = arrivals.instancesOf(series.seriesInstanceUid());
    List<StoredInstance> missing = files.missing(all);
    if (!missing.isEmpty()) {
      holdLost(series, all, missing);
      return List.of();
    }
    SeriesAssembly assembly = stored.assemble(all);
    List<StoredInstance> instances = setAside(all, assembly);
    if (!assembly.accepted().isEmpty() && assembly.incomplete().isEmpty()) {
      return choose(series, assembly, instances);
    }
    if (!assembly.incomplete().isEmpty()) {
      hold(series, assembly.incomplete().get(0), instances);
    } else {
      List<Path> left = instances.stream().map(files::locate).toList();
      List<SeriesRefusal> why =
          assembly.refused().stream().filter(no -> left.containsAll(no.files())).toList();
      refuseOrWait(series, why, instances);
    }
    return List.of();
  }

  /**
   * A refusal that more slices could mend waits for them: of a series whose sender is still at it,
   * and of one that has a single slice yet.
   */
  private void refuseOrWait(
      SeriesRecord series, List<SeriesRefusal> why, List<StoredInstance> instances) {
    Optional<String> sender = judgement.known().stillSent(series, times.quietOf(series));
    boolean single =
        !why.isEmpty() && why.stream().allMatch(no -> no.code() == RefusalCode.SINGLE_SLICE);
    if (sender.isPresent()) {
      note(series, SeriesReasons.WAITING + sender.get());
    } else if (single && !times.hasBeenQuietFor(series, judgement.incomplete())) {
      note(series, "incomplete: a single slice has come");
    } else {
      refuse(series, why, instances);
    }
  }

  private void note(SeriesRecord series, String reason) {
    if (!reason.equals(series.reason())) {
      arrivals.note(series.seriesInstanceUid(), reason);
    }
  }

  /**
   * Makes cases of a series as it is.
   *
   * @param protocol the protocol to contour it by; empty: as the rules say
   * @return the cases; empty if there is nothing to contour or no protocol for it
   */
  List<String> acceptAsItIs(SeriesRecord series, Optional<String> protocol) {
    List<StoredInstance> instances = arrivals.instancesOf(series.seriesInstanceUid());
    List<CtSeries> volumes = stored.assemble(instances).asItIs();
    if (volumes.isEmpty()) {
      return List.of();
    }
    return accept(
        series,
        volumes.stream()
            .map(
                one ->
                    volume(
                        one,
                        volumes.size(),
                        instances,
                        protocol
                            .map(SeriesCases.Choice::byAPerson)
                            .orElseGet(() -> SeriesCases.Choice.by(select(one)))))
            .toList(),
        instances,
        List.of());
  }

  private SeriesCases.Volume volume(
      CtSeries series, int of, List<StoredInstance> instances, SeriesCases.Choice choice) {
    return new SeriesCases.Volume(
        series,
        StoredSeries.contentHash(series, of, instances),
        files.of(series, instances),
        choice);
  }

  private Selection select(CtSeries series) {
    return judgement.rules().get().select(new SeriesHeaders(series, judgement.catalogue(), parts));
  }

  /** Takes out what merely is something else (localizers, dose pages); returns the rest. */
  private List<StoredInstance> setAside(List<StoredInstance> instances, SeriesAssembly assembly) {
    List<StoredInstance> rest = new ArrayList<>(instances);
    Map<Path, StoredInstance> byFile =
        instances.stream().collect(Collectors.toMap(files::locate, Function.identity()));
    for (SeriesRefusal refusal : assembly.refused()) {
      List<StoredInstance> concerned = refusal.files().stream().map(byFile::get).toList();
      if (refusal.code().isSetAside() && concerned.size() < rest.size()) {
        files.putAsideAndForget(concerned, SeriesReasons.refused(refusal));
        rest.removeAll(concerned);
      }
    }
    return rest;
  }

  /** Each volume by the rules; what is left of a series in pieces is put aside with its reason. */
  private List<String> choose(
      SeriesRecord series, SeriesAssembly assembly, List<StoredInstance> instances) {
    List<CtSeries> whole = assembly.accepted();
    List<SeriesCases.Volume> volumes = new ArrayList<>();
    Selection selection = null;
    for (CtSeries one : whole) {
      selection = select(one);
      if (!selection.protocols().isEmpty()) {
        SeriesCases.Choice choice = SeriesCases.Choice.by(selection);
        volumes.add(volume(one, assembly.asItIs().size(), instances, choice));
      }
    }
    if (!volumes.isEmpty()) {
      return ifWhole(
          series,
          volumes,
          instances,
          evidence -> {
            List<String> created = accept(series, volumes, instances, evidence);
            piecesOf(assembly).forEach(piece -> putPieceAside(piece, whole, instances));
            return created;
          });
    }
    Reason reason = SeriesReasons.unmatched(selection, series.seriesInstanceUid());
    if (arrivals.move(series, SeriesState.UNMATCHED, reason.text())) {
      putAside(series, instances, reason, EventType.SERIES_UNMATCHED);
    }
    return List.of();
  }

  /** Makes the cases of a series, or has it wait or held, by all that is known of it. */
  private List<String> ifWhole(
      SeriesRecord series,
      List<SeriesCases.Volume> volumes,
      List<StoredInstance> instances,
      Function<List<String>, List<String>> make) {
    Wholeness.Verdict verdict =
        judgement
            .known()
            .judge(
                series,
                times.quietOf(series),
                volumes,
                instances,
                arrivals,
                judgement.rules().get());
    return verdict.fold(
        make,
        why -> {
          note(series, SeriesReasons.WAITING + why);
          return List.of();
        },
        (code, why) -> {
          Reason reason = SeriesReasons.notWhole(code, why, series.seriesInstanceUid());
          boolean held = series.state() == SeriesState.HELD && series.reason().equals(why);
          if (!held && arrivals.move(series, SeriesState.HELD, why)) {
            putAside(series, instances, reason, EventType.SERIES_INCOMPLETE);
          }
          return List.of();
        });
  }

  private static Stream<SeriesRefusal> piecesOf(SeriesAssembly assembly) {
    return assembly.refused().stream().filter(no -> !no.code().isSetAside());
  }

  private void putPieceAside(
      SeriesRefusal piece, List<CtSeries> whole, List<StoredInstance> instances) {
    List<StoredInstance> used =
        whole.stream().flatMap(one -> files.of(one, instances).stream()).toList();
    List<StoredInstance> rest =
        instances.stream()
            .filter(i -> piece.files().contains(files.locate(i)) && !used.contains(i))
            .toList();
    if (!rest.isEmpty()) {
      files.putAside(rest, SeriesReasons.refused(piece), EventType.SERIES_QUARANTINED);
    }
  }

  private List<String> accept(
      SeriesRecord series,
      List<SeriesCases.Volume> volumes,
      List<StoredInstance> instances,
      List<String> whole) {
    if (volumes.stream().allMatch(v -> v.choice().protocols().isEmpty())) {
      return List.of();
    }
    instances.forEach(files::backToStore);
    List<String> created = seriesCases.create(volumes, whole);
    arrivals.move(series, SeriesState.CASED, "");
    judgement.known().forget(series.seriesInstanceUid());
    times.forget(series);
    judgement.catalogue().forgetHeaders(instances.stream().map(files::locate).toList());
    return created;
  }

  private void hold(SeriesRecord series, IncompleteSeries held, List<StoredInstance> instances) {
    String text = held.whatIsMissing().describe();
    if (!times.hasBeenQuietFor(series, judgement.incomplete())) {
      arrivals.note(series.seriesInstanceUid(), text);
    } else if (arrivals.move(series, SeriesState.HELD, text)) {
      Reason reason = SeriesReasons.incomplete(text, series.seriesInstanceUid());
      putAside(series, instances, reason, EventType.SERIES_INCOMPLETE);
    }
  }

  /**
   * Stored slices whose files are gone: never contoured as a shorter series. Their rows go, so that
   * the same slices are taken when they are sent again; the rest is held.
   */
  private void holdLost(
      SeriesRecord series, List<StoredInstance> all, List<StoredInstance> missing) {
    Reason reason = SeriesReasons.lost(missing.size(), all.size(), series.seriesInstanceUid());
    if (arrivals.move(series, SeriesState.HELD, reason.text())) {
      missing.forEach(instance -> arrivals.remove(instance.sopInstanceUid()));
      List<StoredInstance> rest = all.stream().filter(i -> !missing.contains(i)).toList();
      putAside(series, rest, reason, EventType.SERIES_INCOMPLETE);
    }
  }

  private void refuse(
      SeriesRecord series, List<SeriesRefusal> refusals, List<StoredInstance> instances) {
    Reason reason = SeriesReasons.refused(refusals);
    if (arrivals.move(series, SeriesState.QUARANTINED, reason.text())) {
      putAside(series, instances, reason, EventType.SERIES_QUARANTINED);
    }
  }

  /** Puts the series aside and ends the cases that were made of it. */
  void putAside(
      SeriesRecord series, List<StoredInstance> instances, Reason reason, EventType type) {
    files.putAside(instances, reason, type);
    seriesCases.withdraw(series.seriesInstanceUid(), instances, reason.text());
  }
}
