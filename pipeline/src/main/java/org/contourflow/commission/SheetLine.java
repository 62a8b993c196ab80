package org.contourflow.commission;

import java.util.OptionalDouble;

/**
 * One line of a sheet.
 *
 * @param id the same in every run of the kit, so that runs pair by it
 * @param limit what is asked for
 * @param found what was found
 * @param value the figure alone, where runs are compared by it
 */
public record SheetLine(
    String id,
    String section,
    String what,
    String limit,
    String found,
    Result result,
    OptionalDouble value) {
  /** Without a figure to compare by. */
  public SheetLine(
      String id, String section, String what, String limit, String found, Result result) {
    this(id, section, what, limit, found, result, OptionalDouble.empty());
  }

  /** How a line ended. */
  public enum Result {
    PASS,
    FAIL,
    /** A figure without a limit. */
    NOTE
  }

  /** A line that passes or fails. */
  public static SheetLine of(
      String id, String section, String what, String limit, String found, boolean good) {
    return new SheetLine(id, section, what, limit, found, good ? Result.PASS : Result.FAIL);
  }

  /** A figure that nobody set a limit for. */
  public static SheetLine note(String id, String section, String what, String found) {
    return new SheetLine(id, section, what, "", found, Result.NOTE);
  }

  /** A figure without a limit that runs are compared by. */
  static SheetLine figure(
      String id, String section, String what, String found, OptionalDouble value) {
    return new SheetLine(id, section, what, "", found, Result.NOTE, value);
  }
}
