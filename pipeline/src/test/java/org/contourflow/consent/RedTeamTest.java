package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.consent.Act.Given;
import org.contourflow.consent.Act.Withdrawn;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.SettableClock;
import org.contourflow.train.data.CaseCache;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to get a case past the gate, each refused with its named reason. */
class RedTeamTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.ofInstant(NOW, java.time.ZoneOffset.UTC);
  private static final Instant SIGNED = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(NOW);
  private Path data;
  private ConsentFolder consent;
  private ConsentKey key;

  @BeforeEach
  void oneConsentingPatient() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    consent = ConsentFolder.open(folder.resolve("consent"), clock);
    key = consent.key();
    writeCase("case1", "SYN-1", "APPROVED");
  }

  private void writeCase(String id, String patient, String approval) throws IOException {
    Path own = Files.createDirectories(data.resolve(id));
    write(own.resolve("ct.dcm"), header(DicomUid.CT_IMAGE_STORAGE, patient));
    write(
        own.resolve("rs.dcm"),
        header(DicomUid.RT_STRUCTURE_SET_STORAGE, patient).put(DicomTag.ApprovalStatus, approval));
  }

  private static DicomDataset header(String sopClass, String patient) {
    return DicomDataset.create()
        .put(DicomTag.SOPClassUID, sopClass)
        .put(DicomTag.SOPInstanceUID, DicomUid.create())
        .put(DicomTag.PatientID, patient);
  }

  private static void write(Path file, DicomDataset dataset) throws IOException {
    DicomFiles.write(file, dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  private PatientRef syn1() {
    return key.refOf("SYN-1", "");
  }

  private void give(Basis basis, Purpose purpose, Optional<Instant> until) throws IOException {
    consent
        .log()
        .append(syn1(), new Given(basis, Set.of(purpose), SIGNED, until), "form 7", "clerk");
  }

  private void giveTraining() throws IOException {
    give(Basis.CONSENT, Purpose.TRAINING, Optional.empty());
  }

  private void withdraw() throws IOException {
    consent.log().append(syn1(), new Withdrawn(Set.of(), NOW), "letter 8", "clerk");
  }

  /** Cases of the folder, a bright block in each. */
  private CaseSource source() {
    return new CaseSource() {
      @Override
      public List<String> ids() {
        try (Stream<Path> below = Files.list(data)) {
          return below.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }

      @Override
      public LabelledCase read(String id) {
        PatientPoint origin = new PatientPoint(0, 0, 0);
        VoxelGrid grid = VoxelGrid.even(origin, SliceOrientation.AXIAL, 8, 16, 16, 3, 3, 3);
        short[] hu = new short[(int) grid.voxelCount()];
        BitSet bits = new BitSet();
        bits.set(600, 700);
        Map<String, BinaryMask> organs = Map.of("Brainstem", BinaryMask.wrap(grid, bits));
        return new LabelledCase(id, CtVolume.wrap(grid, hu), organs, 0, 7);
      }

      @Override
      public String fingerprint(String id) {
        return "always the same";
      }
    };
  }

  private ConsentGate.Release release() throws IOException {
    return consent.release(source(), data, Optional.empty(), Purpose.TRAINING);
  }

  @Test
  void a_case_that_came_after_the_release_is_not_read_though_its_patient_consents()
      throws IOException {
    giveTraining();
    ReleasedCases cases = release().cases();
    writeCase("case2", "SYN-1", "APPROVED");
    assertThatThrownBy(() -> cases.read("case2"))
        .isInstanceOfSatisfying(
            NotReleasedException.class,
            refused -> assertThat(refused.reason()).isEqualTo("NOT_RELEASED"));
  }

  private Reason refused(String id) throws IOException {
    ConsentGate.Release release = release();
    assertThat(release.cases().ids()).doesNotContain(id);
    return release.refused().get(id).reason();
  }

  @Test
  void with_consent_and_approval_the_case_passes_and_says_by_which_event() throws IOException {
    giveTraining();
    ReleasedCases cases = release().cases();
    assertThat(cases.ids()).containsExactly("case1");
    assertThat(cases.grounds().get("case1").events()).containsExactly("event 1");
  }

  @Test
  void no_record() throws IOException {
    assertThat(refused("case1")).isEqualTo(Reason.NO_RECORD);
  }

  @Test
  void withdrawn_even_if_the_old_form_is_recorded_again() throws IOException {
    giveTraining();
    withdraw();
    giveTraining();
    assertThat(refused("case1")).isEqualTo(Reason.WITHDRAWN);
  }

  @Test
  void a_withdrawal_entered_in_error_goes_on_closing_until_a_new_consent() throws IOException {
    giveTraining();
    withdraw();
    consent.log().append(syn1(), new Act.EnteredInError(2), "note", "clerk");
    assertThat(refused("case1")).isEqualTo(Reason.WITHDRAWN);
    clock.set(NOW.plus(Duration.ofDays(2)));
    Instant later = NOW.plus(Duration.ofDays(1));
    Given anew = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), later, Optional.empty());
    consent.log().append(syn1(), anew, "form 9", "clerk");
    assertThat(release().cases().ids()).containsExactly("case1");
  }

  @Test
  void expired_also_if_the_clock_is_put_back() throws IOException {
    give(Basis.CONSENT, Purpose.TRAINING, Optional.of(NOW.plusSeconds(60)));
    clock.set(NOW.plusSeconds(120));
    assertThat(refused("case1")).isEqualTo(Reason.EXPIRED);
    consent.log().append(key.refOf("SYN-2", ""), new Withdrawn(Set.of(), NOW), "x", "clerk");
    clock.set(NOW);
    assertThat(refused("case1")).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void wrong_purpose() throws IOException {
    give(Basis.CONSENT, Purpose.CALIBRATION, Optional.empty());
    assertThat(refused("case1")).isEqualTo(Reason.WRONG_PURPOSE);
  }

  @Test
  void a_consent_that_begins_tomorrow() throws IOException {
    giveTraining();
    clock.set(SIGNED.minusSeconds(1));
    assertThat(refused("case1")).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void wrong_patient_ct_of_one_and_structure_set_of_another() throws IOException {
    giveTraining();
    write(data.resolve("case1/ct.dcm"), header(DicomUid.CT_IMAGE_STORAGE, "SYN-2"));
    assertThat(refused("case1")).isEqualTo(Reason.WRONG_PATIENT);
  }

  @Test
  void wrong_patient_exchanged_after_the_release() throws IOException {
    giveTraining();
    PatientRef other = key.refOf("SYN-2", "");
    Given given = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
    consent.log().append(other, given, "form 8", "clerk");
    ReleasedCases cases = release().cases();
    writeCase("case1", "SYN-2", "APPROVED");
    assertThatThrownBy(() -> cases.read("case1"))
        .isInstanceOfSatisfying(
            NotReleasedException.class, e -> assertThat(e.reason()).isEqualTo("WRONG_PATIENT"));
  }

  @Test
  void opt_out_not_asked_stale_or_said() throws IOException {
    give(Basis.S251, Purpose.TRAINING, Optional.empty());
    assertThat(refused("case1")).isEqualTo(Reason.OPT_OUT_UNKNOWN);
    LocalDate today = LocalDate.of(2026, 6, 1);
    int days = ConsentFolder.OPT_OUT_DAYS;
    consent.optOuts().record(syn1(), new OptOutAnswer(true, today.minusDays(days + 1)), today);
    assertThat(refused("case1")).isEqualTo(Reason.OPT_OUT_STALE);
    consent.optOuts().record(syn1(), new OptOutAnswer(true, today.minusDays(days)), today);
    assertThat(release().cases().ids()).containsExactly("case1");
    consent.optOuts().record(syn1(), new OptOutAnswer(false, today), today);
    assertThat(refused("case1")).isEqualTo(Reason.OPTED_OUT);
  }

  @Test
  void an_older_copy_of_the_opt_out_answers_opens_nothing_and_forgets_no_opt_out()
      throws IOException {
    give(Basis.S251, Purpose.TRAINING, Optional.empty());
    LocalDate today = LocalDate.of(2026, 6, 1);
    Path file = folder.resolve("consent/opt-out.json");
    consent.optOuts().record(syn1(), new OptOutAnswer(true, today), today);
    byte[] allowed = Files.readAllBytes(file);
    consent.optOuts().record(syn1(), new OptOutAnswer(false, today), today);
    Files.write(file, allowed);
    assertThat(refused("case1")).isEqualTo(Reason.OPT_OUT_UNKNOWN);
    consent.optOuts().record(key.refOf("SYN-2", ""), new OptOutAnswer(false, today), today);
    assertThat(refused("case1"))
        .as("a new answer vouches for itself alone")
        .isEqualTo(Reason.OPT_OUT_UNKNOWN);
    Files.writeString(file, Files.readString(file) + " ");
    assertThat(consent.optOuts().of(key.refOf("SYN-2", "")))
        .as("who opted out stays so in whatever copy")
        .contains(new OptOutAnswer(false, today));
    consent.optOuts().record(syn1(), new OptOutAnswer(true, today), today);
    assertThat(release().cases().ids()).containsExactly("case1");
    Files.delete(folder.resolve("consent.opt-out.witness"));
    assertThat(refused("case1")).isEqualTo(Reason.OPT_OUT_UNKNOWN);
  }

  @Test
  void an_answer_of_the_future_is_not_recorded_and_so_outlasts_no_true_one() throws IOException {
    LocalDate today = LocalDate.of(2026, 6, 1);
    OptOutAnswer slip = new OptOutAnswer(true, LocalDate.of(2062, 6, 1));
    assertThatThrownBy(() -> consent.optOuts().record(syn1(), slip, today))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after today");
    assertThat(consent.optOuts().of(syn1())).isEmpty();
  }

  @Test
  void an_id_that_only_looks_another_to_a_program_is_the_same_patients() {
    for (String same :
        List.of(
            " SYN-1 ",
            "syn-1",
            "SYN-1\0",
            "SYN-1\u00a0",
            "\u200bSYN-1",
            "\ufeffSYN-1",
            "\uff33\uff39\uff2e-1")) {
      assertThat(key.refOf(same, "")).as(same).isEqualTo(syn1());
    }
    assertThat(key.refOf("M\u00dc1", "")).isEqualTo(key.refOf("MU\u03081", ""));
    assertThat(key.refOf("SYN-1", "h\u00a0")).isEqualTo(key.refOf("SYN-1", "H"));
    assertThat(key.refOf("S YN-1", "")).isNotEqualTo(syn1());
    assertThat(key.refOf("\u0405YN-1", "")).as("a Cyrillic letter").isNotEqualTo(syn1());
    assertThatThrownBy(() -> key.refOf("\0\u200b ", "")).hasMessageContaining("without an ID");
  }

  private void issued(String id, String issuer) throws IOException {
    Path own = Files.createDirectories(data.resolve(id));
    for (String sopClass : List.of(DicomUid.CT_IMAGE_STORAGE, DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      DicomDataset dataset = header(sopClass, "SYN-1").put(DicomTag.ApprovalStatus, "APPROVED");
      if (!issuer.isEmpty()) {
        dataset.put(DicomTag.IssuerOfPatientID, issuer);
      }
      write(own.resolve(sopClass + ".dcm"), dataset);
    }
  }

  private void append(String issuer, Act act) throws IOException {
    consent.log().append(key.whose("SYN-1", issuer), act, "paper", "clerk");
  }

  @Test
  void a_withdrawal_reaches_the_same_number_with_and_without_its_issuer_and_no_other_issuers()
      throws IOException {
    Given given = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
    Withdrawn withdrawn = new Withdrawn(Set.of(), NOW);
    issued("east", "EAST");
    issued("west", "WEST");
    append("EAST", given);
    assertThat(release().cases().ids()).as("opens its own issuer's alone").containsExactly("east");
    assertThat(refused("case1")).isEqualTo(Reason.NO_RECORD);
    append("WEST", given);
    append("EAST", withdrawn);
    assertThat(refused("east")).isEqualTo(Reason.WITHDRAWN);
    assertThat(release().cases().ids()).containsExactly("west");
    append("", given);
    assertThat(refused("case1"))
        .as("EAST's withdrawal may be this one's")
        .isEqualTo(Reason.WITHDRAWN);
    append("", withdrawn);
    assertThat(refused("west")).isEqualTo(Reason.WITHDRAWN);
    assertThat(consent.person(key.refOf("SYN-1", "WEST")))
        .containsExactlyInAnyOrder(key.refOf("SYN-1", "WEST"), syn1());
  }

  @Test
  void an_opt_out_of_an_issuers_number_closes_the_number_without_its_issuer_too()
      throws IOException {
    append("", new Given(Basis.S251, Set.of(Purpose.TRAINING), SIGNED, Optional.empty()));
    assertThat(consent.optOuts().record(syn1(), new OptOutAnswer(true, TODAY.minusDays(2)), TODAY))
        .isTrue();
    assertThat(release().cases().ids()).contains("case1");
    Whose east = key.whose("SYN-1", "EAST");
    assertThat(consent.optOuts().record(east, new OptOutAnswer(true, TODAY), TODAY)).isTrue();
    assertThat(release().cases().ids()).as("an ALLOWED opens nothing of another").contains("case1");
    OptOutAnswer out = new OptOutAnswer(false, TODAY);
    assertThat(consent.optOuts().record(east, out, TODAY)).isTrue();
    assertThat(refused("case1")).isEqualTo(Reason.OPTED_OUT);
    String run =
        consent.lineage().started(data, Set.of(), java.util.Map.of("case1", syn1().hex()), "head");
    consent.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.empty());
    assertThat(Withdrawal.follow(consent, east, Withdrawal.Policy.LIST).descendants())
        .as("what the number without the issuer taught")
        .hasSize(1);
    assertThat(consent.optOuts().record(east, new OptOutAnswer(true, TODAY), TODAY)).isFalse();
  }

  /** Whoever is known by the number alone may be this person; another issuer's patient is not. */
  @Test
  void an_opt_out_of_an_issuers_number_reaches_no_other_issuers_patient() throws IOException {
    issued("west", "WEST");
    Given s251 = new Given(Basis.S251, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
    for (String issuer : List.of("EAST", "WEST", "")) {
      append(issuer, s251);
      PatientRef ref = key.refOf("SYN-1", issuer);
      consent.optOuts().record(ref, new OptOutAnswer(true, TODAY.minusDays(2)), TODAY);
    }
    PatientRef west = key.refOf("SYN-1", "WEST");
    Map<String, String> taughtBy = Map.of("west", west.hex());
    String run = consent.lineage().started(data, Set.of(), taughtBy, "head");
    consent.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.empty());
    assertThat(release().cases().ids()).containsExactly("case1", "west");
    Whose east = key.whose("SYN-1", "EAST");
    assertThat(consent.optOuts().record(east, new OptOutAnswer(false, TODAY), TODAY)).isTrue();
    assertThat(refused("case1")).as("may be EAST's patient").isEqualTo(Reason.OPTED_OUT);
    assertThat(release().cases().ids()).containsExactly("west");
    assertThat(TeachingRun.takenBack(consent, "cd".repeat(32))).isEmpty();
    assertThat(Withdrawal.follow(consent, east, Withdrawal.Policy.OUT_OF_SERVICE).isEmpty())
        .as("nothing of WEST's patient is taken back")
        .isTrue();
    // Who is one with the plain number is closed with it.
    consent.log().append(west, new Act.Merged(syn1()), "note", "clerk");
    assertThat(refused("west")).isEqualTo(Reason.OPTED_OUT);
  }

  @Test
  void a_withdrawal_under_an_issuer_is_not_followed_through_for_another_issuers_patient()
      throws IOException {
    append("WEST", new Withdrawn(Set.of(), NOW));
    String west = key.refOf("SYN-1", "WEST").hex();
    String run = consent.lineage().started(data, Set.of(), Map.of("west", west), "head");
    consent.lineage().produced(run, "cd".repeat(32), "network.pt", Optional.empty());
    append("EAST", new Withdrawn(Set.of(), NOW));
    Whose east = key.whose("SYN-1", "EAST");
    assertThat(Withdrawal.follow(consent, east, Withdrawal.Policy.LIST).isEmpty()).isTrue();
    Whose same = key.whose("SYN-1", "WEST");
    assertThat(Withdrawal.follow(consent, same, Withdrawal.Policy.LIST).descendants()).hasSize(1);
  }

  @Test
  void an_answer_about_the_number_without_its_issuer_opens_nothing_of_an_issuers()
      throws IOException {
    issued("east", "EAST");
    append("EAST", new Given(Basis.S251, Set.of(Purpose.TRAINING), SIGNED, Optional.empty()));
    assertThat(consent.optOuts().record(syn1(), new OptOutAnswer(true, TODAY), TODAY)).isTrue();
    assertThat(refused("east")).isEqualTo(Reason.OPT_OUT_UNKNOWN);
    PatientRef east = key.refOf("SYN-1", "EAST");
    OptOutAnswer out = new OptOutAnswer(false, TODAY.minusDays(9));
    assertThat(consent.optOuts().record(east, out, TODAY)).isTrue();
    assertThat(refused("east")).as("the plain number's is newer").isEqualTo(Reason.OPTED_OUT);
    assertThat(consent.optOuts().record(east, new OptOutAnswer(true, TODAY.minusDays(10)), TODAY))
        .as("an older answer")
        .isFalse();
    assertThat(consent.optOuts().record(east, new OptOutAnswer(true, TODAY), TODAY)).isTrue();
    assertThat(release().cases().ids()).contains("east");
    assertThat(consent.optOuts().record(syn1(), new OptOutAnswer(false, TODAY), TODAY)).isTrue();
    assertThat(refused("east")).as("what closes does").isEqualTo(Reason.OPTED_OUT);
  }

  @Test
  void a_merge_joins_what_the_others_number_without_issuer_withdrew() throws IOException {
    append("", new Withdrawn(Set.of(), NOW));
    consent
        .log()
        .append(
            key.refOf("SYN-2", ""),
            new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty()),
            "paper",
            "clerk");
    consent
        .log()
        .append(
            key.refOf("SYN-2", ""), new Act.Merged(key.whose("SYN-1", "EAST")), "paper", "clerk");
    assertThat(consent.person(key.refOf("SYN-2", ""))).contains(syn1());
    assertThat(consent.person(syn1())).contains(key.refOf("SYN-2", ""));
  }

  @Test
  void consent_that_an_older_version_recorded_is_closed_by_the_number_without_its_issuer()
      throws IOException {
    issued("east", "EAST");
    Given given = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
    consent.log().append(key.refOf("SYN-1", "EAST"), given, "form 7", "clerk");
    assertThat(release().cases().ids()).containsExactly("east");
    withdraw();
    assertThat(refused("east")).isEqualTo(Reason.WITHDRAWN);
  }

  @Test
  void what_an_event_says_cannot_look_like_another_event() {
    for (String text :
        List.of("form 7\n9  2026 given", "a\u2028b", "\u202egnol", "x".repeat(501))) {
      Given given = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
      assertThatThrownBy(() -> consent.log().append(syn1(), given, text, "clerk"))
          .hasMessageContaining("one line");
      assertThatThrownBy(() -> consent.log().append(syn1(), given, "form 7", text))
          .hasMessageContaining("one line");
    }
  }

  @Test
  void an_error_of_an_error_and_a_merge_with_oneself_say_nothing_and_are_refused()
      throws IOException {
    giveTraining();
    consent.log().append(syn1(), new Act.EnteredInError(1), "note", "clerk");
    assertThatThrownBy(
            () -> consent.log().append(syn1(), new Act.EnteredInError(2), "note", "clerk"))
        .hasMessageContaining("record anew");
    assertThatThrownBy(() -> consent.log().append(syn1(), new Act.Merged(syn1()), "note", "clerk"))
        .hasMessageContaining("same patient already");
    assertThat(consent.log().events()).hasSize(2);
  }

  @Test
  void after_a_patients_own_no_s251_opens_nothing() throws IOException {
    giveTraining();
    withdraw();
    clock.set(NOW.plus(Duration.ofDays(1)));
    Given s251 =
        new Given(Basis.S251, Set.of(Purpose.TRAINING), NOW.plusSeconds(60), Optional.empty());
    consent.log().append(syn1(), s251, "CAG 1", "clerk");
    LocalDate next = LocalDate.of(2026, 6, 2);
    consent.optOuts().record(syn1(), new OptOutAnswer(true, next), next);
    assertThat(refused("case1")).isEqualTo(Reason.WITHDRAWN);
  }

  @Test
  void dicom_withdrawn_over_a_yes_and_a_yes_opens_nothing() throws IOException {
    flag("YES");
    assertThat(refused("case1")).isEqualTo(Reason.NO_RECORD);
    giveTraining();
    assertThat(release().cases().ids()).containsExactly("case1");
    flag("WITHDRAWN");
    assertThat(refused("case1")).isEqualTo(Reason.DICOM_REFUSED);
    flag("PERHAPS");
    assertThat(refused("case1")).isEqualTo(Reason.DICOM_UNCLEAR);
  }

  private void flag(String value) throws IOException {
    DicomDataset ct = header(DicomUid.CT_IMAGE_STORAGE, "SYN-1");
    ct.addItem(0x00120083).put(0x00120084, "WITHIN_TRIAL").put(0x00120085, "YES");
    ct.addItem(0x00120083).put(0x00120085, value);
    write(data.resolve("case1/ct.dcm"), ct);
  }

  @Test
  void unapproved_contour() throws IOException {
    giveTraining();
    writeCase("case1", "SYN-1", "UNAPPROVED");
    assertThat(refused("case1")).isEqualTo(Reason.UNAPPROVED);
  }

  @Test
  void a_cache_hit_after_withdrawal() throws IOException {
    giveTraining();
    ReleasedCases cases = release().cases();
    CaseCache cache =
        new CaseCache(
            folder.resolve("cache"), cases, LabelScheme.openKbp(), new double[] {3, 3, 3});
    assertThat(cache.read("case1")).isNotNull();
    assertThat(cache.read("case1")).as("from the cache").isNotNull();
    withdraw();
    assertThat(folder.resolve("cache/case1.case")).exists();
    assertThatThrownBy(() -> cache.read("case1"))
        .isInstanceOf(NotReleasedException.class)
        .hasMessageContaining("WITHDRAWN");
  }

  @Test
  void a_resumed_checkpoint() throws IOException {
    giveTraining();
    writeCase("case2", "SYN-2", "APPROVED");
    Given given = new Given(Basis.CONSENT, Set.of(Purpose.TRAINING), SIGNED, Optional.empty());
    consent.log().append(key.refOf("SYN-2", ""), given, "form 8", "clerk");
    Path work = folder.resolve("work");
    release().cases().enter(work, false);
    release().cases().enter(work, true);
    withdraw();
    ReleasedCases left = release().cases();
    assertThat(left.ids()).containsExactly("case2");
    assertThatThrownBy(() -> left.enter(work, true))
        .isInstanceOfSatisfying(
            NotReleasedException.class, e -> assertThat(e.reason()).isEqualTo("TAUGHT_BY_REFUSED"))
        .hasMessageContaining("case1");
    assertThatThrownBy(() -> left.enter(folder.resolve("unknown"), true))
        .hasMessageContaining("nobody knows who taught it");
  }

  @Test
  void a_renamed_folder() throws IOException {
    giveTraining();
    writeCase("hidden", "SYN-2", "APPROVED");
    try (Stream<Path> files = Files.list(data.resolve("case1"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(data.resolve("case1"));
    Files.move(data.resolve("hidden"), data.resolve("case1"));
    assertThat(refused("case1")).isEqualTo(Reason.NO_RECORD);
  }

  @Test
  void a_symlink() throws IOException {
    giveTraining();
    Files.createSymbolicLink(data.resolve("case2"), data.resolve("case1"));
    assertThat(refused("case2")).isEqualTo(Reason.SYMLINK);
    Path file = data.resolve("case1/ct.dcm");
    Files.move(file, folder.resolve("elsewhere.dcm"));
    Files.createSymbolicLink(file, folder.resolve("elsewhere.dcm"));
    assertThat(refused("case1")).isEqualTo(Reason.SYMLINK);
  }

  @Test
  void a_restored_backup_of_the_consent_folder() throws IOException {
    giveTraining();
    Path log = folder.resolve("consent/consent.log");
    byte[] backup = Files.readAllBytes(log);
    withdraw();
    Files.write(log, backup);
    assertThat(refused("case1")).isEqualTo(Reason.STORE_DOWN);
    Files.delete(log);
    assertThat(refused("case1")).isEqualTo(Reason.STORE_DOWN);
  }

  @Test
  void the_store_is_down_or_was_edited() throws IOException {
    giveTraining();
    Path log = folder.resolve("consent/consent.log");
    String text = Files.readString(log);
    Files.writeString(log, text.replace("form 7", "form 8"));
    assertThat(refused("case1")).isEqualTo(Reason.STORE_DOWN);
    Files.writeString(log, text);
    ReleasedCases cases = release().cases();
    Files.delete(log);
    Files.createDirectory(log);
    assertThatThrownBy(cases::requireAll).hasMessageContaining("STORE_DOWN");
  }

  @Test
  void half_a_line_after_a_power_cut_does_not_stop_the_log() throws IOException {
    giveTraining();
    Path log = folder.resolve("consent/consent.log");
    Files.writeString(log, "0123", java.nio.file.StandardOpenOption.APPEND);
    assertThat(release().cases().ids()).containsExactly("case1");
    withdraw();
    assertThat(refused("case1")).isEqualTo(Reason.WITHDRAWN);
    assertThat(consent.log().events()).hasSize(2);
  }

  @Test
  void public_data_pass_by_their_statement_as_long_as_they_are_the_same_files() throws IOException {
    statement(List.of("case1"));
    writeCase("case2", "SYN-2", "APPROVED");
    assertThat(release().cases().ids()).containsExactly("case1");
    assertThat(refused("case2")).isEqualTo(Reason.NOT_IN_STATEMENT);
    writeCase("case1", "SYN-2", "APPROVED");
    assertThat(refused("case1")).isEqualTo(Reason.CHANGED);
  }

  @Test
  void a_patient_of_the_log_is_not_public() throws IOException {
    statement(List.of("case1"));
    giveTraining();
    withdraw();
    assertThat(refused("case1")).isEqualTo(Reason.KNOWN_PATIENT);
  }

  @Test
  void a_statement_without_licence_releases_nothing() throws IOException {
    statement(List.of("case1"));
    Path file = data.resolve(PublicStatement.FILE);
    Files.writeString(file, Files.readString(file).replaceAll("(?m)^licence:.*$", "licence: ''"));
    assertThatThrownBy(this::release)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("licence is missing");
  }

  private void statement(List<String> ids) throws IOException {
    new PublicStatement(
            Basis.PUBLIC_LICENSED,
            "https://example.org/data",
            "CC BY 4.0",
            "an oncologist",
            "physicist",
            LocalDate.of(2026, 6, 1),
            Set.of(Purpose.TRAINING),
            PublicStatement.digests(data, ids))
        .write(data.resolve(PublicStatement.FILE));
  }

  @Test
  void neither_a_message_nor_the_log_names_the_patient() throws IOException {
    giveTraining();
    withdraw();
    assertThat(release().refused().toString()).doesNotContain("SYN-1");
    assertThat(Files.readString(folder.resolve("consent/consent.log"))).doesNotContain("SYN-1");
    assertThat(key.toString()).isEqualTo("(consent key)");
  }
}
