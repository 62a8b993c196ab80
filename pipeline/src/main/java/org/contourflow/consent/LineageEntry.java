package org.contourflow.consent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** An entry of the {@link LineageRegister}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LineageEntry(Run run, Product product) {
  /**
   * A training run began.
   *
   * @param id unlike any other
   * @param work its folder, where caches lie
   * @param parents SHA-256 of every network it starts from or is told labels by
   * @param taughtBy patient's reference by case id; for public data the statement
   * @param consentHead how far the consent log had come
   */
  record Run(
      String id,
      Instant at,
      String work,
      Set<String> parents,
      Map<String, String> taughtBy,
      String consentHead) {
    Run {
      parents = Set.copyOf(parents);
      taughtBy = Map.copyOf(taughtBy);
    }
  }

  /**
   * A network came out of a run, or out of another network without more teaching (rounded, packed).
   *
   * @param from a run's id or a network's SHA-256
   * @param folder a model's folder, to be taken out of service; empty: a loose file
   */
  record Product(String from, String sha256, String name, String folder) {}
}
