package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.Decision;
import org.contourflow.consent.FhirConsent;
import org.contourflow.consent.FolderEvidence;
import org.contourflow.consent.OptOutAnswer;
import org.contourflow.consent.OptOutAnswers;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.PublicStatement;
import org.contourflow.consent.Purpose;
import org.contourflow.consent.TeachingRun;
import org.contourflow.consent.Whose;
import org.contourflow.consent.Withdrawal;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.refine.NetworkNames;
import org.contourflow.train.data.NiftiCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code contourflow consent}: who may teach, and why. */
@Command(
    name = "consent",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Records and explains whose cases may teach. Default: nobody's. See docs/consent.md.",
      "CASE is a folder with a case's DICOM files: whose they are is read from them."
    })
public final class ConsentCommand {
  private static final String CASE = "Folder of the case's DICOM files.";
  private static final String MODELS = "What becomes of networks: ${COMPLETION-CANDIDATES}.";

  @Command(name = "record", description = "Records that consent, or another ground, was given.")
  int record(
      @Mixin ConsentOptions consent,
      @Mixin ConsentEntry entry,
      @Parameters(paramLabel = "CASE", description = CASE) Path caseFolder,
      @Option(names = "--basis", defaultValue = "CONSENT", description = "CONSENT or S251.")
          Basis basis,
      @Option(
              names = "--purpose",
              required = true,
              split = ",",
              description = "Of ${COMPLETION-CANDIDATES}.")
          Set<Purpose> purposes,
      @Option(names = "--from", paramLabel = "DATE", description = "Day of signing; default: now.")
          LocalDate from,
      @Option(names = "--until", paramLabel = "DATE", description = "Last day on which it holds.")
          LocalDate until)
      throws IOException {
    ConsentFolder folder = consent.folder();
    Act.Given given;
    try {
      given =
          Act.Given.ofDays(
              basis,
              purposes,
              Optional.ofNullable(from),
              Optional.ofNullable(until),
              Instant.now());
    } catch (IllegalArgumentException e) {
      throw Failure.refused(e.getMessage());
    }
    entry.append(folder, ConsentCases.patient(folder, caseFolder), given);
    return 0;
  }

  @Command(
      name = "withdraw",
      description = {
        "Records that consent was taken back, deletes what is cached of the patient, lists every"
            + " network that goes back to the patient and takes it out of service."
      })
  int withdraw(
      @Mixin ConsentOptions consent,
      @Mixin ConsentEntry entry,
      @Parameters(paramLabel = "CASE", description = CASE) Path caseFolder,
      @Option(names = "--purpose", split = ",", description = "Default: all.")
          Set<Purpose> purposes,
      @Option(names = "--models", defaultValue = "OUT_OF_SERVICE", description = MODELS)
          Withdrawal.Policy policy)
      throws IOException {
    ConsentFolder folder = consent.folder();
    Whose patient = ConsentCases.patient(folder, caseFolder);
    Set<Purpose> of = purposes == null ? Set.of() : purposes;
    entry.append(folder, patient, new Act.Withdrawn(of, Instant.now()));
    return ConsentFollowed.print(Withdrawal.follow(folder, patient.ref(), policy));
  }

  @Command(
      name = "expire",
      description = {
        "Records that a ground ended otherwise than by the patient's will: an approval lapsed, a"
            + " study closed. From then on the case does not teach; what it taught before stays."
      })
  int expire(
      @Mixin ConsentOptions consent,
      @Mixin ConsentEntry entry,
      @Parameters(paramLabel = "CASE", description = CASE) Path caseFolder,
      @Option(names = "--purpose", split = ",", description = "Default: all.")
          Set<Purpose> purposes)
      throws IOException {
    ConsentFolder folder = consent.folder();
    Set<Purpose> of = purposes == null ? Set.of() : purposes;
    Act.Expired expired = new Act.Expired(of, Instant.now());
    entry.append(folder, ConsentCases.patient(folder, caseFolder), expired);
    return 0;
  }

