package org.contourflow.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;

/**
 * The only way from cases to {@link ReleasedCases}. Default: nobody teaches. A case passes where
 * consent of its patient stands for the purpose now, its files do not say no, and its contours are
 * approved; or where a {@link PublicStatement} names it with the very files it has. Either way it
 * is refused where it would teach and its patient is of the {@link TestFold}.
 */
public final class ConsentGate {
  private final ConsentHistory history;
  private final OptOuts optOuts;
  private final int optOutDays;
  private final Fold fold;
  private final Clock clock;

  /** The opt-out service's last answers; see {@link OptOutAnswers}. */
  @FunctionalInterface
  interface OptOuts {
    Optional<OptOutAnswer> of(PatientRef patient) throws IOException;

    /** The last opt-out of the same ID with an issuer. */
    default Optional<OptOutAnswer> ofAnIssuer(PatientRef plain) throws IOException {
      return Optional.empty();
    }
  }

  /** Whether a case's patient is kept apart to judge ({@link TestFold}). */
  @FunctionalInterface
  interface Fold {
    boolean holds(String caseId, Optional<PatientRef> patient) throws IOException;
  }

  ConsentGate(ConsentHistory history, OptOutAnswers optOuts, Fold fold, Clock clock) {
    this(history, from(optOuts), optOuts.keptDays(), fold, clock);
  }

  ConsentGate(ConsentHistory history, OptOuts optOuts, int optOutDays, Fold fold, Clock clock) {
    this.history = history;
    this.optOuts = optOuts;
    this.optOutDays = optOutDays;
    this.fold = fold;
    this.clock = clock;
  }

  private static OptOuts from(OptOutAnswers answers) {
    return new OptOuts() {
      @Override
      public Optional<OptOutAnswer> of(PatientRef patient) throws IOException {
        return answers.of(patient);
      }

      @Override
      public Optional<OptOutAnswer> ofAnIssuer(PatientRef plain) throws IOException {
        return answers.ofAnIssuer(plain);
      }
    };
  }

  /**
   * What passed, and what did not, each with its reason.
   *
   * @param refused by case id
   */
  public record Release(ReleasedCases cases, Map<String, Decision.Refused> refused) {}

  /** Says of one case whether it may be released. */
  private interface Judge {
    Decision decide(String caseId);
  }

  /** Releases those of a source's cases whose patients' consent stands for a purpose. */
  public Release release(CaseSource source, EvidenceReader evidence, Purpose purpose) {
    return release(source, id -> decide(id, evidence, purpose));
  }

  /** Releases the cases of a folder of public data. */
  public Release release(
      CaseSource source, Path folder, PublicStatement statement, Purpose purpose, ConsentKey key)
      throws IOException {
    FolderEvidence evidence = new FolderEvidence(folder, key);
    FolderCases files = new FolderCases(folder);
    Map<String, String> digests = new ConcurrentHashMap<>();
    return release(source, id -> decidePublic(id, evidence, files, statement, purpose, digests));
  }

  private static Release release(CaseSource source, Judge judge) {
    Map<String, ReleasedCases.Grounds> grounds = new TreeMap<>();
    Map<String, Decision.Refused> refused = new LinkedHashMap<>();
    for (String id : source.ids()) {
      judge
          .decide(id)
          .accept(
              new Decision.Visitor<Void>() {
                @Override
                public Void released(Decision.Released released) {
                  grounds.put(id, ConsentGate.grounds(id, released));
                  return null;
                }

                @Override
                public Void refused(Decision.Refused no) {
                  refused.put(id, no);
                  return null;
                }
              });
    }
    return new Release(
        new ReleasedCases(source, grounds, id -> again(id, judge, grounds.get(id))), refused);
  }

  private static ReleasedCases.Grounds grounds(String id, Decision.Released released) {
    String who = released.patient().map(PatientRef::hex).orElse("public " + released.grounds());
    return new ReleasedCases.Grounds(who, released.basis().name(), released.grounds());
  }

  private static void again(String id, Judge judge, ReleasedCases.Grounds before)
      throws NotReleasedException {
    Decision now = judge.decide(id);
    if (now instanceof Decision.Released released
        && !grounds(id, released).patient().equals(before.patient())) {
      now = Decision.refused(Reason.WRONG_PATIENT);
    }
    if (now instanceof Decision.Refused refused) {
      throw new NotReleasedException(id, refused.reason().name(), refused.describe());
    }
  }

