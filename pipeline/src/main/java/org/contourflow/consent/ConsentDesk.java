package org.contourflow.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Consent as a running service asks and records it, for its own cases. The folder is never made
 * here: on a disk that is not mounted a withdrawal would go into a log that nobody reads.
 */
public final class ConsentDesk {
  private final Path place;
  private final Function<String, List<Path>> files;
  private final Clock clock;

  /**
   * A desk.
   *
   * @param place the hospital's consent folder
   * @param files of a case: its CT, and the structure set by which it would teach
   */
  public ConsentDesk(Path place, Function<String, List<Path>> files, Clock clock) {
    this.place = place;
    this.files = files;
    this.clock = clock;
  }

  /**
   * Whether a case may teach, and what is known of its patient.
   *
   * @param patient empty: the files name nobody, or cannot be read
   * @param files how many files of the case were looked at
   * @param approved whether every structure set among them is approved, and there is one
   * @param decisions by purpose, all of them
   * @param events of the patient, merged ones included, oldest first
   */
  public record Explained(
      Optional<PatientRef> patient,
      int files,
      boolean approved,
      Map<Purpose, Decision> decisions,
      List<ConsentEvent> events) {}

  /** What is to be recorded cannot be, and the sentence says why. */
  public static final class Unrecordable extends Exception {
    private static final long serialVersionUID = 1;

    Unrecordable(String sentence) {
      super(sentence);
    }
  }

  /**
   * All events, oldest first.
   *
   * @throws IOException if the folder is not there, or its log is broken or older than it was
   */
  public List<ConsentEvent> events() throws IOException {
    return folder().log().events();
  }

  /** Explains a case; files that cannot be read are a reason, not an error. */
  public Explained explain(String caseId) throws IOException {
    ConsentFolder folder = folder();
    List<ConsentEvent> all = folder.log().events();
    CaseEvidence evidence = evidence(folder, caseId);
    Map<Purpose, Decision> decisions = new EnumMap<>(Purpose.class);
    for (Purpose purpose : Purpose.values()) {
      decisions.put(purpose, folder.gate().decide(caseId, id -> evidence, purpose));
    }
    Set<PatientRef> person =
        evidence.patient().isPresent() ? folder.person(evidence.patient().get()) : Set.of();
    return new Explained(
        evidence.patient(),
        evidence.files().size(),
        evidence.approved(),
        decisions,
        all.stream().filter(e -> person.contains(e.patient())).toList());
  }

  /** Whose a case is, by its files. */
  public Whose patientOfCase(String caseId) throws IOException, Unrecordable {
    ConsentFolder folder = folder();
    folder.log().events(); // A log that cannot be read gets no key and no event.
    CaseEvidence evidence = evidence(folder, caseId);
    if (evidence.whose().isEmpty()) {
      throw new Unrecordable(
          evidence.problem().orElse(Decision.refused(Reason.NO_PATIENT)).describe());
    }
    return evidence.whose().get();
  }

  /** Whose an event is: of a patient whose CTs are gone the log still knows. */
  public Whose patientOfEvent(long sequence) throws IOException, Unrecordable {
    return events().stream()
        .filter(e -> e.sequence() == sequence)
        .findFirst()
        .map(e -> new Whose(e.patient(), e.withoutIssuer()))
        .orElseThrow(() -> new Unrecordable("there is no event " + sequence));
  }

  /** Records an event; it is on disk when this returns. */
  public ConsentEvent record(Whose patient, Act act, String evidence, String by)
      throws IOException, Unrecordable {
    try {
      return folder().log().append(patient, act, evidence, by);
    } catch (IllegalArgumentException e) {
      throw new Unrecordable(e.getMessage());
    }
  }

  /**
   * Records what the national opt-out service answered; on disk when this returns.
   *
   * @return for so many days it counts
   */
  public int record(Whose patient, OptOutAnswer answer) throws IOException, Unrecordable {
    OptOutAnswers answers = folder().optOuts();
    try {
      if (!answers.record(patient, answer, LocalDate.now(clock))) {
        throw new Unrecordable(OptOutAnswers.OLDER);
      }
    } catch (IllegalArgumentException e) {
      throw new Unrecordable(e.getMessage());
    }
    return answers.keptDays();
  }

  /**
   * Records a FHIR R5 Consent.
   *
   * @param issuer of the PatientID, as the case's files name it; may be empty
   */
  public ConsentEvent imported(Whose patient, String json, String issuer, String by)
      throws IOException, Unrecordable {
    ConsentKey key = folder().key();
    FhirConsent.Imported read;
    try {
      read = new FhirConsent(clock.getZone()).read(json);
    } catch (IOException e) { // The resource is in memory: what is wrong is what it says.
      throw new Unrecordable(e.getMessage());
    }
    if (!read.isOf(patient.ref(), key, issuer)) {
      throw new Unrecordable("WRONG_PATIENT: the Consent's subject is not the case's patient");
    }
    return record(patient, read.given(), read.evidence(), by);
  }

  /**
   * Follows through what the log says now of a person, after a withdrawal and whatever may close as
   * one does; may be repeated.
   */
  public Withdrawal.Result follow(Whose patient, Withdrawal.Policy policy) throws IOException {
    return Withdrawal.follow(folder(), patient, policy);
  }

  private ConsentFolder folder() throws IOException {
    if (!Files.isDirectory(place)) {
      throw new IOException(
          "the consent folder of the settings is not there; make it, or mount its disk");
    }
    return ConsentFolder.open(place, clock);
  }

  private CaseEvidence evidence(ConsentFolder folder, String caseId) throws IOException {
    List<Path> own = files.apply(caseId);
    ConsentKey key = folder.key();
    try {
      return FolderEvidence.ofFiles(caseId, own, key);
    } catch (IOException | UncheckedIOException e) {
      Decision.Refused unreadable =
          new Decision.Refused(Reason.UNREADABLE, e.getClass().getSimpleName());
      return new CaseEvidence(caseId, Optional.empty(), Optional.of(unreadable), false, "", own);
    }
  }
}
