package org.contourflow.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.audit.Event;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;

/**
 * The read models as JSON, the same on the command line and from the console: schemas Case,
 * CaseView, Event and so on of the console's {@code openapi.yaml}.
 */
public final class ReadModelJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private ReadModelJson() {}

  /** On one line. */
  public static String of(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not made for JSON: " + value.getClass(), e);
    }
  }

  /** A case of a list. */
  public static Map<String, Object> of(CaseLine line) {
    Map<String, Object> json = of(line.record());
    json.put("models", line.models());
    json.put("findings", line.findings());
    json.put("deliveries", line.deliveries());
    return json;
  }

  private static Map<String, Object> of(CaseRecord record) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("caseId", record.caseId());
    json.put("state", record.state());
    json.put("protocol", record.protocol());
    json.put("reason", record.detail());
    json.put("attempts", record.attempts());
    json.put("createdAt", record.createdAt());
    json.put("updatedAt", record.updatedAt());
    return json;
  }

  /** A case with everything. */
  public static Map<String, Object> of(CaseView view) {
    Map<String, Object> json = of(view.record());
    json.put("protocolSha256", view.protocolSha256());
    json.put("seriesInstanceUid", view.record().seriesInstanceUid());
    json.put("structures", view.structures().stream().map(ReadModelJson::of).toList());
    json.put("findings", view.findings());
    json.put("deliveries", view.deliveries().stream().map(ReadModelJson::of).toList());
    json.put("verdicts", view.verdicts());
    json.put("events", view.events().stream().map(ReadModelJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(CaseStructure structure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", structure.name());
    json.put("presence", structure.presence());
    json.put("volumeCc", number(structure.volumeCc()));
    json.put("confidence", number(structure.confidence()));
    json.put("model", structure.model().label());
    json.put("weightsSha256", structure.model().weightsSha256());
    return json;
  }

  private static Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Map<String, Object> of(DeliveryRecord delivery) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", delivery.target());
    json.put("state", delivery.state());
    json.put("detail", delivery.detail());
    json.put("attempts", delivery.attempts());
    json.put("nextAttemptAt", delivery.nextAttemptAt());
    return json;
  }

  /** A line of the run log. */
  public static Map<String, Object> of(Event event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", event.sequence());
    json.put("at", event.at());
    json.put("caseId", event.caseId());
    json.put("number", event.type().number());
    json.put("type", event.type());
    json.put("severity", event.type().severity());
    json.put("text", event.text());
    json.put("actor", event.actor().toString());
    return json;
  }

  /** A page of a list. */
  public static Map<String, Object> page(List<?> items, String next) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("items", items);
    json.put("next", next);
    return json;
  }
}
