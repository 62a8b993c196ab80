package org.contourflow.demand.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.demand.data.Columns;
import org.contourflow.demand.data.CsvColumns;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.TimesColumn;
import org.contourflow.demand.model.Forecast;

/** Reads booked slots: a column {@code time} and, where there is one, {@code show} (0 to 1). */
public final class BookedSlots {
  private BookedSlots() {}

  /**
   * @param columns roles {@code booked} and {@code show}; their usual titles are {@code time} and
   *     {@code show}
   * @param otherwise the show probability of a file without the column or a row without the value
   */
  public static List<Load.Slot> read(Path file, Columns columns, ZoneId zone, double otherwise)
      throws IOException {
    String time = columns.roles().getOrDefault("booked", "time");
    String show = columns.roles().getOrDefault("show", "show");
    boolean has =
        new CsvColumns(file).header().stream().anyMatch(h -> h.strip().equalsIgnoreCase(show));
    List<CsvColumns.Line> lines =
        new CsvColumns(file).read(has ? List.of(time, show) : List.of(time));
    TimesColumn times = TimesColumn.of(time, lines, zone);
    List<Load.Slot> slots = new ArrayList<>();
    for (CsvColumns.Line line : lines) {
      double chance = otherwise;
      try {
        chance = has && !line.at(1).isEmpty() ? Double.parseDouble(line.at(1)) : otherwise;
        slots.add(new Load.Slot(times.require(line, file), chance));
      } catch (IllegalArgumentException e) {
        throw new DataRefused(
            file + ", line " + line.number() + ": the show probability must lie in 0 to 1", e);
      }
    }
    return slots;
  }

  /**
   * What is left of each hour's mean beside the booked slots: on days with a slot, the part of the
   * cases that is not booked; on other days all.
   *
   * @param bookedShare of all cases, 0 to 1
   */
  public static double[] rest(Forecast forecast, List<Load.Slot> slots, double bookedShare) {
    Set<LocalDate> days =
        slots.stream()
            .map(s -> s.time().atZone(forecast.zone()).toLocalDate())
            .collect(Collectors.toSet());
    double[] factors = new double[forecast.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = days.contains(forecast.hours().date(i)) ? 1 - bookedShare : 1;
    }
    return factors;
  }
}
