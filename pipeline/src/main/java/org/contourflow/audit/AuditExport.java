package org.contourflow.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;

/**
 * Writes the run log for another program: every field, so that the chain can be verified again from
 * the export. CSV is RFC 4180 with a header; a text that a spreadsheet would take for a formula
 * gets an apostrophe before it, so JSON is the form to verify from.
 */
public final class AuditExport {
  private static final int PAGE = 1000;
  private static final List<String> COLUMNS =
      List.of(
          "sequence",
          "at",
          "case",
          "number",
          "type",
          "severity",
          "text",
          "user",
          "aeTitle",
          "address",
          "previousHash",
          "key",
          "hash",
          "configuration");

  private final RunLog log;
  private final Instant since;

  /**
   * An export.
   *
   * @param since events before it are left out; {@link Instant#MIN} for none
   */
  public AuditExport(RunLog log, Instant since) {
    this.log = log;
    this.since = since;
  }

  @FunctionalInterface
  private interface Line {
    void write(Event event) throws IOException;
  }

  /** As CSV; returns how many events. */
  public long csv(Writer out) throws IOException {
    out.write(String.join(",", COLUMNS) + "\r\n");
    long count =
        each(
            event ->
                out.write(
                    String.join(",", fields(event).stream().map(CsvCell::of).toList()) + "\r\n"));
    out.flush();
    return count;
  }

  /** As a JSON array, one event a line; returns how many events. */
  public long json(Writer out) throws IOException {
    JsonGenerator json = JsonMapper.builder().build().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.writeStartArray();
    long count =
        each(
            event -> {
              json.writeRaw('\n');
              json.writeStartObject();
              List<String> values = fields(event);
              json.writeNumberField(COLUMNS.get(0), event.sequence());
              for (int i = 1; i < COLUMNS.size(); i++) {
                if (COLUMNS.get(i).equals("number")) {
                  json.writeNumberField("number", event.type().number());
                } else {
                  json.writeStringField(COLUMNS.get(i), values.get(i));
                }
              }
              json.writeEndObject();
            });
    json.writeEndArray();
    json.writeRaw('\n');
    json.flush();
    return count;
  }

  private long each(Line line) throws IOException {
    long count = 0;
    long last = Long.MIN_VALUE;
    for (List<Event> page = log.after(last, PAGE); !page.isEmpty(); page = log.after(last, PAGE)) {
      for (Event event : page) {
        last = event.sequence();
        if (!event.at().isBefore(since)) {
          line.write(event);
          count++;
        }
      }
    }
    return count;
  }

  private static List<String> fields(Event event) {
    return List.of(
        Long.toString(event.sequence()),
        event.at().toString(),
        event.caseId(),
        Integer.toString(event.type().number()),
        event.type().name(),
        event.type().severity().name(),
        event.text(),
        event.actor().user(),
        event.actor().aeTitle(),
        event.actor().address(),
        event.previousHash(),
        event.seal().keyId(),
        event.hash(),
        event.configuration());
  }
}
