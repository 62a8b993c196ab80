package org.contourflow.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.OperationsSettings;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.home.SafeFiles;
import org.contourflow.monitor.Disk;

/**
 * Deletes by age and by room: the slices of a series, the folder of a case, what was put aside.
 * Only of cases that are delivered to every target, superseded with nothing left to hand over, or,
 * where the settings say so, failed long ago; never what a series still holds in quarantine. Files
 * go first and rows second, so that a run that was interrupted is ended by the next. Of a case its
 * folder stays, with a note, so that its number is never given again.
 */
public final class Retention {
  /** What stays in the folder of a case whose files were deleted. */
  public static final String NOTE = "deleted.txt";

  private final Home home;
  private final LifeStore store;
  private final ArrivalStore arrivals;
  private final OperationsSettings.Retention rules;
  private final RunLog runLog;
  private final Clock clock;
  private final Function<String, OptionalInt> daysOf;

  /** What is deleted. */
  public enum Kind {
    SLICES,
    CASE,
    FAILED_CASE,
    PUT_ASIDE
  }

  /**
   * Something that may go.
   *
   * @param id the series' UID, the case's id, or the name of the quarantine's folder
   * @param files that go
   * @param bytes of them
   * @param why for a person
   */
  public record Deletion(Kind kind, String id, List<Path> files, long bytes, String why) {
    /** A line for a person, without the UID of a series. */
    @Override
    public String toString() {
      return (kind == Kind.SLICES ? files.size() + " slices" : id)
          + ", "
          + bytes / 1000
          + " kB: "
          + why;
    }
  }

  public Retention(
      Home home,
      LifeStore store,
      ArrivalStore arrivals,
      OperationsSettings.Retention rules,
      RunLog runLog,
      Clock clock) {
    this(home, store, arrivals, rules, runLog, clock, protocol -> OptionalInt.empty());
  }

  /**
   * With protocols that say how long their cases are kept.
   *
   * @param daysOf by the protocol's name; empty: as the settings say
   */
  public Retention(
      Home home,
      LifeStore store,
      ArrivalStore arrivals,
      OperationsSettings.Retention rules,
      RunLog runLog,
      Clock clock,
      Function<String, OptionalInt> daysOf) {
    this.daysOf = daysOf;
    this.home = home;
    this.store = store;
    this.arrivals = arrivals;
    this.rules = rules;
    this.runLog = runLog;
    this.clock = clock;
  }

  /** What would be deleted now; deletes nothing. */
  public List<Deletion> plan() throws IOException {
    return plan(Disk.of(home.root()));
  }

  List<Deletion> plan(Disk disk) throws IOException {
    List<Deletion> plan = new ArrayList<>();
    slices(disk, plan);
    for (LifeStore.EndedCase ended : store.endedCases()) {
      OptionalInt days = daysOf.apply(ended.protocol());
      if (days.isEmpty() && rules.caseDays() != null) {
        days = OptionalInt.of(rules.caseDays());
      }
      if (days.isPresent() && isOlder(ended.endedAt(), days.getAsInt())) {
        caseFolder(ended.caseId(), days.getAsInt(), plan);
      }
    }
    if (rules.failedDays() != null) {
      for (LifeStore.EndedCase failed : store.failedCases()) {
        if (isOlder(failed.endedAt(), rules.failedDays())) {
          String why = "it failed or was refused more than " + rules.failedDays() + " days ago";
          plan.add(ofCase(Kind.FAILED_CASE, failed.caseId(), why));
        }
      }
    }
    if (rules.quarantineDays() != null) {
      putAside(plan);
    }
    return plan;
  }

  private boolean isOlder(Instant when, int days) {
    return when.plus(Duration.ofDays(days)).isBefore(clock.instant());
  }

