package org.contourflow.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.CleanText;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.dicom.OwnerOnly;

/**
 * Keeps what cannot be used where a person finds it: a folder an item with the files and a {@code
 * reason.txt}. The run log names the folder and the reason; only reason.txt names the files, whose
 * names may carry a patient's.
 */
public final class Quarantine {
  static final String REASON = "reason.txt";
  public static final String RESOLVED = "resolved.txt";
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /** Files of one key that come within this time of each other are one item. */
  private static final Duration TOGETHER = Duration.ofMinutes(10);

  /** Of the 255 bytes a name may have, UTF-8 may take 3 a character. */
  private static final int LONGEST_NAME = 80;

  private final Map<String, Joined> joined = new HashMap<>();
  private final Path folder;
  private final RunLog runLog;
  private final Clock clock;

  public Quarantine(Path folder, RunLog runLog, Clock clock) {
    this.folder = folder;
    this.runLog = runLog;
    this.clock = clock;
  }

  /**
   * Why something is put aside.
   *
   * @param code stable, e.g. {@code NOT_DICOM}
   * @param text a sentence for a person; no patient identifier
   * @param whatToDo a sentence for a person
   * @param details further lines for reason.txt; no patient identifier
   */
  public record Reason(String code, String text, String whatToDo, List<String> details) {
    public Reason {
      details = List.copyOf(details);
    }

    /** Without further lines. */
    public Reason(String code, String text, String whatToDo) {
      this(code, text, whatToDo, List.of());
    }

    @Override
    public String toString() {
      return code + ": " + text;
    }
  }

