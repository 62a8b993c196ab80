package org.contourflow.commission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.report.PdfPage;

/**
 * The sheet that a physicist signs.
 *
 * @param identity what was commissioned: versions and hashes, by name
 */
public record Sheet(Map<String, String> identity, List<SheetLine> lines) {
  /** Its name in an output folder. */
  public static final String JSON = "commissioning.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public Sheet {
    identity = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(identity));
    lines = List.copyOf(lines);
  }

  /** Whether no line failed, and there was one that could. */
  public boolean isPassed() {
    return count(Result.FAIL) == 0 && count(Result.PASS) > 0;
  }

  /** How many lines ended so. */
  public long count(Result result) {
    return lines.stream().filter(line -> line.result() == result).count();
  }

  /** Writes {@code commissioning.html}, {@code .pdf} and {@code .json}. */
  public void write(Path folder, List<String> changes) throws IOException {
    Files.createDirectories(folder);
    String page = SheetPage.of(this, changes);
    Files.writeString(folder.resolve("commissioning.html"), page);
    PdfPage.write(page, Instant.now(), folder.resolve("commissioning.pdf"));
    Files.writeString(folder.resolve(JSON), json());
  }

  private String json() {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode id = root.putObject("identity");
    identity.forEach(id::put);
    root.put("passed", isPassed());
    ArrayNode array = root.putArray("lines");
    for (SheetLine line : lines) {
      ObjectNode node =
          array
              .addObject()
              .put("id", line.id())
              .put("section", line.section())
              .put("what", line.what())
              .put("limit", line.limit())
              .put("found", line.found())
              .put("result", line.result().name());
      line.value().ifPresent(value -> node.put("value", value));
    }
    return root.toPrettyString() + "\n";
  }

  /**
   * Reads the sheet of an earlier run.
   *
   * @throws IOException if there is none, or it is none
   */
  public static Sheet read(Path folder) throws IOException {
    Path file = folder.resolve(JSON);
    try {
      JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
      Map<String, String> identity = new LinkedHashMap<>();
      root.get("identity")
          .properties()
          .forEach(e -> identity.put(e.getKey(), e.getValue().asText()));
      List<SheetLine> lines = new ArrayList<>();
      for (JsonNode line : root.get("lines")) {
        lines.add(
            new SheetLine(
                line.get("id").asText(),
                line.get("section").asText(),
                line.get("what").asText(),
                line.get("limit").asText(),
                line.get("found").asText(),
                Result.valueOf(line.get("result").asText()),
                line.has("value")
                    ? OptionalDouble.of(line.get("value").asDouble())
                    : OptionalDouble.empty()));
      }
      return new Sheet(identity, lines);
    } catch (com.fasterxml.jackson.core.JacksonException | NullPointerException e) {
      throw new IOException(file + " is no commissioning sheet", e);
    }
  }

  /**
   * What is otherwise than in an earlier run, in lines for a person: reference cases paired by
   * case, everything else by the lines' ids.
   */
  public List<String> changesSince(Sheet earlier) {
    List<String> changes = new ArrayList<>(PairedChanges.between(earlier, this));
    identity.forEach(
        (name, value) -> {
          String before = earlier.identity.getOrDefault(name, "nothing");
          if (!before.equals(value)) {
            changes.add(name + ": " + before + " -> " + value);
          }
        });
    Map<String, SheetLine> before = new LinkedHashMap<>();
    earlier.lines.forEach(line -> before.put(line.id(), line));
    for (SheetLine line : lines) {
      SheetLine old = before.remove(line.id());
      if (old != null && old.value().isPresent() && line.value().isPresent()) {
        continue; // Told above, for all cases together.
      }
      if (old == null) {
        changes.add(line.what() + ": new, " + line.found());
      } else if (!old.found().equals(line.found()) || old.result() != line.result()) {
        changes.add(
            line.what()
                + ": "
                + old.found()
                + " -> "
                + line.found()
                + (old.result() == line.result()
                    ? ""
                    : " (" + old.result() + " -> " + line.result() + ")"));
      }
    }
    before.values().forEach(line -> changes.add(line.what() + ": not there any more"));
    return changes;
  }
}
