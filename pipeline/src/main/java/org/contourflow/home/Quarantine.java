package org.contourflow.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
    Path candidate = item.resolve(safe);
    for (int i = 2; taken.containsValue(candidate); i++) {
      candidate = item.resolve(i + "_" + safe);
    }
    return candidate;
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
