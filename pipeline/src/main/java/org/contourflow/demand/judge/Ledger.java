package org.contourflow.demand.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Forecast;

/**
 * Forecasts as they were made, a file a day in a folder, judged when their day is over. The first
 * forecast that was kept for a day stands: it is not made better afterwards.
 */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 19;

  private final Path folder;

  public Ledger(Path folder) {
    this.folder = folder;
  }

  /**
   * A day that is over.
   *
   * @param score where its total fell in its forecast, randomised, as a normal score
   */
  public record Judged(LocalDate day, double mean, int low, int high, int came, double score) {
    public boolean isWithin90() {
      return came >= low && came <= high;
    }
  }

  /** Keeps the forecast of each whole day that it holds and that none is kept for. */
  public List<LocalDate> keep(Forecast forecast) throws IOException {
    Files.createDirectories(folder);
    List<LocalDate> kept = new ArrayList<>();
    for (Forecast.Day day : forecast.days()) {
      ZoneId zone = forecast.zone();
      boolean whole =
          forecast.timeOf(day.from()).equals(day.date().atStartOfDay(zone).toInstant())
              && forecast
                  .timeOf(day.until())
                  .equals(day.date().plusDays(1).atStartOfDay(zone).toInstant());
      Path file = folder.resolve(day.date() + ".json");
      // Only the next whole day: a later one is forecast better when it is next.
      if (whole && kept.isEmpty()) {
        if (!Files.exists(file)) {
          write(file, forecast, day);
        }
        kept.add(day.date());
      }
    }
    return kept;
  }

  private void write(Path file, Forecast forecast, Forecast.Day day) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    double[] means = new double[day.hours()];
    for (int i = 0; i < means.length; i++) {
      means[i] = forecast.mean(day.from() + i);
    }
    entry.put("day", day.date().toString());
    entry.put("start", forecast.timeOf(day.from()).toString());
    entry.put("zone", forecast.zone().getId());
    entry.put("origin", forecast.origin().toString());
    entry.put("hourDispersion", forecast.dispersion().hour());
    entry.put("dayDispersion", forecast.dispersion().day());
    entry.put("means", means);
    Path part = Files.createTempFile(folder, "forecast", ".part");
    Files.writeString(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entry));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The kept days of which every hour is known, in order. */
  public List<Judged> judge(HourlySeries series) throws IOException {
    List<Judged> judged = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return judged;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(p -> p.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d\\.json"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      judge(file, series, judged);
    }
    return judged;
  }

  private static void judge(Path file, HourlySeries series, List<Judged> judged)
      throws IOException {
    Forecast day = read(file);
    int at = series.indexOf(day.origin());
    int came = 0;
    for (int i = 0; i < day.size(); i++) {
      if (!series.isKnown(at + i)) {
        return;
      }
      came += series.at(at + i);
    }
    CountDistribution total = day.window(0, day.size());
    LocalDate date = day.hours().date(0);
    double below = total.cumulative(came - 1);
    double u = new SplittableRandom(SEED + date.toEpochDay()).nextDouble();
    double pit = below + u * (total.cumulative(came) - below);
    double score =
        new NormalDistribution(null, 0, 1)
            .inverseCumulativeProbability(Math.max(1e-6, Math.min(1 - 1e-6, pit)));
    judged.add(
        new Judged(date, total.mean(), total.quantile(0.05), total.quantile(0.95), came, score));
  }

  private static Forecast read(Path file) throws IOException {
    try {
      JsonNode entry = JSON.readTree(file.toFile());
      double[] means = JSON.convertValue(entry.required("means"), double[].class);
      return new Forecast(
          Instant.parse(entry.required("start").asText()),
          ZoneId.of(entry.required("zone").asText()),
          means,
          new Dispersion(
              entry.required("hourDispersion").asDouble(),
              entry.required("dayDispersion").asDouble()));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new DataRefused(file + ": not a kept forecast; move it away", e);
    }
  }
}
