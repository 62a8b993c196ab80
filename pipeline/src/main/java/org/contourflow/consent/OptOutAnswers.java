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
import org.contourflow.model.Sha256;

/**
 * The opt-out service's answers, kept apart from the log because they may be kept for a fixed time
 * only: an ALLOWED older than that is dropped at the next write.
 *
 * <p>A witness beside the consent folder knows the answers as they were last written. In an older
 * copy that was brought back an opt-out may be missing: of such a file no ALLOWED counts until the
 * service is asked again.
 */
public final class OptOutAnswers {
  /** Why an answer was not recorded. */
  public static final String OLDER =
      "a later answer of the opt-out service is known, or an opt-out of the same day: it stands,"
          + " and nothing was recorded";

  private static final TypeReference<TreeMap<String, OptOutAnswer>> TYPE = new TypeReference<>() {};

  /** Apart from what was said of the ID itself: another issuer's patient has that ID, too. */
  private static final String OF_AN_ISSUER = " of an issuer";

  private final Path file;
  private final Path witness;
  private final int keptDays;

  /**
   * @param witness need not exist, and lies outside of the folder
   * @param keptDays for so many days an ALLOWED counts, and is kept
   */
  public OptOutAnswers(Path file, Path witness, int keptDays) {
    this.file = file.toAbsolutePath();
    this.witness = witness;
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

  /**
   * The last opt-out of the same ID with an issuer: whoever is known by the ID alone may be that
   * patient. It says nothing of other issuers' patients.
   */
  public Optional<OptOutAnswer> ofAnIssuer(PatientRef plain) throws IOException {
    return Optional.ofNullable(all().get(plain.hex() + OF_AN_ISSUER));
  }

  /** As {@link #record(Whose, OptOutAnswer, LocalDate)}, of one known by a reference alone. */
  public boolean record(PatientRef patient, OptOutAnswer answer, LocalDate today)
      throws IOException {
    return record(Whose.of(patient), answer, today);
  }

  /**
   * Records an answer; one that is older than what is known changes nothing. An opt-out is kept for
   * the ID without its issuer too ({@link #ofAnIssuer}): the same patient's files may name none.
   *
   * @return whether it was recorded
   * @throws IllegalArgumentException if the service would have been asked after today: such an
   *     answer would outlast every true one
   */
  public boolean record(Whose patient, OptOutAnswer answer, LocalDate today) throws IOException {
    if (answer.askedOn().isAfter(today)) {
      throw new IllegalArgumentException("the service cannot have been asked after today");
    }
    return FolderLock.alone(file.getParent(), () -> recordAlone(patient, answer));
  }

  private boolean recordAlone(Whose patient, OptOutAnswer answer) throws IOException {
    TreeMap<String, OptOutAnswer> all = all();
    boolean newer = put(all, patient.ref().hex(), answer);
    if (!answer.allowed()) {
      patient.withoutIssuer().ifPresent(plain -> put(all, plain.hex() + OF_AN_ISSUER, answer));
    }
    LocalDate oldest = answer.askedOn().minusDays(keptDays);
    all.values().removeIf(a -> a.allowed() && a.askedOn().isBefore(oldest));
    byte[] json = ConsentLog.JSON.writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
    DurableMove.write(file, out -> out.write(json));
    byte[] seen = (Sha256.of(json) + "\n").getBytes(StandardCharsets.UTF_8);
    DurableMove.write(witness, out -> out.write(seen));
    return newer;
  }

  /** Whether it is newer than what is known; on one day the opt-out is. */
  private static boolean put(Map<String, OptOutAnswer> all, String of, OptOutAnswer answer) {
    OptOutAnswer known = all.get(of);
    boolean newer =
        known == null
            || answer.askedOn().isAfter(known.askedOn())
            || answer.askedOn().equals(known.askedOn()) && !answer.allowed();
    if (newer) {
      all.put(of, answer);
    }
    return newer;
  }

  private TreeMap<String, OptOutAnswer> all() throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>(Map.of());
    }
    byte[] json = Files.readAllBytes(file);
    TreeMap<String, OptOutAnswer> all = ConsentLog.JSON.readValue(json, TYPE);
    boolean seen =
        Files.exists(witness) && Files.readString(witness).strip().equals(Sha256.of(json));
    if (!seen) {
      all.values().removeIf(OptOutAnswer::allowed);
    }
    return all;
  }
}
