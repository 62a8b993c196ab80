package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.syslog.SyslogExport;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.routes.Loops;

/**
 * What keeps the service: the chores beside the cases, as {@code operations} of the settings says.
 */
final class Operations {
  private static final Duration SYSLOG = Duration.ofSeconds(2);

  private final Anchoring anchoring;
  private final Housekeeper housekeeper;

  /**
   * Prepares the chores.
   *
   * @throws IOException naming what of the settings cannot be used
   */
  Operations(Settings settings, Home home, RunLog runLog, AuditKeys keys, Loops loops, Clock clock)
      throws IOException {
    this.anchoring = new Anchoring(runLog, keys, AuditSetup.anchors(settings), clock);
    this.housekeeper = new Housekeeper(loops);
    Duration anchors = Duration.ofSeconds(settings.operations().audit().anchorSeconds());
    housekeeper.every("audit-anchor", anchors, anchoring::note);
    Optional<SyslogExport> syslog = AuditSetup.syslog(runLog, settings, home);
    syslog.ifPresent(export -> housekeeper.every("audit-syslog", SYSLOG, export::send));
  }

  Housekeeper housekeeper() {
    return housekeeper;
  }

  /** Before the first event of a start. */
  void begin() {
    anchoring.tellKey();
  }

  /** After the last event of a stop. */
  void end() {
    anchoring.note();
  }
}
