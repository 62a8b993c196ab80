package org.contourflow.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.contourflow.home.KeptAside;

/**
 * What waits for a person: each held series, and whatever else was put aside and asks for
 * something, as a problem to be told. It says the code and the number by which {@code contourflow
 * held} lists it; no case, no file, and not the reason, in which words of the sender may stand.
 *
 * <p>Not a problem of the service: {@code health} says nothing of it. Looked for once a minute at
 * the most, since a quarantine may be large and on a shared folder.
 */
public final class WaitingItems implements Callable<List<Problem>> {
  /**
   * Of a study that is sent whole, there is often an object that merely is no slice of a CT volume;
   * and a rule may say that a series is not to be contoured.
   */
  private static final Set<String> NOTHING_TO_DO =
      Set.of("NOT_CT", "NOT_DICOM", "LOCALIZER", "NO_POSITION", "NO_IMAGE", "NO_PROTOCOL_BY_RULE");

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
   * What waits now, oldest first.
   *
   * @throws IOException if the quarantine cannot be read
   */
  @Override
  public synchronized List<Problem> call() throws IOException {
    long now = System.nanoTime();
    if (found == null || now - looked >= everyNanos) {
      found =
          KeptAside.in(quarantine).stream()
              .filter(item -> !NOTHING_TO_DO.contains(item.code()))
              .map(WaitingItems::problem)
              .toList();
      looked = now;
    }
    return found;
  }

  private static Problem problem(KeptAside item) {
    String number = item.id().substring(0, Math.min(NUMBER_LENGTH, item.id().length()));
    return new Problem(
        "held:" + number,
        "kept aside and waiting for a person: "
            + item.code()
            + "; see contourflow held, "
            + number);
  }
}
