package org.contourflow.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.home.SafeFiles;
import org.contourflow.workflow.CaseWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of the command line to a running daemon, as files in its home: only who may write the
 * home may ask, and a request made while no daemon runs waits for the next one.
 */
public final class Control {
  private static final Logger LOG = LoggerFactory.getLogger(Control.class);
  private static final String RELEASE = "release-";
  private static final String STOP = "stop-";
  private static final String RETRY = "retry-";

  private final Path folder;
  private final SeriesWatch watch;
  private final CaseWorker worker;
  private final RunLog runLog;
  private final CaseListeners listeners;
  private final Set<Path> failed = new HashSet<>();

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
      List<String> released = new ArrayList<>();
      all.forEach(request -> released.addAll(take(request)));
      return released;
    }
  }

  /** Does one request; one that fails is tried again, and holds up no other. */
  private List<String> take(Path request) {
    try {
      String name = request.getFileName().toString();
      if (name.startsWith(RELEASE)) {
        return release(request);
      }
      if (name.startsWith(STOP)) {
        listeners.stop(name.substring(STOP.length()));
        Files.delete(request);
      } else if (name.startsWith(RETRY)) {
        retry(name.substring(RETRY.length()));
        Files.delete(request);
      }
    } catch (IOException | RuntimeException | Error e) {
      if (failed.add(request)) {
        LOG.error("a request of the command line could not be done; it is tried again", e);
      }
    }
    return List.of();
  }

  private List<String> release(Path request) throws IOException {
    String series = request.getFileName().toString().substring(RELEASE.length());
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
  }
}
