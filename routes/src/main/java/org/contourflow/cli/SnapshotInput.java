package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.demand.acute.Snapshots;
import picocli.CommandLine.Option;

/** Snapshots of the patients present, for beds. */
final class SnapshotInput {
  @Option(
      names = "--snapshots",
      paramLabel = "FILE",
      description = {
        "CSV with a row a patient and snapshot; --map names snapshot-date, snapshot-time and",
        "admitted (true, false, empty while unknown). The history is then of admissions' arrivals."
      })
  private Path file;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns of the snapshots that tell of an admission.")
  private List<String> features = new ArrayList<>();

  @Option(
      names = "--window",
      defaultValue = "8",
      paramLabel = "HOURS",
      description = "Beds are asked for within so many hours; default ${DEFAULT-VALUE}.")
  private int window;

  boolean isGiven() {
    return file != null;
  }

  Duration window() {
    return Duration.ofHours(window);
  }

  List<Snapshots.Present> read(DemandInput input) throws IOException {
    if (features.isEmpty()) {
      throw Failure.usage(List.of("Name the columns that tell of an admission: --features A,B,C"));
    }
    return Snapshots.read(
        file,
        new Snapshots.Mapping(
            input.column("snapshot-date"),
            input.column("snapshot-time"),
            input.column("admitted"),
            features));
  }
}
