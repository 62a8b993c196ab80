package org.contourflow.console;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.query.ReadModelJson;

/**
 * The answer to a request.
 *
 * @param headers beside those that every answer has
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static Answer json(int status, Object value) {
    return new Answer(
        status,
        "application/json",
        ReadModelJson.of(value).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  static Answer json(Object value) {
    return json(200, value);
  }

  static Answer nothing() {
    return new Answer(204, "", new byte[0], Map.of());
  }

  /** A refusal, in a sentence for the person at the screen. */
  static Answer problem(int status, String sentence) {
    return json(status, Map.of("problem", sentence));
  }

  static Answer download(String contentType, String name, byte[] body) {
    return new Answer(
        200,
        contentType,
        body,
        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
