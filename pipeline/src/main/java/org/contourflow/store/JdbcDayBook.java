package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Forecast;
import org.jdbi.v3.core.statement.StatementContext;

/** The book of the daily forecasts in the database. */
public final class JdbcDayBook implements DayBook {
  private static final String KEEP =
      """
      insert into demand_forecast (of_day, origin, starts, time_zone, hour_dispersion, day_dispersion, means, made_at)
      select cast(:day as varchar(10)), :origin, :starts, :zone, :hour, :between, :means, :made
      where not exists (select 1 from demand_forecast where of_day = cast(:day as varchar(10)))
      """;

  private static final String JUDGE =
      """
      update demand_forecast set judged_at = :at, came = :came, expected = :expected, low = :low, high = :high,
        score = :score where of_day = :day and judged_at is null
      """;

  private final Database database;

  public JdbcDayBook(Database database) {
    this.database = database;
  }

  @Override
  public boolean keep(KeptDay day, Instant madeAt) {
    Forecast hours = day.hours();
    String means =
        IntStream.range(0, hours.size())
            .mapToObj(i -> Double.toString(hours.mean(i)))
            .collect(Collectors.joining(" "));
    return database
            .jdbi()
            .withHandle(
                h ->
                    h.createUpdate(KEEP)
                        .bind("day", day.day().toString())
                        .bind("origin", ColumnValues.toColumn(day.origin()))
                        .bind("starts", ColumnValues.toColumn(hours.origin()))
                        .bind("zone", hours.zone().getId())
                        .bind("hour", hours.dispersion().hour())
                        .bind("between", hours.dispersion().day())
                        .bind("means", means)
                        .bind("made", ColumnValues.toColumn(madeAt))
                        .execute())
        == 1;
  }

  @Override
  public Set<LocalDate> kept(LocalDate from) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h
                    .createQuery("select of_day from demand_forecast where of_day >= :from")
                    .bind("from", from.toString())
                    .mapTo(String.class)
                    .stream()
                    .map(LocalDate::parse)
                    .collect(Collectors.toSet()));
  }

  @Override
  public List<KeptDay> waiting() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select * from demand_forecast where judged_at is null order by of_day")
                    .map((row, context) -> day(row))
                    .list());
  }

  @Override
  public boolean judge(LocalDate day, Optional<KeptDay.Judged> judged, Instant at) {
    return database
            .jdbi()
            .withHandle(
                h -> {
                  var update =
                      h.createUpdate(JUDGE)
                          .bind("at", ColumnValues.toColumn(at))
                          .bind("day", day.toString());
                  if (judged.isPresent()) {
                    KeptDay.Judged j = judged.get();
                    update
                        .bind("came", j.came())
                        .bind("expected", j.mean())
                        .bind("low", j.low())
                        .bind("high", j.high())
                        .bind("score", j.score());
                  } else {
                    List.of("came", "low", "high")
                        .forEach(name -> update.bindNull(name, Types.INTEGER));
                    List.of("expected", "score")
                        .forEach(name -> update.bindNull(name, Types.DOUBLE));
                  }
                  return update.execute();
                })
        == 1;
  }

  @Override
  public List<Entry> last(int days) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h
                    .createQuery("select * from demand_forecast order by of_day desc limit :days")
                    .bind("days", days)
                    .map(JdbcDayBook::entry)
                    .stream()
                    .sorted(Comparator.comparing(e -> e.kept().day()))
                    .toList());
  }

  private static Entry entry(ResultSet row, StatementContext context) throws SQLException {
    int came = row.getInt("came");
    boolean known = !row.wasNull();
    Optional<KeptDay.Judged> judged =
        known
            ? Optional.of(
                new KeptDay.Judged(
                    LocalDate.parse(row.getString("of_day")),
                    row.getDouble("expected"),
                    row.getInt("low"),
                    row.getInt("high"),
                    came,
                    row.getDouble("score")))
            : Optional.empty();
    return new Entry(day(row), ColumnValues.fromColumn(row, "made_at"), judged);
  }

  private static KeptDay day(ResultSet row) throws SQLException {
    double[] means =
        Arrays.stream(row.getString("means").split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new KeptDay(
        ColumnValues.fromColumn(row, "origin"),
        new Forecast(
            ColumnValues.fromColumn(row, "starts"),
            ZoneId.of(row.getString("time_zone")),
            means,
            new Dispersion(row.getDouble("hour_dispersion"), row.getDouble("day_dispersion"))));
  }
}
