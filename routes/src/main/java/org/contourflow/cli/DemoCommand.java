package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code contourflow demo}: the whole way once, on a phantom or on a folder of yours. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole way once in a temporary home: a CT series is dropped into the inbox, becomes an"
          + " RTSTRUCT in the export folder and at a TPS that the demo plays on this machine.",
      "Without DIR a synthetic patient is made."
    })
public final class DemoCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description =
          "Folder (or zip, or folder with zips) with a CT series to use instead; it is"
              + " copied.")
  private Path source;

  @Option(names = "--home", paramLabel = "DIR", description = "Keep everything here instead.")
  private Path home;

  @Option(
      names = "--timeout-minutes",
      defaultValue = "30",
      description = "Give up after this long; default ${DEFAULT-VALUE}.")
  private int timeoutMinutes;

  @Option(
      names = "--derive-uids",
      description = "Takes images without study, series or SOP UIDs, as contour does.")
  private boolean deriveUids;

  @Option(
      names = "--console",
      description = "Stays open with the web console, at an address of this machine.")
  private boolean console;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new Demo(
            Optional.ofNullable(source),
            Optional.ofNullable(home),
            timeoutMinutes,
            deriveUids,
            console)
        .run();
  }
}