  /** Says whether a case may teach, and why not. */
  public Decision decide(String caseId, EvidenceReader reader, Purpose purpose) {
    CaseEvidence evidence;
    try {
      evidence = reader.read(caseId);
    } catch (IOException | UncheckedIOException e) {
      return new Decision.Refused(Reason.UNREADABLE, e.getClass().getSimpleName());
    }
    if (evidence.problem().isPresent()) {
      return evidence.problem().get();
    }
    if (evidence.whose().isEmpty()) {
      return Decision.refused(Reason.NO_PATIENT);
    }
    PatientRef patient = evidence.whose().get().ref();
    Decision standing = ofPatient(evidence.whose().get(), purpose);
    if (standing instanceof Decision.Released released) {
      // The patient of the files, not the one of an event before a merge.
      return evidence.approved()
          ? notKeptApart(
              caseId,
              purpose,
              new Decision.Released(released.basis(), Optional.of(patient), released.grounds()))
          : Decision.refused(Reason.UNAPPROVED);
    }
    return standing;
  }

  /** What teaches a network, by whatever way, is never of a patient who judges networks. */
  private Decision notKeptApart(String caseId, Purpose purpose, Decision.Released released) {
    try {
      return purpose.teaches() && fold.holds(caseId, released.patient())
          ? Decision.refused(Reason.TEST_FOLD)
          : released;
    } catch (IOException e) {
      return new Decision.Refused(Reason.STORE_DOWN, String.valueOf(e.getMessage()));
    }
  }

  /** Whether a patient's consent stands, whatever the files say. */
  public Decision ofPatient(PatientRef patient, Purpose purpose) {
    return ofPatient(Whose.of(patient), purpose);
  }

  private Decision ofPatient(Whose patient, Purpose purpose) {
    try {
      return new Standing(history.events(), clock, optOutDays).decide(patient, purpose, optOuts);
    } catch (IOException | UncheckedIOException e) {
      return new Decision.Refused(Reason.STORE_DOWN, String.valueOf(e.getMessage()));
    }
  }

  private Decision decidePublic(
      String caseId,
      EvidenceReader reader,
      FolderCases files,
      PublicStatement statement,
      Purpose purpose,
      Map<String, String> digests) {
    try {
      CaseEvidence evidence = reader.read(caseId);
      if (evidence.problem().isPresent()) {
        return evidence.problem().get();
      }
      String stated = statement.cases().get(caseId);
      if (stated == null) {
        return Decision.refused(Reason.NOT_IN_STATEMENT);
      }
      if (!statement.purposes().contains(purpose)) {
        return new Decision.Refused(Reason.WRONG_PURPOSE, "of the statement");
      }
      if (isKnown(evidence)) {
        return Decision.refused(Reason.KNOWN_PATIENT);
      }
      // Hashing a CT takes seconds: once for each state of its files.
      String now = digests.get(evidence.stamp());
      if (now == null) {
        now = PublicStatement.digest(files, evidence.files());
        digests.put(evidence.stamp(), now);
      }
      return now.equals(stated)
          ? notKeptApart(
              caseId,
              purpose,
              new Decision.Released(
                  Basis.PUBLIC_LICENSED, Optional.empty(), List.of(statement.digest(), stated)))
          : Decision.refused(Reason.CHANGED);
    } catch (StoreDown e) {
      return new Decision.Refused(Reason.STORE_DOWN, String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      return new Decision.Refused(Reason.UNREADABLE, e.getClass().getSimpleName());
    }
  }

  private boolean isKnown(CaseEvidence evidence) throws StoreDown {
    try {
      List<ConsentEvent> events = history.events();
      Standing standing = new Standing(events, clock, optOutDays);
      return evidence.whose().stream()
          .flatMap(w -> Stream.concat(Stream.of(w.ref()), w.withoutIssuer().stream()))
          .anyMatch(standing::knows);
    } catch (IOException e) {
      throw new StoreDown(e);
    }
  }

  /** The log cannot be read: not a matter of the case's files. */
  private static final class StoreDown extends IOException {
    private static final long serialVersionUID = 1;

    StoreDown(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
