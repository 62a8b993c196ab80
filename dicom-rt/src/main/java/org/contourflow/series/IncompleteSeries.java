package org.contourflow.series;

import java.nio.file.Path;
import java.util.List;
import org.contourflow.series.SeriesCompleteness.Incomplete;

/**
 * A series to hold: right as far as it goes, with something missing.
 *
 * @param whatIsMissing gaps and reasons
 * @param asItIs the slices that are there, for a person who releases it all the same
 * @param files of the slices that are there
 */
public record IncompleteSeries(
    String seriesInstanceUid, Incomplete whatIsMissing, CtSeries asItIs, List<Path> files) {
  public IncompleteSeries {
    files = List.copyOf(files);
  }
}