  /**
   * Moves files into a fresh folder of the quarantine.
   *
   * @param files each file's present place and the name it gets (made unique)
   * @return the folder, and where each file lies now
   */
  public Item put(EventType type, Reason reason, Map<Path, String> files) {
    String id = newId();
    Path item = folder.resolve(id);
    Map<Path, Path> places = new LinkedHashMap<>();
    try {
      OwnerOnly.folder(item);
      files.forEach((file, name) -> places.put(file, freeName(item, name, places)));
      List<String> names = places.values().stream().map(p -> "" + p.getFileName()).toList();
      SafeFiles.write(text(reason, names).getBytes(StandardCharsets.UTF_8), item.resolve(REASON));
      for (Map.Entry<Path, Path> place : places.entrySet()) {
        SafeFiles.move(place.getKey(), place.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runLog.append(
        RunLog.SYSTEM,
        type,
        files.size()
            + (files.size() == 1 ? " file" : " files")
            + " kept in quarantine/"
            + id
            + ": "
            + reason);
    return new Item(id, item, places);
  }

  /** Where something was put aside. */
  public record Item(String id, Path folder, Map<Path, Path> places) {}

  /** One file under its own name. */
  public Item put(Reason reason, Path file, String name) {
    return put(EventType.INSTANCE_QUARANTINED, reason, Map.of(file, name));
  }

  /** Keeps a reason alone, for something that has no file to keep; {@code what} names it. */
  public Item note(EventType type, Reason reason, String what) {
    String id = newId();
    Path item = folder.resolve(id);
    try {
      String text = text(reason, List.of(what));
      SafeFiles.write(text.getBytes(StandardCharsets.UTF_8), item.resolve(REASON));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    runLog.append(RunLog.SYSTEM, type, "see quarantine/" + id + "/reason.txt: " + reason);
    return new Item(id, item, Map.of());
  }

  /**
   * As {@link #put}, but into the item that the same key got a short while ago, if that still
   * waits: the bad files of one series are one thing to look at.
   *
   * @param key what they have in common
   */
  public Item join(String key, Reason reason, Map<Path, String> files) {
    synchronized (joined) {
      Joined before = joined.get(reason.code() + " " + key);
      boolean open =
          before != null
              && before.last.plus(TOGETHER).isAfter(clock.instant())
              && Files.exists(before.item.resolve(REASON))
              && Files.notExists(before.item.resolve(RESOLVED));
      Item item =
          open
              ? add(before.item, reason, files)
              : put(EventType.INSTANCE_QUARANTINED, reason, files);
      joined.put(reason.code() + " " + key, new Joined(item.folder(), clock.instant()));
      return item;
    }
  }

  private record Joined(Path item, Instant last) {}

  private Item add(Path item, Reason reason, Map<Path, String> files) {
    Map<Path, Path> places = new LinkedHashMap<>();
    try {
      files.forEach((file, name) -> places.put(file, freeName(item, name, places)));
      List<String> names = new ArrayList<>();
      try (Stream<Path> there = Files.list(item)) {
        there
            .map(p -> p.getFileName().toString())
            .filter(name -> !name.equals(REASON))
            .sorted()
            .forEach(names::add);
      }
      places.values().forEach(place -> names.add(place.getFileName().toString()));
      SafeFiles.write(text(reason, names).getBytes(StandardCharsets.UTF_8), item.resolve(REASON));
      for (Map.Entry<Path, Path> place : places.entrySet()) {
        SafeFiles.move(place.getKey(), place.getValue());
      }
      String id = item.getFileName().toString();
      runLog.append(
          RunLog.SYSTEM,
          EventType.INSTANCE_QUARANTINED,
          files.size() + " more in quarantine/" + id + ", " + names.size() + " now: " + reason);
      return new Item(id, item, places);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the reason why a case waits for a person, until {@link #resolve}. Logs nothing. */
  public void hold(String caseId, Reason reason) {
    resolve(caseId, "it failed again since");
    try {
      SafeFiles.write(
          text(reason, List.of(caseId)).getBytes(StandardCharsets.UTF_8),
          folder.resolve(newId() + "-" + caseId).resolve(REASON));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was held of a case waits no more. */
  public void resolve(String caseId, String how) {
    try (Stream<Path> items = Files.list(folder)) {
      for (Path item : items.filter(i -> i.toString().endsWith("-" + caseId)).toList()) {
        if (Files.notExists(item.resolve(RESOLVED))) {
          SafeFiles.write(
              ("Resolved: " + how + ".\n").getBytes(StandardCharsets.UTF_8),
              item.resolve(RESOLVED));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String newId() {
    return STAMP.format(clock.instant().atZone(ZoneId.systemDefault()))
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  private static Path freeName(Path item, String name, Map<Path, Path> taken) {
    String safe = name.replaceAll("[^\\p{L}\\p{N}._ +()-]", "_");
    if (safe.isBlank() || safe.matches("\\.+") || safe.equals(REASON) || safe.equals(RESOLVED)) {
      safe = "_" + safe;
    }
    String sayable = sayable(item, safe);
    Path candidate = item.resolve(sayable);
    for (int i = 2; taken.containsValue(candidate) || Files.exists(candidate); i++) {
      candidate = item.resolve(i + "_" + sayable);
    }
    return candidate;
  }

  /** The name as the locale's file names can have it, and not longer than a file system takes. */
  private static String sayable(Path item, String name) {
    String tail =
        name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
    try {
      return item.resolve(tail).getFileName().toString();
    } catch (InvalidPathException e) {
      return tail.replaceAll("[^\\x20-\\x7E]", "_");
    }
  }

  private String text(Reason reason, List<String> names) {
    return "Reason:     "
        + CleanText.line(reason.text())
        + "\nCode:       "
        + reason.code()
        + "\nWhat to do: "
        + reason.whatToDo()
        + "\nWhen:       "
        + clock.instant()
        + (reason.details().isEmpty() ? "" : "\nWhy:\n  " + lines(reason.details()))
        + "\nWhat ("
        + names.size()
        + "):\n  "
        + lines(names)
        + "\n";
  }

  private static String lines(List<String> texts) {
    return texts.stream().map(CleanText::line).collect(Collectors.joining("\n  "));
  }
}
