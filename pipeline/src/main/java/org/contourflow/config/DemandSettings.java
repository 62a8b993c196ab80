package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * How the service forecasts what comes to it (docs/demand.md).
 *
 * @param enabled whether it does; default yes
 * @param zone of the clinic's wall clock; default the machine's
 * @param holidays england, us, none, or a file of lines {@code 2027-12-25,Christmas Day}; relative
 *     to the home
 * @param keepHour hour of the day before at which each day's forecast is kept
 * @param clinic who contours and reviews, and what is promised
 * @param booked scans that are booked
 */
public record DemandSettings(
    Boolean enabled,
    String zone,
    String holidays,
    @Min(0) @Max(23) Integer keepHour,
    @Valid Clinic clinic,
    @Valid Booked booked) {

  public DemandSettings {
    enabled = enabled == null || enabled;
    zone = zone == null ? ZoneId.systemDefault().getId() : zone;
    holidays = holidays == null ? "none" : holidays;
    keepHour = keepHour == null ? 16 : keepHour;
    clinic = clinic == null ? new Clinic(null, null, null, null, null, null) : clinic;
    booked = booked == null ? new Booked(null, null, null) : booked;
  }

  /** With the defaults. */
  public static DemandSettings defaults() {
    return new DemandSettings(null, null, null, null, null, null);
  }

  /**
   * Who works, and what is promised.
   *
   * @param staff who reviews, and when: {@code Mon-Fri 08-17=2, Sat 09-12=1}
   * @param workers that contour at the same time, at any hour
   * @param reviewMinutes a mean, where the store has measured none
   * @param promise the share of a day's cases that came before {@code cameBefore} and is reviewed
   *     by {@code by}
   */
  public record Clinic(
      String staff,
      @Min(1) @Max(1000) Integer workers,
      @DecimalMin("0.0") @DecimalMax("600.0") Double reviewMinutes,
      @DecimalMin("0.01") @DecimalMax("1.0") Double promise,
      @Pattern(regexp = TIME, message = TIME_MESSAGE) String by,
      @Pattern(regexp = TIME, message = TIME_MESSAGE) String cameBefore) {
    private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d";
    private static final String TIME_MESSAGE = "must be a time such as 16:00";

    public Clinic {
      staff = staff == null ? "Mon-Fri 08-17=1" : staff;
      workers = workers == null ? 1 : workers;
      promise = promise == null ? 0.9 : promise;
      by = by == null ? "16:00" : by;
      cameBefore = cameBefore == null ? "12:00" : cameBefore;
    }
  }

  /**
   * Booked scans.
   *
   * @param file CSV with {@code time} and, where there is one, {@code show}; relative to the home;
   *     read again each hour; not given: none
   * @param show the chance that a slot takes place, where the file has none
   * @param share which part of all cases is booked: on days with slots only the rest is forecast
   */
  public record Booked(
      Path file,
      @DecimalMin("0.0") @DecimalMax("1.0") Double show,
      @DecimalMin("0.0") @DecimalMax("1.0") Double share) {
    public Booked {
      show = show == null ? 0.95 : show;
      share = share == null ? 1 : share;
    }
  }
}
