package org.contourflow.series;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a heap of files: every file is in exactly one accepted or incomplete series, one
 * refusal, or among the repeated ones.
 *
 * @param accepted whole series, in order of their Series Instance UID
 * @param incomplete series to hold
 * @param refused series and files with the reason; {@link RefusalCode#isSetAside} tells what merely
 *     is something else
 * @param repeated files whose instance is there already with the same content; ignored
 */
public record SeriesAssembly(
    List<CtSeries> accepted,
    List<IncompleteSeries> incomplete,
    List<SeriesRefusal> refused,
    List<Path> repeated) {
  public SeriesAssembly {
    accepted = List.copyOf(accepted);
    incomplete = List.copyOf(incomplete);
    refused = List.copyOf(refused);
    repeated = List.copyOf(repeated);
  }

  /** Whole series, then those with slices missing as they are: what a person may decide to take. */
  public List<CtSeries> asItIs() {
    return Stream.concat(accepted.stream(), incomplete.stream().map(IncompleteSeries::asItIs))
        .toList();
  }
}