  @Command(name = "list", description = "All events, oldest first.")
  int list(@Mixin ConsentOptions consent) throws IOException {
    List<ConsentEvent> events = consent.folder().log().events();
    events.forEach(e -> System.out.println(e.sequence() + "  " + ConsentCases.line(e)));
    if (events.isEmpty()) {
      System.out.println("no event: nobody teaches");
    }
    return 0;
  }

  @Command(name = "explain", description = "Whether a case may teach, by which event or why not.")
  int explain(
      @Mixin ConsentOptions consent,
      @Parameters(paramLabel = "CASE", description = CASE) Path caseFolder)
      throws IOException {
    ConsentFolder folder = consent.folder();
    FolderEvidence evidence = ConsentCases.evidence(folder, caseFolder);
    String id = ConsentCases.name(caseFolder);
    for (Purpose purpose : Purpose.values()) {
      Decision decision = folder.gate().decide(id, evidence, purpose);
      if (decision instanceof Decision.Released released) {
        System.out.println(
            purpose
                + ": yes, "
                + released.basis()
                + " by "
                + String.join(", ", released.grounds()));
      } else if (decision instanceof Decision.Refused refused) {
        System.out.println(purpose + ": no, " + refused.describe());
      }
    }
    Optional<PatientRef> patient = evidence.read(id).patient();
    if (patient.isPresent()) {
      Set<PatientRef> person = folder.person(patient.get());
      System.out.println("patient " + patient.get().brief() + ":");
      folder.log().events().stream()
          .filter(e -> person.contains(e.patient()))
          .forEach(e -> System.out.println("  " + e.sequence() + "  " + ConsentCases.line(e)));
    }
    return 0;
  }

  @Command(
      name = "error",
      description = {
        "Records that an event was entered in error. If the patient's consent does not stand"
            + " without it, that is followed through as a withdrawal is."
      })
  int error(
      @Mixin ConsentOptions consent,
      @Mixin ConsentEntry entry,
      @Option(names = "--models", defaultValue = "OUT_OF_SERVICE", description = MODELS)
          Withdrawal.Policy policy,
      @Parameters(paramLabel = "EVENT", description = "The event's number.") long number)
      throws IOException {
    ConsentFolder folder = consent.folder();
    ConsentEvent wrong =
        folder.log().events().stream()
            .filter(e -> e.sequence() == number)
            .findFirst()
            .orElseThrow(() -> Failure.refused("there is no event " + number));
    entry.append(
        folder, new Whose(wrong.patient(), wrong.withoutIssuer()), new Act.EnteredInError(number));
    return ConsentFollowed.print(Withdrawal.follow(folder, wrong.patient(), policy));
  }

  @Command(
      name = "merge",
      description = {
        "Records that the patients of two cases are one person. If the person withdrew, that is"
            + " followed through for both."
      })
  int merge(
      @Mixin ConsentOptions consent,
      @Mixin ConsentEntry entry,
      @Option(names = "--models", defaultValue = "OUT_OF_SERVICE", description = MODELS)
          Withdrawal.Policy policy,
      @Parameters(index = "0", paramLabel = "CASE", description = CASE) Path one,
      @Parameters(index = "1", paramLabel = "OTHER", description = CASE) Path other)
      throws IOException {
    ConsentFolder folder = consent.folder();
    Whose patient = ConsentCases.patient(folder, one);
    entry.append(folder, patient, new Act.Merged(ConsentCases.patient(folder, other)));
    return ConsentFollowed.print(Withdrawal.follow(folder, patient.ref(), policy));
  }

