package org.contourflow.demand.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** The wall clock of consecutive hours: which day, weekday and hour each of them is. */
public final class LocalHours {
  private static final int HOUR_SECONDS = 3600;

  private final long[] epochDay;
  private final byte[] hour;

  public LocalHours(ZoneId zone, Instant start, int hours) {
    epochDay = new long[hours];
    hour = new byte[hours];
    ZoneRules rules = zone.getRules();
    long second = start.getEpochSecond();
    for (int i = 0; i < hours; i++, second += HOUR_SECONDS) {
      ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(second));
      long local = second + offset.getTotalSeconds();
      epochDay[i] = Math.floorDiv(local, 86_400L);
      hour[i] = (byte) (Math.floorMod(local, 86_400L) / HOUR_SECONDS);
    }
  }

  public static LocalHours of(HourlySeries series) {
    return new LocalHours(series.zone(), series.start(), series.size());
  }

  public int size() {
    return hour.length;
  }

  public long epochDay(int i) {
    return epochDay[i];
  }

  public LocalDate date(int i) {
    return LocalDate.ofEpochDay(epochDay[i]);
  }

  /** 0 to 23. */
  public int hour(int i) {
    return hour[i];
  }

  /** 0 is Monday. */
  public int weekday(int i) {
    return (int) Math.floorMod(epochDay[i] + 3, 7L);
  }

  /** 0 is Monday 00:00, 167 is Sunday 23:00. */
  public int hourOfWeek(int i) {
    return weekday(i) * 24 + hour[i];
  }
}
