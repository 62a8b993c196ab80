package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How times and long texts stand in columns, of H2 and PostgreSQL alike. */
final class ColumnValues {
  private static final int DETAIL_LENGTH = 4000;

  private ColumnValues() {}

  /** UTC, whole milliseconds: what both databases give back as it was put in. */
  static OffsetDateTime toColumn(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
  }

  /** A time that stands in every row. */
  static Instant fromColumn(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** A time that may not have come yet. */
  static Optional<Instant> ifInColumn(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /** As much of a text as a column {@code detail} takes. */
  static String cut(String text) {
    return text.length() <= DETAIL_LENGTH ? text : text.substring(0, DETAIL_LENGTH - 1) + "…";
  }
}
