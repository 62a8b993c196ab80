package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomUid;
import org.contourflow.routes.Control;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code contourflow release}: a person takes a held, incomplete series as it is. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Has a series that is held as incomplete contoured as it is, or gives a series that no rule"
          + " matched a protocol."
    })
public final class ReleaseCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "As for run.")
  private Path config;

  @Parameters(paramLabel = "SERIES", description = "The Series Instance UID that reason.txt names.")
  private String series;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description = "A protocol of the rules to contour it by; default: as the rules say.")
  private String protocol;

  @Override
  public Integer call() throws IOException {
    if (!DicomUid.isUsable(series)) {
      throw Failure.refused(
          series + " is not a UID; reason.txt of the quarantined series names it");
    }
    Settings settings = RunCommand.settings(config);
    Control.requestRelease(settings.home(), series, Optional.ofNullable(protocol));
    System.out.println(
        "Asked for. The running daemon (or its next start) does it; see its run log.");
    return 0;
  }
}