  private void slices(Disk disk, List<Deletion> plan) throws IOException {
    long wanted = (long) (disk.total() * (rules.diskFreePercent() / 100.0)) - disk.free();
    for (LifeStore.EndedSeries ended : store.endedSeries()) {
      boolean old = rules.imageDays() != null && isOlder(ended.endedAt(), rules.imageDays());
      if (old || wanted > 0) {
        List<Path> files =
            arrivals.instancesOf(ended.seriesInstanceUid()).stream()
                .map(i -> home.absolute(i.file()))
                .toList();
        long bytes = 0;
        for (Path file : files) {
          bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        String why =
            old
                ? "its cases ended more than " + rules.imageDays() + " days ago"
                : "less than " + rules.diskFreePercent() + " % of the disk is free";
        plan.add(new Deletion(Kind.SLICES, ended.seriesInstanceUid(), files, bytes, why));
        wanted -= bytes;
      }
    }
  }

  private void caseFolder(String caseId, int days, List<Deletion> plan) throws IOException {
    Deletion all = ofCase(Kind.CASE, caseId, "it ended more than " + days + " days ago");
    if (!all.files().isEmpty()) {
      plan.add(all);
    }
  }

  private Deletion ofCase(Kind kind, String caseId, String why) throws IOException {
    Path folder = home.cases().resolve(caseId);
    List<Path> files = Folders.files(folder).stream().filter(file -> !file.endsWith(NOTE)).toList();
    return new Deletion(kind, caseId, files, Folders.bytes(folder), why);
  }

  /** Items without a stored slice: a series that is held has its slices there. */
  private void putAside(List<Deletion> plan) throws IOException {
    try (Stream<Path> items = Files.list(home.quarantine())) {
      for (Path item : items.filter(Files::isDirectory).sorted().toList()) {
        Path reason = item.resolve("reason.txt");
        boolean waits =
            !arrivals.filesUnder(home.relative(item)).isEmpty()
                || (item.getFileName().toString().contains("-case-")
                    && Files.notExists(item.resolve(Quarantine.RESOLVED)));
        if (!waits
            && Files.exists(reason)
            && isOlder(Files.getLastModifiedTime(reason).toInstant(), rules.quarantineDays())) {
          String why = "it was put aside more than " + rules.quarantineDays() + " days ago";
          plan.add(
              new Deletion(
                  Kind.PUT_ASIDE,
                  item.getFileName().toString(),
                  Folders.files(item),
                  Folders.bytes(item),
                  why));
        }
      }
    }
  }

  /**
   * Deletes what {@link #plan} says.
   *
   * @return what was deleted
   */
  public List<Deletion> run() throws IOException {
    List<Deletion> plan = plan();
    for (Deletion deletion : plan) {
      delete(deletion);
    }
    return plan;
  }

  private void delete(Deletion deletion) throws IOException {
    Set<Path> folders = new HashSet<>();
    for (Path file : deletion.files()) {
      Files.deleteIfExists(file);
      folders.add(file.getParent());
    }
    switch (deletion.kind()) {
      case SLICES -> {
        for (Path folder : folders) {
          deleteIfEmpty(folder);
        }
        store.forgetSlices(deletion.id());
        tell(RunLog.SYSTEM, deletion);
      }
      case CASE -> {
        emptyCase(deletion);
        tell(deletion.id(), deletion);
      }
      case FAILED_CASE -> {
        emptyCase(deletion);
        store.retire(deletion.id());
        new Quarantine(home.quarantine(), runLog, clock).resolve(deletion.id(), deletion.why());
        tell(deletion.id(), deletion);
      }
      case PUT_ASIDE -> {
        Folders.delete(home.quarantine().resolve(deletion.id()));
        tell(RunLog.SYSTEM, deletion);
      }
    }
  }

  private void emptyCase(Deletion deletion) throws IOException {
    Path folder = home.cases().resolve(deletion.id());
    Folders.delete(folder);
    note(folder, deletion.why());
  }

  void note(Path folder, String why) throws IOException {
    String text = "The files of this case were deleted at " + clock.instant() + ": " + why + ".\n";
    SafeFiles.write(text.getBytes(StandardCharsets.UTF_8), folder.resolve(NOTE));
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    if (Files.exists(folder) && Folders.files(folder).isEmpty()) {
      Folders.delete(folder);
    }
  }

  private void tell(String caseId, Deletion deletion) {
    runLog.append(caseId, EventType.DATA_DELETED, "deleted " + deletion);
  }
}
