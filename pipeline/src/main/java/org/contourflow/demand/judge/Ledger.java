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
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Forecast;

/**
 * Forecasts as they were made, a file a day in a folder, judged when their day is over. The first
 * forecast that was kept for a day stands: it is not made better afterwards.
 */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  public Ledger(Path folder) {
    this.folder = folder;
  }

  /** Keeps the forecast of the first whole day that it holds, unless one is kept; gives the day. */
  public Optional<LocalDate> keep(Forecast forecast) throws IOException {
    Files.createDirectories(folder);
    Optional<KeptDay> day = KeptDay.firstWhole(forecast);
    if (day.isPresent()) {
      Path file = folder.resolve(day.get().day() + ".json");
      if (!Files.exists(file)) {
        write(file, day.get());
      }
    }
    return day.map(KeptDay::day);
  }

  private void write(Path file, KeptDay day) throws IOException {
    Forecast forecast = day.hours();
    Map<String, Object> entry = new LinkedHashMap<>();
    double[] means = new double[forecast.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = forecast.mean(i);
    }
    entry.put("day", day.day().toString());
    entry.put("start", forecast.origin().toString());
    entry.put("zone", forecast.zone().getId());
    entry.put("origin", day.origin().toString());
    entry.put("hourDispersion", forecast.dispersion().hour());
    entry.put("dayDispersion", forecast.dispersion().day());
    entry.put("means", means);
    Path part = Files.createTempFile(folder, "forecast", ".part");
    Files.writeString(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entry));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The kept days of which every hour is known, in order. */
  public List<KeptDay.Judged> judge(HourlySeries series) throws IOException {
    List<KeptDay.Judged> judged = new ArrayList<>();
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
      read(file).judge(series).ifPresent(judged::add);
    }
    return judged;
  }

  private static KeptDay read(Path file) throws IOException {
    try {
      JsonNode entry = JSON.readTree(file.toFile());
      double[] means = JSON.convertValue(entry.required("means"), double[].class);
      Forecast hours =
          new Forecast(
              Instant.parse(entry.required("start").asText()),
              ZoneId.of(entry.required("zone").asText()),
              means,
              new Dispersion(
                  entry.required("hourDispersion").asDouble(),
                  entry.required("dayDispersion").asDouble()));
      return new KeptDay(Instant.parse(entry.required("origin").asText()), hours);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new DataRefused(file + ": not a kept forecast; move it away", e);
    }
  }
}
