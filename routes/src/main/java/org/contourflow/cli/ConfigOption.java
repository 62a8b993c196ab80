package org.contourflow.cli;

import java.nio.file.Path;
import org.contourflow.config.Settings;
import picocli.CommandLine.Option;

/** Which service a command is about. */
class ConfigOption {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "As for run.")
  private Path config;

  /** The service's settings; ends the command with what is wrong with them. */
  final Settings settings() {
    return RunCommand.settings(config);
  }
}
