package org.contourflow.cli;

import java.util.List;
import org.contourflow.model.djl.EngineSettings;
import picocli.CommandLine.Option;

/** How the engine computes: the options of the commands that run networks. */
final class EngineOptions {
  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads of the engine; default: one a core.")
  private int threads;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, gpu or gpu:N; default ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--memory-mb",
      defaultValue = "4096",
      description =
          "What the process may take, MiB; a CT that needs more is refused before it is begun."
              + " Default ${DEFAULT-VALUE}.")
  private int memoryMb;

  EngineSettings settings() {
    try {
      return new EngineSettings(threads, device, memoryMb);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(List.of(e.getMessage()));
    }
  }
}
