package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.consent.Act.Expired;
import org.contourflow.consent.Act.Given;
import org.contourflow.consent.Act.Merged;
import org.contourflow.consent.Act.Withdrawn;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table of conditions: a case that passes in every respect but one, and the reason that it is
 * refused for. The script in {@code src/test/mutations} takes each condition away, to see whether
 * this test or {@link RedTeamTest} notices.
 */
class GateConditionsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant SIGNED = Instant.parse("2026-05-01T00:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  @TempDir Path folder;
  private Path data;
  private ConsentFolder consent;
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  @BeforeEach
  void aCaseThatPasses() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    at(NOW);
    write("case1/ct.dcm", DicomUid.CT_IMAGE_STORAGE, d -> {});
    write("case1/rs.dcm", DicomUid.RT_STRUCTURE_SET_STORAGE, d -> {});
  }

  private void at(Instant now) throws IOException {
    clock = Clock.fixed(now, ZoneOffset.UTC);
    consent = ConsentFolder.open(folder.resolve("consent"), clock);
  }

  private void write(String name, String sopClass, Consumer<DicomDataset> change)
      throws IOException {
    DicomDataset dataset =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, sopClass)
            .put(DicomTag.SOPInstanceUID, DicomUid.create())
            .put(DicomTag.PatientID, "SYN-1");
    if (sopClass.equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      dataset.put(DicomTag.ApprovalStatus, "APPROVED");
    }
    change.accept(dataset);
    Files.createDirectories(data.resolve(name).getParent());
    DicomFiles.write(data.resolve(name), dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  private PatientRef patient(String id) throws IOException {
    return consent.key().refOf(id, "");
  }

  private void append(String patient, Act act) throws IOException {
    consent.log().append(patient(patient), act, "form", "clerk");
  }

  private static Given given(Basis basis, Instant from, Optional<Instant> until) {
    return new Given(basis, Set.of(Purpose.TRAINING), from, until);
  }

  private void give() throws IOException {
    append("SYN-1", given(Basis.CONSENT, SIGNED, Optional.empty()));
  }

  private CaseSource source() {
    return new CaseSource() {
      @Override
      public List<String> ids() {
        try (Stream<Path> below = Files.list(data)) {
          return below
              .filter(Files::isDirectory)
              .map(p -> p.getFileName().toString())
              .sorted()
              .toList();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }

      @Override
      public LabelledCase read(String id) throws IOException {
        throw new IOException("was read");
      }

      @Override
      public String fingerprint(String id) {
        return "same";
      }
    };
  }

  private ConsentGate.Release release() throws IOException {
    return consent.release(source(), data, Optional.empty(), Purpose.TRAINING);
  }

  private String outcome() throws IOException {
    ConsentGate.Release release = release();
    return release.refused().containsKey("case1")
        ? release.refused().get("case1").reason().name()
        : "RELEASED";
  }

  /** What is done to the case that passes, and what comes of it. */
  @FunctionalInterface
  interface Change {
    void to(GateConditionsTest test) throws IOException;
  }

  /** One row of the table. */
  record Row(String name, String outcome, Change change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String RS = DicomUid.RT_STRUCTURE_SET_STORAGE;
  private static final String CT = DicomUid.CT_IMAGE_STORAGE;

  static List<Row> rows() {
    return List.of(
        new Row("nothing is wrong", "RELEASED", GateConditionsTest::give),
        new Row("no event", "NO_RECORD", t -> {}),
        new Row(
            "another issuer in one file",
            "WRONG_PATIENT",
            t -> {
              t.give();
              t.write("case1/ct.dcm", CT, d -> d.put(DicomTag.IssuerOfPatientID, "A"));
              t.write("case1/rs.dcm", RS, d -> d.put(DicomTag.IssuerOfPatientID, "B"));
            }),
        new Row(
            "another birth date in one file",
            "WRONG_PATIENT",
            t -> {
              t.give();
              t.write("case1/ct.dcm", CT, d -> d.put(DicomTag.PatientBirthDate, "19600101"));
              t.write("case1/rs.dcm", RS, d -> d.put(DicomTag.PatientBirthDate, "19600102"));
            }),
        new Row(
            "no patient",
            "NO_PATIENT",
            t -> {
              t.write("case1/ct.dcm", CT, d -> d.put(DicomTag.PatientID, ""));
              t.write("case1/rs.dcm", RS, d -> d.put(DicomTag.PatientID, ""));
            }),
        new Row(
            "one of two structure sets is not approved",
            "UNAPPROVED",
            t -> {
              t.give();
              t.write("case1/rs2.dcm", RS, d -> d.put(DicomTag.ApprovalStatus, "REJECTED"));
            }),
        new Row(
            "no structure set",
            "UNAPPROVED",
            t -> {
              t.give();
              Files.delete(t.data.resolve("case1/rs.dcm"));
            }),
        new Row(
            "the files say NO",
            "DICOM_REFUSED",
            t -> {
              t.give();
              t.write("case1/ct.dcm", CT, d -> d.addItem(0x00120083).put(0x00120085, "NO"));
            }),
        new Row(
            "the last moment of a consent is over",
            "EXPIRED",
            t -> t.append("SYN-1", given(Basis.CONSENT, SIGNED, Optional.of(NOW)))),
        new Row(
            "what only ended is told as such, though another purpose was consented to since",
            "EXPIRED",
            t -> {
              t.append("SYN-1", given(Basis.CONSENT, SIGNED, Optional.of(NOW)));
              t.append(
                  "SYN-1",
                  new Act.Given(Basis.CONSENT, Set.of(Purpose.EXPORT), SIGNED, Optional.empty()));
            }),
        new Row(
            "an expiry was recorded",
            "EXPIRED",
            t -> {
              t.give();
              t.append("SYN-1", new Expired(Set.of(), NOW));
            }),
        new Row(
            "taken back for this purpose",
            "WITHDRAWN",
            t -> {
              t.give();
              t.append("SYN-1", new Withdrawn(Set.of(Purpose.TRAINING), NOW));
            }),
        new Row(
            "taken back for another purpose",
            "RELEASED",
            t -> {
              t.give();
              t.append("SYN-1", new Withdrawn(Set.of(Purpose.EXPORT), NOW));
            }),
        new Row(
            "a back-dated withdrawal closes what is in the log before it",
            "WITHDRAWN",
            t -> {
              t.give();
              t.append("SYN-1", new Withdrawn(Set.of(), SIGNED.minusSeconds(99)));
            }),
        new Row(
            "a form found again opens nothing",
            "WITHDRAWN",
            t -> {
              t.append("SYN-1", new Withdrawn(Set.of(), NOW));
              t.give();
            }),
        new Row(
            "a consent entered in error",
            "NO_RECORD",
            t -> {
              t.give();
              t.append("SYN-1", new Act.EnteredInError(1));
            }),
        new Row(
            "merged: what closes is joined",
            "WITHDRAWN",
            t -> {
              t.give();
              t.append("SYN-2", new Withdrawn(Set.of(), NOW));
              t.append("SYN-1", new Merged(t.patient("SYN-2")));
            }),
        new Row(
            "merged: what closes is joined by a wrong merge too",
            "WITHDRAWN",
            t -> {
              t.give();
              t.append("SYN-2", new Withdrawn(Set.of(), NOW));
              t.append("SYN-1", new Merged(t.patient("SYN-2")));
              t.append("SYN-1", new Act.EnteredInError(3));
            }),
        new Row(
            "merged: what opens is joined",
            "RELEASED",
            t -> {
              t.append("SYN-2", given(Basis.CONSENT, SIGNED, Optional.empty()));
              t.append("SYN-1", new Merged(t.patient("SYN-2")));
            }),
        new Row(
            "merged: a wrong merge opens nothing",
            "NO_RECORD",
            t -> {
              t.append("SYN-2", given(Basis.CONSENT, SIGNED, Optional.empty()));
              t.append("SYN-1", new Merged(t.patient("SYN-2")));
              t.append("SYN-1", new Act.EnteredInError(2));
            }),
        new Row(
            "an end, and later a withdrawal, which reaches back to networks",
            "WITHDRAWN",
            t -> {
              t.give();
              t.append("SYN-1", new Act.Expired(Set.of(), NOW));
              t.append("SYN-1", new Withdrawn(Set.of(), NOW));
            }),
        new Row("S251: nobody was asked", "OPT_OUT_UNKNOWN", GateConditionsTest::s251),
        new Row(
            "S251: on one day the closed answer counts",
            "OPTED_OUT",
            t -> {
              t.s251();
              t.consent.optOuts().record(t.patient("SYN-1"), new OptOutAnswer(true, TODAY), TODAY);
              t.consent.optOuts().record(t.patient("SYN-1"), new OptOutAnswer(false, TODAY), TODAY);
            }),
        new Row(
            "S251: of two references of one person the closed answer of one day counts",
            "OPTED_OUT",
            t -> {
              t.s251();
              t.append("SYN-1", new Merged(t.patient("SYN-2")));
              t.consent.optOuts().record(t.patient("SYN-1"), new OptOutAnswer(true, TODAY), TODAY);
              t.consent.optOuts().record(t.patient("SYN-2"), new OptOutAnswer(false, TODAY), TODAY);
            }),
        new Row(
            "S251: an answer of tomorrow",
            "OPT_OUT_STALE",
            t -> {
              t.s251();
              OptOutAnswer answer = new OptOutAnswer(true, TODAY.plusDays(1));
              t.consent.optOuts().record(t.patient("SYN-1"), answer, TODAY.plusDays(1));
            }),
        new Row(
            "public: another purpose",
            "WRONG_PURPOSE",
            t -> t.statement(Set.of(Purpose.CALIBRATION), List.of("case1"))),
        new Row(
            "public: the files say no",
            "DICOM_REFUSED",
            t -> {
              t.write("case1/ct.dcm", CT, d -> d.addItem(0x00120083).put(0x00120085, "NO"));
              t.statement(Set.of(Purpose.TRAINING), List.of("case1"));
            }),
        new Row(
            "public: a patient of a merge in the log",
            "KNOWN_PATIENT",
            t -> {
              t.append("SYN-2", new Merged(t.patient("SYN-1")));
              t.statement(Set.of(Purpose.TRAINING), List.of("case1"));
            }),
        new Row(
            "public: nothing is wrong",
            "RELEASED",
            t -> t.statement(Set.of(Purpose.TRAINING), List.of("case1"))));
  }

  private void s251() throws IOException {
    append("SYN-1", given(Basis.S251, SIGNED, Optional.empty()));
  }

  private void statement(Set<Purpose> purposes, List<String> ids) throws IOException {
    new PublicStatement(
            Basis.PUBLIC_LICENSED,
            "https://example.org/data",
            "CC BY 4.0",
            "an oncologist",
            "physicist",
            TODAY,
            purposes,
            PublicStatement.digests(data, ids))
        .write(data.resolve(PublicStatement.FILE));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void one_thing_is_wrong(Row row) throws IOException {
    row.change().to(this);
    assertThat(outcome()).isEqualTo(row.outcome());
  }

  @Test
  void an_end_is_judged_by_the_latest_time_that_the_log_has_seen() throws IOException {
    append("SYN-1", given(Basis.CONSENT, SIGNED, Optional.of(NOW.plusSeconds(60))));
    at(NOW.plusSeconds(90));
    append("SYN-9", new Withdrawn(Set.of(), NOW));
    at(NOW);
    assertThat(outcome()).isEqualTo("EXPIRED");
  }

  @Test
  void what_was_not_released_is_neither_read_nor_its_fingerprint_given() throws IOException {
    ReleasedCases none = release().cases();
    assertThat(none.ids()).isEmpty();
    assertThatThrownBy(() -> none.read("case1")).isInstanceOf(NotReleasedException.class);
    assertThatThrownBy(() -> none.fingerprint("case1")).isInstanceOf(NotReleasedException.class);
  }

  @Test
  void whoever_takes_it_back_is_refused_at_the_next_question_of_any_kind() throws IOException {
    give();
    ReleasedCases cases = release().cases();
    assertThatThrownBy(() -> cases.read("case1")).hasMessageContaining("was read");
    assertThat(cases.fingerprint("case1")).isEqualTo("same");
    append("SYN-1", new Withdrawn(Set.of(), NOW));
    assertThatThrownBy(() -> cases.read("case1")).isInstanceOf(NotReleasedException.class);
    assertThatThrownBy(() -> cases.fingerprint("case1")).isInstanceOf(NotReleasedException.class);
    assertThatThrownBy(cases::requireAll).isInstanceOf(NotReleasedException.class);
    assertThatThrownBy(() -> cases.enter(folder.resolve("work"), false))
        .isInstanceOf(NotReleasedException.class);
  }

  @Test
  void two_public_cases_are_each_compared_with_their_own_digest() throws IOException {
    write("case2/ct.dcm", CT, d -> d.put(DicomTag.PatientID, "SYN-2"));
    statement(Set.of(Purpose.TRAINING), List.of("case1", "case2"));
    assertThat(release().cases().ids()).containsExactly("case1", "case2");
    assertThat(release().cases().grounds().get("case1").basis()).isEqualTo("PUBLIC_LICENSED");
  }

  /** A network that the patient of case1 taught. */
  private Path taught() throws IOException {
    Path network = Files.writeString(folder.resolve("n.pt"), "weights");
    String run =
        consent
            .lineage()
            .started(
                folder, Set.of("ab".repeat(32)), Map.of("case1", patient("SYN-1").hex()), "head");
    consent
        .lineage()
        .produced(run, org.contourflow.model.Sha256.of(network), "n.pt", Optional.empty());
    return network;
  }

  private void requireClean(Path network) throws IOException {
    new TeachingRun(consent, (sha256, among) -> "called " + sha256 + " by " + among.size())
        .requireClean(network, List.of());
  }

  @Test
  void a_network_does_not_come_clean_by_a_new_consent_to_something_else() throws IOException {
    Path network = taught();
    give();
    requireClean(network);
    append("SYN-1", new Withdrawn(Set.of(), NOW));
    at(NOW.plusSeconds(60));
    Given export =
        new Given(Basis.CONSENT, Set.of(Purpose.EXPORT), NOW.plusSeconds(30), Optional.empty());
    append("SYN-1", export);
    assertThatThrownBy(() -> requireClean(network)).isInstanceOf(NotReleasedException.class);
    append("SYN-1", given(Basis.CONSENT, NOW.plus(Duration.ofDays(9)), Optional.empty()));
    assertThatThrownBy(() -> requireClean(network)).isInstanceOf(NotReleasedException.class);
    at(NOW.plus(Duration.ofDays(10)));
    requireClean(network);
  }

  /** Each of several teachers is an ancestor, wherever it stands in the list. */
  @Test
  void none_of_several_teachers_may_go_back_to_a_patient_who_withdrew() throws IOException {
    Path taught = taught();
    Path start = Files.writeString(folder.resolve("start.pt"), "start");
    Path clean = Files.writeString(folder.resolve("clean.pt"), "clean");
    give();
    List<Path> first = List.of(taught, clean);
    List<Path> last = List.of(clean, taught);
    for (List<Path> teachers : List.of(first, last)) {
      new TeachingRun(consent, (sha256, among) -> sha256).requireClean(start, teachers);
    }
    append("SYN-1", new Withdrawn(Set.of(), NOW));
    for (List<Path> teachers : List.of(first, last)) {
      TeachingRun run = new TeachingRun(consent, (sha256, among) -> sha256);
      assertThatThrownBy(() -> run.requireClean(start, teachers))
          .isInstanceOf(NotReleasedException.class)
          .hasMessageContaining("TAUGHT_BY_REFUSED");
      run.requireClean(start, List.of(clean));
    }
  }

  @Test
  void a_refused_network_is_told_with_the_name_of_the_clean_one() throws IOException {
    Path network = taught();
    assertThatThrownBy(() -> requireClean(network))
        .hasMessageContaining("start from the network called " + "ab".repeat(32) + " by 2");
  }

  @Test
  void a_network_is_refused_for_what_was_taken_back_and_not_for_what_came_to_its_end()
      throws IOException {
    Path network = taught();
    append("SYN-1", given(Basis.CONSENT, SIGNED, Optional.of(NOW.plusSeconds(60))));
    at(NOW.plus(Duration.ofDays(2)));
    new TeachingRun(consent, (sha256, among) -> "SHA-256 " + sha256)
        .requireClean(network, List.of());
    append("SYN-1", new Withdrawn(Set.of(), NOW));
    assertThatThrownBy(
            () ->
                new TeachingRun(consent, (sha256, among) -> "SHA-256 " + sha256)
                    .requireClean(network, List.of()))
        .isInstanceOf(NotReleasedException.class)
        .hasMessageContaining("TAUGHT_BY_REFUSED");
  }

  @Test
  void a_log_that_is_gone_though_its_witness_is_there_takes_no_new_events() throws IOException {
    give();
    Files.delete(folder.resolve("consent/consent.log"));
    assertThat(outcome()).isEqualTo("STORE_DOWN");
    assertThatThrownBy(() -> consent.log().head())
        .as("as soon as it is read, even before it is compared with the witness")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is gone, but its witness is there");
  }

  @Test
  void a_log_whose_witness_is_gone_or_that_is_another_log_releases_nothing() throws IOException {
    give();
    Path witness;
    try (Stream<Path> all = Files.walk(folder)) {
      witness =
          all.filter(p -> p.getFileName().toString().endsWith("witness")).findFirst().orElseThrow();
    }
    byte[] before = Files.readAllBytes(witness);
    Files.delete(witness);
    assertThat(outcome()).isEqualTo("STORE_DOWN");
    Files.writeString(witness, "1 " + "0".repeat(64));
    assertThat(outcome()).isEqualTo("STORE_DOWN");
    Files.writeString(witness, "7 " + "0".repeat(64));
    assertThat(outcome()).isEqualTo("STORE_DOWN");
    Files.write(witness, before);
    assertThat(outcome()).isEqualTo("RELEASED");
  }
}
