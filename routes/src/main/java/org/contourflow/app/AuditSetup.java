package org.contourflow.app;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.SocketFactory;
import org.contourflow.audit.AnchorFile;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.syslog.SyslogExport;
import org.contourflow.audit.syslog.SyslogLink;
import org.contourflow.config.OperationsSettings;
import org.contourflow.config.Settings;
import org.contourflow.delivery.WebKeys;
import org.contourflow.home.Home;
import org.contourflow.http.WebTls;

/** The run log's keys and anchors as the settings name them. */
public final class AuditSetup {
  private AuditSetup() {}

  /** The keys; a file of them is made if there is none. */
  public static AuditKeys keys(Settings settings) throws IOException {
    OperationsSettings.Audit audit = settings.operations().audit();
    return audit.keys() != null
        ? AuditKeys.parse(audit.keys().value(), "operations.audit.keys")
        : AuditKeys.open(keyFile(settings));
  }

  /** The keys for reading: none, where no service has made them yet. */
  public static AuditKeys keysToVerify(Settings settings) throws IOException {
    boolean none =
        settings.operations().audit().keys() == null && Files.notExists(keyFile(settings));
    return none ? AuditKeys.NONE : keys(settings);
  }

  /** Where the keys lie, unless the settings hold them. */
  public static Path keyFile(Settings settings) {
    return settings.inHome(settings.operations().audit().keyFile());
  }

  /** Where the log's head is noted. */
  public static AnchorFile anchors(Settings settings) {
    return new AnchorFile(settings.inHome(settings.operations().audit().anchorFolder()));
  }

  /** What sends the log to the settings' syslog server; empty if there is none. */
  static Optional<SyslogExport> syslog(RunLog log, Settings settings, Home home)
      throws IOException {
    OperationsSettings.Syslog syslog = settings.operations().audit().syslog();
    return syslog == null
        ? Optional.empty()
        : Optional.of(
            new SyslogExport(
                log,
                link(syslog, settings),
                home.root().resolve("audit").resolve("syslog.position"),
                "contourflow",
                InetAddress.getLocalHost().getHostName()));
  }

  private static SyslogLink link(OperationsSettings.Syslog syslog, Settings settings)
      throws IOException {
    return switch (syslog.transport()) {
      case UDP -> SyslogLink.udp(syslog.host(), syslog.port());
      case TCP -> SyslogLink.stream(syslog.host(), syslog.port(), SocketFactory.getDefault());
      case TLS ->
          SyslogLink.stream(
              syslog.host(),
              syslog.port(),
              WebKeys.context(
                      WebTls.store(settings, syslog.keyStore(), syslog.keyPassword()),
                      WebTls.store(settings, syslog.trustStore(), syslog.trustPassword()))
                  .getSocketFactory());
    };
  }

  /** Verifies a log against the settings' keys and anchors. */
  public static AuditTrail.Verdict verify(RunLog log, Settings settings) throws IOException {
    return AuditTrail.verify(log, keysToVerify(settings), anchors(settings));
  }
}
