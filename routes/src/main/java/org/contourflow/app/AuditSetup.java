package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.audit.AnchorFile;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.RunLog;
import org.contourflow.config.OperationsSettings;
import org.contourflow.config.Settings;

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

  /** Verifies a log against the settings' keys and anchors. */
  public static AuditTrail.Verdict verify(RunLog log, Settings settings) throws IOException {
    return AuditTrail.verify(log, keysToVerify(settings), anchors(settings));
  }
}
