package org.contourflow.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.home.SafeFiles;
import org.contourflow.workflow.CaseWorker;

/**
 * Requests of the command line to a running daemon, as files in its home: only who may write the
 * home may ask, and a request made while no daemon runs waits for the next one.
 */
public final class Control {
  private static final String RELEASE = "release-";
  private static final String STOP = "stop-";
  private static final String RETRY = "retry-";

  private final Path folder;
  private final SeriesWatch watch;
  private final CaseWorker worker;
  private final RunLog runLog;
  private final CaseListeners listeners;

  public Control(
      Path home, SeriesWatch watch, CaseWorker worker, RunLog runLog, CaseListeners listeners) {
    this.worker = worker;
    this.listeners = listeners;
    this.folder = folder(home);
    this.watch = watch;
    this.runLog = runLog;
  }

  private static Path folder(Path home) {
    return home.resolve("control");
  }

  /** Asks for a held series to be taken as it is, or for one no rule wants to get a protocol. */
  public static void requestRelease(Path home, String seriesInstanceUid, Optional<String> protocol)
      throws IOException {
    SafeFiles.write(
        protocol.orElse("").getBytes(StandardCharsets.UTF_8),
        folder(home).resolve(RELEASE + seriesInstanceUid));
  }

  /** Asks for a case's contouring to be stopped. */
  public static void requestStop(Path home, String caseId) throws IOException {
    SafeFiles.write(new byte[0], folder(home).resolve(STOP + caseId));
  }

  /** Asks for a case that was given up or refused to be taken up again. */
  public static void requestRetry(Path home, String caseId) throws IOException {
    SafeFiles.write(new byte[0], folder(home).resolve(RETRY + caseId));
  }

  private void retry(String caseId) {
    if (worker.retry(caseId)) {
      listeners.allowAgain(caseId);
    } else {
      runLog.append(
          RunLog.SYSTEM,
          EventType.CASE_RETRIED,
          "nothing was done: no case " + caseId + " that failed or was refused");
    }
  }

  /** Does what is asked; returns the cases that are to be contoured. */
  List<String> poll() throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> requests = Files.list(folder)) {
      List<Path> all = requests.toList();
      take(all, STOP, listeners::stop);
      take(all, RETRY, this::retry);
      return all.stream()
          .filter(p -> p.getFileName().toString().startsWith(RELEASE))
          .flatMap(p -> release(p).stream())
          .toList();
    }
  }

  /** Does the requests of one kind, each by the case id that its name ends with. */
  private static void take(List<Path> requests, String kind, Consumer<String> action)
      throws IOException {
    for (Path request : requests) {
      String name = request.getFileName().toString();
      if (name.startsWith(kind)) {
        action.accept(name.substring(kind.length()));
        Files.delete(request);
      }
    }
  }

  private List<String> release(Path request) {
    String series = request.getFileName().toString().substring(RELEASE.length());
    try {
      String protocol = Files.readString(request).strip();
      List<String> created =
          watch.release(series, Optional.of(protocol).filter(name -> !name.isEmpty()));
      if (created.isEmpty()) {
        runLog.append(
            RunLog.SYSTEM,
            EventType.SERIES_RELEASED,
            "nothing was done: a series that is not held, "
                + (protocol.isEmpty() ? "or that no rule matches" : "or no protocol " + protocol));
      }
      Files.delete(request);
      return created;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
