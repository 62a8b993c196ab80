package org.contourflow.demand.data;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The first column of lines as times of a zone's wall clock; the earlier where it shows one twice.
 */
public final class TimesColumn {
  private final Times times;
  private final ZoneId zone;

  private TimesColumn(Times times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  public static TimesColumn of(String column, List<CsvColumns.Line> lines, ZoneId zone)
      throws DataRefused {
    Identifiers.checkTitle(column);
    return new TimesColumn(Times.of(column, lines.stream().map(l -> l.at(0)).toList()), zone);
  }

  public Instant require(CsvColumns.Line line, Path file) throws DataRefused {
    return times
        .read(line.at(0))
        .map(r -> r.instant().orElseGet(() -> r.local().atZone(zone).toInstant()))
        .orElseThrow(
            () ->
                new DataRefused(
                    file + ", line " + line.number() + ": no time such as 2026-11-28 07:00"));
  }
}