  @Command(
      name = "opt-out",
      description = {
        "Records what the national opt-out service answered. An opt-out is followed through as a"
            + " withdrawal is."
      })
  int optOut(
      @Mixin ConsentOptions consent,
      @Option(names = "--models", defaultValue = "OUT_OF_SERVICE", description = MODELS)
          Withdrawal.Policy policy,
      @Parameters(paramLabel = "CASE", description = CASE) Path caseFolder,
      @Option(names = "--allowed", required = true, arity = "1", description = "true or false.")
          boolean allowed,
      @Option(names = "--asked", paramLabel = "DATE", description = "Default: today.")
          LocalDate asked)
      throws IOException {
    ConsentFolder folder = consent.folder();
    LocalDate today = LocalDate.now();
    Whose patient = ConsentCases.patient(folder, caseFolder);
    OptOutAnswer answer = new OptOutAnswer(allowed, asked == null ? today : asked);
    try {
      if (!folder.optOuts().record(patient, answer, today)) {
        throw Failure.refused(OptOutAnswers.OLDER);
      }
    } catch (IllegalArgumentException e) {
      throw Failure.refused(e.getMessage());
    }
    System.out.println("recorded; it counts for " + folder.optOuts().keptDays() + " days");
    return ConsentFollowed.print(Withdrawal.follow(folder, patient, policy));
  }

  @Command(name = "import", description = "Records a FHIR R5 Consent (JSON) of a case's patient.")
  int importFhir(
      @Mixin ConsentOptions consent,
      @Parameters(index = "0", paramLabel = "CASE", description = CASE) Path caseFolder,
      @Parameters(index = "1", paramLabel = "JSON") Path json,
      @Option(names = "--issuer", defaultValue = "", description = "Issuer of the PatientID.")
          String issuer,
      @Option(names = "--by", required = true, paramLabel = "WHO") String by)
      throws IOException {
    ConsentFolder folder = consent.folder();
    FhirConsent.Imported imported = new FhirConsent(ZoneId.systemDefault()).read(json);
    Whose patient = ConsentCases.patient(folder, caseFolder);
    if (!imported.isOf(patient.ref(), folder.key(), issuer)) {
      throw Failure.refused("WRONG_PATIENT: the Consent's subject is not the case's patient");
    }
    ConsentEvent event = folder.log().append(patient, imported.given(), imported.evidence(), by);
    System.out.println("event " + event.sequence() + ": " + ConsentCases.line(event));
    return 0;
  }

  @Command(
      name = "statement",
      description = "Writes a statement that a folder of cases is public data; reads every byte.")
  int statement(
      @Parameters(paramLabel = "DATA", description = "Folder of cases.") Path data,
      @Option(names = "--source", required = true, description = "DOI or address.") String source,
      @Option(names = "--licence", required = true, description = "Its name.") String licence,
      @Option(names = "--contours", required = true, description = "Who drew or approved them.")
          String contours,
      @Option(names = "--by", required = true, description = "Who states it.") String by,
      @Option(
              names = "--purpose",
              split = ",",
              defaultValue = "TRAINING,CALIBRATION",
              description = "Default: ${DEFAULT-VALUE}.")
          Set<Purpose> purposes,
      @Option(names = "--out", paramLabel = "FILE", description = "Default: consent.yaml in DATA.")
          Path out)
      throws IOException {
    Path folder = NiftiCases.folderOf(data);
    Path file = out == null ? folder.resolve(PublicStatement.FILE) : out;
    new PublicStatement(
            Basis.PUBLIC_LICENSED,
            source,
            licence,
            contours,
            by,
            LocalDate.now(),
            purposes,
            PublicStatement.digests(folder, DicomCases.open(data).ids()))
        .write(file);
    System.out.println(file);
    return 0;
  }

  @Command(
      name = "pack",
      description = {
        "Registers a packed model as made from a trained network, after asking again whether all"
            + " who taught it still may."
      })
  int pack(
      @Mixin ConsentOptions consent,
      @Option(names = "--from", required = true, paramLabel = "PT") Path network,
      @Option(names = "--model", required = true, paramLabel = "DIR") Path model)
      throws IOException {
    try {
      List<Path> weights =
          ManifestReader.read(model.resolve("model.yaml")).weights().stream()
              .map(w -> model.resolve(w.name()))
              .toList();
      TeachingRun.pack(consent.folder(), NetworkNames::describe, network, model, weights);
      System.out.println(weights.size() + " file(s) registered");
      return 0;
    } catch (ManifestException e) {
      throw Failure.refused(e.getMessage());
    }
  }
}
