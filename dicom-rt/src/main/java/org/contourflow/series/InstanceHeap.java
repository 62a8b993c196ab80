package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.contourflow.series.InstanceReader.Likeness;
import org.contourflow.series.InstanceReader.Outcome;

/** Files sorted into series, each instance once. */
final class InstanceHeap {
  /** Refusals of one file that leave a hole in its series. */
  private static final Set<RefusalCode> DAMAGE =
      EnumSet.complementOf(
          EnumSet.of(
              RefusalCode.NOT_DICOM,
              RefusalCode.NOT_CT,
              RefusalCode.LOCALIZER,
              RefusalCode.NO_POSITION));

  private static final int MOST_REASONS = 3;

  private final Map<String, Map<String, CtInstance>> series = new TreeMap<>();
  private final Map<String, List<Path>> conflicting = new TreeMap<>();
  private final Map<String, Map<String, Integer>> damaged = new TreeMap<>();
  private final List<Outcome.Refused> withoutPlace = new ArrayList<>();
  private final List<SeriesRefusal> refused = new ArrayList<>();
  private final List<Path> repeated = new ArrayList<>();

  private InstanceHeap() {}

  static InstanceHeap of(Collection<Path> files, InstanceReader reader) {
    InstanceHeap heap = new InstanceHeap();
    for (Path file : new TreeSet<>(files)) {
      Outcome outcome = reader.read(file);
      if (outcome instanceof Outcome.Slice slice) {
        heap.add(slice.instance());
      } else if (outcome instanceof Outcome.Refused refusal) {
        heap.refuse(refusal);
      }
    }
    heap.refuseWithoutPlace();
    heap.refuseConflicting();
    return heap;
  }

  private void add(CtInstance instance) {
    Map<String, CtInstance> members =
        series.computeIfAbsent(instance.seriesInstanceUid(), uid -> new LinkedHashMap<>());
    CtInstance known = members.putIfAbsent(instance.sopInstanceUid(), instance);
    if (known == null) {
      return;
    }
    try {
      if (SameImage.of(known.file(), instance.file())) {
        repeated.add(instance.file());
      } else {
        conflicting
            .computeIfAbsent(instance.seriesInstanceUid(), uid -> new ArrayList<>())
            .addAll(List.of(known.file(), instance.file()));
      }
    } catch (IOException e) {
      refuse(
          SeriesRefusal.ofFile(
              RefusalCode.UNREADABLE,
              instance.seriesInstanceUid(),
              "the file could not be compared with its namesake",
              instance.file()));
    }
  }

  private void refuse(Outcome.Refused refusal) {
    if (refusal.likeness().isPresent()) {
      withoutPlace.add(refusal);
    } else {
      refuse(refusal.refusal());
    }
  }

  private void refuse(SeriesRefusal refusal) {
    refused.add(refusal);
    if (DAMAGE.contains(refusal.code())) {
      String what =
          refusal.code() == RefusalCode.POSITION_LOST
              ? " of the series lost their position"
              : " of the series cannot be read";
      damaged
          .computeIfAbsent(refusal.seriesInstanceUid(), uid -> new TreeMap<>())
          .merge(what, 1, Integer::sum);
    }
  }

  /** Dose pages and renderings are something else; what is like the slices beside it is a slice. */
  private void refuseWithoutPlace() {
    for (Outcome.Refused one : withoutPlace) {
      SeriesRefusal refusal = one.refusal();
      boolean isSlice =
          series.getOrDefault(refusal.seriesInstanceUid(), Map.of()).values().stream()
              .map(Likeness::of)
              .anyMatch(one.likeness().orElseThrow()::equals);
      refuse(
          isSlice
              ? SeriesRefusal.of(
                  RefusalCode.POSITION_LOST,
                  refusal.seriesInstanceUid(),
                  "like the slices of its series in matrix and kind, but where it lies is not said",
                  refusal.files(),
                  refusal.culprits())
              : refusal);
    }
  }

  /** Which of two different contents is right cannot be known here: the whole series is refused. */
  private void refuseConflicting() {
    conflicting.forEach(
        (uid, culprits) -> {
          Set<Path> files = new TreeSet<>(culprits);
          series.remove(uid).values().forEach(instance -> files.add(instance.file()));
          refused.add(
              SeriesRefusal.of(
                  RefusalCode.CONFLICTING_INSTANCES,
                  uid,
                  "instances came twice with different contents under the same SOP Instance UID",
                  List.copyOf(files),
                  culprits));
        });
  }

  /** The instances of each series, each once. */
  List<List<CtInstance>> series() {
    return series.values().stream().map(members -> List.copyOf(members.values())).toList();
  }

  /** Files refused for the same reason as one refusal. */
  List<SeriesRefusal> refused() {
    Map<List<Object>, List<SeriesRefusal>> alike = new LinkedHashMap<>();
    for (SeriesRefusal one : refused) {
      alike
          .computeIfAbsent(
              one.seriesInstanceUid().isEmpty()
                  ? List.of(one.code(), one.reason())
                  : List.of(one.code(), one.seriesInstanceUid()),
              key -> new ArrayList<>())
          .add(one);
    }
    return alike.values().stream().map(InstanceHeap::merged).toList();
  }

  private static SeriesRefusal merged(List<SeriesRefusal> alike) {
    SeriesRefusal first = alike.get(0);
    List<String> reasons = alike.stream().map(SeriesRefusal::reason).distinct().toList();
    return SeriesRefusal.of(
        first.code(),
        first.seriesInstanceUid(),
        String.join("; ", reasons.subList(0, Math.min(MOST_REASONS, reasons.size())))
            + (reasons.size() > MOST_REASONS ? "; and the like" : ""),
        alike.stream().flatMap(one -> one.files().stream()).toList(),
        alike.stream().flatMap(one -> one.culprits().stream()).toList());
  }

  List<Path> repeated() {
    return repeated;
  }

  /** How many files of the series could not be used, and why: a line a kind. */
  List<String> damageOf(List<CtInstance> instances) {
    return damaged.getOrDefault(instances.get(0).seriesInstanceUid(), Map.of()).entrySet().stream()
        .map(e -> Numbers.plural(e.getValue(), "file") + e.getKey())
        .toList();
  }
}
