package org.contourflow.assembly;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.contourflow.assembly.Wholeness.TooShort;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.SenderStore.Sender;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.UnansweredCount;
import org.contourflow.config.UnfinishedSender;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.intake.Intake;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.series.CtSeries;

/**
 * What is known of a series beside its slices: who sent it and how that ended, how many instances
 * another system has of it, how long its protocol wants it to be. Gathers the evidence for {@link
 * Wholeness}.
 */
public final class SeriesKnowledge {
  private final Optional<SenderStore> senders;
  private final InstanceCounts counts;
  private final Wholeness.Limits limits;
  private final Predicate<String> lacksRow;
  private final Predicate<Instant> lookedSince;

  private SeriesKnowledge(
      Optional<SenderStore> senders,
      InstanceCounts counts,
      Wholeness.Limits limits,
      Predicate<String> lacksRow,
      Predicate<Instant> lookedSince) {
    this.senders = senders;
    this.counts = counts;
    this.limits = limits;
    this.lacksRow = lacksRow;
    this.lookedSince = lookedSince;
  }

  /** By the settings. */
  public static SeriesKnowledge of(
      SenderStore senders, InstanceCounts counts, AssemblySettings settings) {
    return new SeriesKnowledge(
        Optional.of(senders),
        counts,
        new Wholeness.Limits(
            Duration.ofSeconds(settings.senderSeconds()),
            Duration.ofSeconds(settings.countSeconds()),
            Duration.ofSeconds(settings.incompleteSeconds()),
            settings.unfinishedSender(),
            settings.unansweredCount()),
        series -> false,
        arrival -> true);
  }

  /** Nothing but what protocols want. */
  static SeriesKnowledge none(Duration length) {
    return new SeriesKnowledge(
        Optional.empty(),
        InstanceCounts.NOBODY,
        new Wholeness.Limits(
            Duration.ZERO, Duration.ZERO, length, UnfinishedSender.TELL, UnansweredCount.TELL),
        series -> false,
        arrival -> true);
  }

  /**
   * The same, for who also knows which slices have come and have no row yet.
   *
   * @param which whether a series, by its UID, has such slices: it is not to be judged
   */
  public SeriesKnowledge waitingForRows(Predicate<String> which) {
    return new SeriesKnowledge(senders, counts, limits, which, lookedSince);
  }

  /**
   * The same, for who also knows how the inbox is looked through.
   *
   * @param since whether it was since an arrival, as often as it takes to find what lay there then
   */
  public SeriesKnowledge lookingIntoInbox(Predicate<Instant> since) {
    return new SeriesKnowledge(senders, counts, limits, lacksRow, since);
  }

  /** Whether slices of the series may lie in the inbox that nobody has looked for yet. */
  boolean mayLieInInbox(SeriesRecord series, ArrivalStore arrivals) {
    return !lookedSince.test(series.lastArrival())
        && arrivals.instancesOf(series.seriesInstanceUid()).stream()
            .anyMatch(instance -> instance.source().equals(Intake.Source.INBOX.name()));
  }

  /** Whether a slice of the series has come and has no row yet: without it, it would be short. */
  boolean lacksRow(String seriesInstanceUid) {
    return lacksRow.test(seriesInstanceUid);
  }

  /** Why more slices may be on their way, within the limit for it. */
  Optional<String> stillSent(SeriesRecord series, Duration quiet) {
    List<Sender> known = senders(series.seriesInstanceUid());
    boolean sending = known.stream().anyMatch(s -> s.state() == SenderState.SENDING);
    return sending && quiet.compareTo(limits.sender()) < 0
        ? Wholeness.unfinished(known)
        : Optional.empty();
  }

  /**
   * Whether a held series is to be judged again though no slice of it came: a PACS may answer, a
   * sender that began after its last slice sent it once more and ended in order, or the one that it
   * was held for closed its association in order at last.
   */
  boolean mayGoOn(SeriesRecord held) {
    if (SeriesReasons.isNotCounted(held)) {
      return true;
    }
    List<Sender> known = senders(held.seriesInstanceUid());
    boolean late = Wholeness.isForAnOpenSender(held.reason());
    return Wholeness.unfinished(known).isEmpty()
        && known.stream()
            .filter(s -> s.state() == SenderState.ENDED)
            .map(s -> late ? s.ended().orElseThrow() : s.began())
            .anyMatch(at -> !at.isBefore(held.lastArrival()));
  }

  /** Whether the series, whose volumes have no gap, is whole. */
  Wholeness.Verdict judge(
      SeriesRecord series,
      Duration quiet,
      List<SeriesCases.Volume> volumes,
      List<StoredInstance> instances,
      ArrivalStore arrivals,
      RuleSet rules) {
    String uid = series.seriesInstanceUid();
    Set<String> here =
        instances.stream()
            .map(StoredInstance::sopInstanceUid)
            .collect(Collectors.toCollection(HashSet::new));
    here.addAll(arrivals.setAside(uid));
    return new Wholeness(limits)
        .decide(
            new Wholeness.Evidence(
                quiet,
                here.size(),
                stated(volumes),
                senders(uid),
                counts.of(volumes.get(0).series().studyInstanceUid(), uid, Set.copyOf(here)),
                tooShort(volumes, rules)));
  }

  private List<Sender> senders(String seriesInstanceUid) {
    return senders.map(store -> store.of(seriesInstanceUid)).orElse(List.of());
  }

  /** The slices that the scanner says it made, where that is the number there is; else 0. */
  private static int stated(List<SeriesCases.Volume> volumes) {
    int sum = 0;
    for (SeriesCases.Volume volume : volumes) {
      CtSeries series = volume.series();
      int slices = series.grid().slices();
      int stated = series.header().integer(DicomTag.ImagesInAcquisition).orElse(0);
      if (slices < 2 || stated != slices) {
        return 0;
      }
      sum += slices;
    }
    return sum;
  }

  private static List<TooShort> tooShort(List<SeriesCases.Volume> volumes, RuleSet rules) {
    List<TooShort> all = new ArrayList<>();
    for (SeriesCases.Volume volume : volumes) {
      VoxelGrid grid = volume.series().grid();
      double length = grid.slicePositionMm(grid.slices() - 1);
      for (String name : volume.choice().protocols()) {
        rules
            .protocol(name)
            .filter(p -> p.leastLengthMm().isPresent())
            .filter(p -> length < p.leastLengthMm().getAsDouble())
            .ifPresent(p -> all.add(new TooShort(name, length, p.leastLengthMm().getAsDouble())));
      }
    }
    return all;
  }

  /** What is over counts no more: the series became a case. */
  void forget(String seriesInstanceUid) {
    senders.ifPresent(store -> store.forget(seriesInstanceUid));
  }
}
