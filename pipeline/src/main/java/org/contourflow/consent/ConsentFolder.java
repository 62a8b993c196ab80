package org.contourflow.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.contourflow.train.data.CaseSource;

/**
 * A consent folder: log, key, opt-out answers, lineage. Belongs to the hospital, is read by whoever
 * may train, and is backed up; the key apart from the rest.
 */
public final class ConsentFolder {
  /** For so many days an answer of the opt-out service counts. */
  public static final int OPT_OUT_DAYS = 21;

  private static final String FOLD = "test-fold.txt";

  private final Path folder;
  private final Clock clock;

  private ConsentFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** The folder, made if it is not there. */
  public static ConsentFolder open(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder);
    return new ConsentFolder(folder, clock);
  }

  /** The log of consent. */
  public ConsentLog log() {
    return ConsentLog.in(folder, clock);
  }

  /** The key of patients' references. */
  public ConsentKey key() throws IOException {
    return ConsentKey.open(folder.resolve("key"));
  }

  /** The opt-out service's answers. */
  public OptOutAnswers optOuts() {
    Path absolute = folder.toAbsolutePath().normalize();
    return new OptOutAnswers(
        absolute.resolve("opt-out.json"),
        absolute.resolveSibling(absolute.getFileName() + ".opt-out.witness"),
        OPT_OUT_DAYS);
  }

  /** Which network was taught by whom. */
  public LineageRegister lineage() {
    return new LineageRegister(folder.resolve("lineage.jsonl"), clock);
  }

  /**
   * Who is kept apart from all training, to judge networks by; the gate refuses them from then on.
   *
   * @param share of the patients; the first one ever asked for stays
   */
  public TestFold testFold(double share) throws IOException {
    return TestFold.open(folder.resolve(FOLD), share, key(), this::person);
  }

  /** Fixes the fold at {@link TestFold#SHARE} unless it is fixed: before patients first teach. */
  public void fixTestFold() throws IOException {
    if (!Files.exists(folder.resolve(FOLD))) {
      testFold(TestFold.SHARE);
    }
  }

  /** The gate over all of it. */
  public ConsentGate gate() {
    return new ConsentGate(log(), optOuts(), this::isKeptApart, clock);
  }

  private boolean isKeptApart(String caseId, Optional<PatientRef> patient) throws IOException {
    // Asked each time: a fold that is fixed while a run goes on holds from then on.
    Optional<TestFold> fold = TestFold.fixed(folder.resolve(FOLD), key(), this::person);
    return fold.isPresent() && fold.get().holds(caseId, patient);
  }

  /**
   * Releases a folder of cases: by a statement beside the data if there is one, else by consent.
   *
   * @param statement where the statement is instead of {@link PublicStatement#FILE} in the folder
   */
  public ConsentGate.Release release(
      CaseSource source, Path data, Optional<Path> statement, Purpose purpose) throws IOException {
    Optional<Path> file = statementOf(data, statement);
    if (file.isPresent()) {
      return gate().release(source, data, PublicStatement.read(file.get()), purpose, key());
    }
    return gate().release(source, new FolderEvidence(data, key()), purpose);
  }

  /**
   * The statement by which a folder of cases is public; empty: it teaches by consent.
   *
   * @param statement where it is instead of {@link PublicStatement#FILE} in the folder
   */
  public static Optional<Path> statementOf(Path data, Optional<Path> statement) {
    return statement.or(
        () -> Optional.of(data.resolve(PublicStatement.FILE)).filter(Files::exists));
  }

  /** All references that were merged with this one, wrongly too. */
  Set<PatientRef> merged(PatientRef patient) throws IOException {
    return new Standing(log().events(), clock, OPT_OUT_DAYS).merged(patient);
  }

  /**
   * Whether a patient said no, or said yes and took it back; of whom nothing was recorded, neither
   * is so. Where the log cannot be read, it is.
   */
  public boolean hasTakenBack(PatientRef patient) {
    try {
      Set<PatientRef> person = person(patient);
      boolean heard = log().events().stream().anyMatch(e -> person.contains(e.patient()));
      return heard && TeachingRun.isTakenBack(gate().ofPatient(patient, Purpose.TRAINING));
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  /** All references that may be one person with this one. */
  public Set<PatientRef> person(PatientRef patient) throws IOException {
    return new Standing(log().events(), clock, OPT_OUT_DAYS).person(patient);
  }
}
