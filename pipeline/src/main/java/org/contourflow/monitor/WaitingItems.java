package org.contourflow.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.contourflow.home.KeptAside;

/**
 * What waits for a person: each held series, and whatever else was put aside and asks for
 * something, as a problem to be told. It says the code and the number by which {@code contourflow
 * held} lists it; no case, no file, and not the reason, in which words of the sender may stand.
 *
 * <p>Not a problem of the service: {@code health} says nothing of it. Looked for once a minute at
 * the most, since a quarantine may be large and on a shared folder.
 */
public final class WaitingItems {
  private static final String KEY = "held:";

  /**
   * Of a study that is sent whole, there is often an object that merely is no slice of a CT volume;
   * and a rule may say that a series is not to be contoured.
   */
  private static final Set<String> NOTHING_TO_DO =
      Set.of(
          "NOT_CT",
          "NOT_DICOM",
          "LOCALIZER",
          "NO_POSITION",
          "NO_IMAGE",
          "NO_PROTOCOL_BY_RULE",
          "REPLACED");

  /** Date, time and eight digits; a case's number stands behind it. */
  private static final int NUMBER_LENGTH = "20260102-030405-0123abcd".length();

  private final Path quarantine;
  private final long everyNanos;
  private List<Problem> found;
  private long looked;

  /** Looks once a minute. */
  public WaitingItems(Path quarantine) {
    this(quarantine, Duration.ofMinutes(1));
  }

  WaitingItems(Path quarantine, Duration every) {
    this.quarantine = quarantine;
    this.everyNanos = every.toNanos();
  }

  /**
   * What waits now, oldest first. While the quarantine cannot be read, that is a problem, and what
   * was told to wait is taken to wait still.
   *
   * @param told the problems of which people were told
   */
  public synchronized List<Problem> among(Collection<Problem> told) {
    long now = System.nanoTime();
    if (found == null || now - looked >= everyNanos) {
      found = read(told);
      looked = now;
    }
    return found;
  }

  private List<Problem> read(Collection<Problem> told) {
    try {
      if (!Files.isDirectory(quarantine)) {
        throw new NoSuchFileException(quarantine.toString());
      }
      return KeptAside.in(quarantine).stream()
          .filter(item -> !NOTHING_TO_DO.contains(item.code()))
          .map(WaitingItems::problem)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      List<Problem> still = new ArrayList<>();
      still.add(
          new Problem(
              "quarantine",
              "what is kept aside cannot be read (" + e.getClass().getSimpleName() + ")"));
      told.stream().filter(problem -> isOne(problem.key())).forEach(still::add);
      return still;
    }
  }

  /** Whether a key is of something that waits for a person, and not of a fault. */
  static boolean isOne(String key) {
    return key.startsWith(KEY);
  }

  private static Problem problem(KeptAside item) {
    String number = item.id().substring(0, Math.min(NUMBER_LENGTH, item.id().length()));
    return new Problem(
        KEY + number,
        "kept aside and waiting for a person: "
            + item.code()
            + "; see contourflow held, "
            + number);
  }
}
