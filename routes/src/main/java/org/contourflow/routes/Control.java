package org.contourflow.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.intake.SafeFiles;
import org.contourflow.intake.SeriesWatch;

/**
 * Requests of the command line to a running daemon, as files in its home: only who may write the
 * home may ask, and a request made while no daemon runs waits for the next one.
 */
public final class Control {
  private static final String RELEASE = "release-";
  private static final String STOP = "stop-";

  private final Path folder;
  private final SeriesWatch watch;
  private final RunLog runLog;
  private final CaseListeners listeners;

  Control(Path home, SeriesWatch watch, RunLog runLog, CaseListeners listeners) {
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

  private void stop(Path request) {
    listeners.stop(request.getFileName().toString().substring(STOP.length()));
    try {
      Files.delete(request);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Does what is asked; returns the cases that are to be contoured. */
  List<String> poll() throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> requests = Files.list(folder)) {
      List<Path> all = requests.toList();
      all.stream().filter(p -> p.getFileName().toString().startsWith(STOP)).forEach(this::stop);
      return all.stream()
          .filter(p -> p.getFileName().toString().startsWith(RELEASE))
          .flatMap(p -> release(p).stream())
          .toList();
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
