package org.contourflow.consent;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contourflow.dicom.DurableMove;

/**
 * The opt-out service's answers, kept apart from the log because they may be kept for a fixed time
 * only: an ALLOWED older than that is dropped at the next write.
 */
public final class OptOutAnswers {
  private static final TypeReference<TreeMap<String, OptOutAnswer>> TYPE = new TypeReference<>() {};

  private final Path file;
  private final int keptDays;

  /**
   * @param keptDays for so many days an ALLOWED counts, and is kept
   */
  public OptOutAnswers(Path file, int keptDays) {
    this.file = file;
    this.keptDays = keptDays;
  }

  /** For so many days an answer counts. */
  public int keptDays() {
    return keptDays;
  }

  /** The last answer about a patient. */
  public Optional<OptOutAnswer> of(PatientRef patient) throws IOException {
    return Optional.ofNullable(all().get(patient.hex()));
  }

  /** Records an answer; one that is older than what is known changes nothing. */
  public void record(PatientRef patient, OptOutAnswer answer) throws IOException {
    TreeMap<String, OptOutAnswer> all = all();
    OptOutAnswer known = all.get(patient.hex());
    boolean newer =
        known == null
            || answer.askedOn().isAfter(known.askedOn())
            || answer.askedOn().equals(known.askedOn()) && !answer.allowed();
    if (newer) {
      all.put(patient.hex(), answer);
    }
    LocalDate oldest = answer.askedOn().minusDays(keptDays);
    all.values().removeIf(a -> a.allowed() && a.askedOn().isBefore(oldest));
    Files.createDirectories(file.toAbsolutePath().getParent());
    String json = ConsentLog.JSON.writeValueAsString(all);
    DurableMove.write(file, out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }

  private TreeMap<String, OptOutAnswer> all() throws IOException {
    return Files.exists(file)
        ? ConsentLog.JSON.readValue(Files.readAllBytes(file), TYPE)
        : new TreeMap<>(Map.of());
  }
}
