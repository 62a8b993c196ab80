package org.contourflow.qa;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many times as far from the median as the 2.5th and 97.5th percentile a value must lie for
 * more than a note, by feature and side; {@link AlarmChoice} makes them, alarm-factors.json has
 * them.
 *
 * @param factors by {@link Feature#id}
 */
record AlarmFactors(Map<String, Sides> factors) {
  /** Of a feature without one: never. */
  static final Sides NEVER = new Sides(1000, 1000);

  /** Below and above the median. */
  record Sides(double down, double up) {}

  AlarmFactors {
    factors = new TreeMap<>(factors);
  }

  /** None: notes only. */
  static AlarmFactors none() {
    return new AlarmFactors(Map.of());
  }

  /** Those that were chosen. */
  static AlarmFactors chosen() throws IOException {
    try (InputStream in = AlarmFactors.class.getResourceAsStream("alarm-factors.json")) {
      return new ObjectMapper().readValue(in, AlarmFactors.class);
    }
  }

  Sides of(Feature f) {
    return factors.getOrDefault(f.id(), NEVER);
  }

  String toJson() throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
        + "\n";
  }
}
