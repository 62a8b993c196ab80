package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.contourflow.consent.Act.Merged;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who judges and never teaches: fixed by patient and key, and by nothing else. */
class TestFoldTest {
  private static final int PATIENTS = 2000;

  @TempDir Path folder;

  private ConsentFolder consent(String name) throws IOException {
    return ConsentFolder.open(folder.resolve(name), Clock.systemUTC());
  }

  @Test
  void it_is_the_share_of_the_patients_and_the_same_every_time() throws IOException {
    ConsentFolder consent = consent("a");
    TestFold fold = consent.testFold(0.2);
    TestFold again = consent("a").testFold(0.2);
    int held = 0;
    for (int i = 0; i < PATIENTS; i++) {
      Optional<PatientRef> patient = Optional.of(consent.key().refOf("SYN-" + i, ""));
      boolean in = fold.holds("case", patient);
      held += in ? 1 : 0;
      assertThat(again.holds("another case of theirs", patient)).isEqualTo(in);
    }
    assertThat(held / (double) PATIENTS).isBetween(0.17, 0.23);
  }

  @Test
  void another_key_draws_others() throws IOException {
    TestFold one = consent("a").testFold(0.5);
    TestFold other = consent("b").testFold(0.5);
    int differ = 0;
    for (int i = 0; i < 200; i++) {
      differ +=
          one.holds("p" + i, Optional.empty()) == other.holds("p" + i, Optional.empty()) ? 0 : 1;
    }
    assertThat(differ).isBetween(60, 140);
  }

  @Test
  void the_share_is_fixed_for_ever_too() throws IOException {
    consent("a").testFold(0.2);
    assertThatThrownBy(() -> consent("a").testFold(0.1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0.2 for ever");
    assertThatThrownBy(() -> consent("b").testFold(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_patient_who_turns_out_to_be_one_of_the_fold_is_in_it() throws IOException {
    ConsentFolder consent = consent("a");
    TestFold fold = consent.testFold(0.3);
    PatientRef in = null;
    PatientRef out = null;
    for (int i = 0; in == null || out == null; i++) {
      PatientRef each = consent.key().refOf("SYN-" + i, "");
      if (fold.holds("c", Optional.of(each))) {
        in = each;
      } else {
        out = each;
      }
    }
    consent.log().append(out, new Merged(in), "note", "clerk");
    assertThat(fold.holds("c", Optional.of(out))).isTrue();
  }

  private static CaseSource cases(String... ids) {
    return new CaseSource() {
      @Override
      public List<String> ids() {
        return List.of(ids);
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

  /** A consenting patient's approved case; the case's id is the patient's. */
  private static CaseEvidence evidence(ConsentFolder consent, String id) throws IOException {
    return new CaseEvidence(
        id, Optional.of(consent.key().whose(id, "")), Optional.empty(), true, id, List.of());
  }

  private static void give(ConsentFolder consent, String patient) throws IOException {
    Set<Purpose> all = Set.of(Purpose.values());
    Instant from = Instant.now().minusSeconds(9999);
    Act given = new Act.Given(Basis.CONSENT, all, from, Optional.empty());
    consent.log().append(consent.key().refOf(patient, ""), given, "form", "clerk");
  }

  private static ConsentGate.Release release(ConsentFolder consent, Purpose purpose, String... ids)
      throws IOException {
    return consent.gate().release(cases(ids), id -> evidence(consent, id), purpose);
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void the_gate_releases_none_of_it_to_whatever_teaches(Purpose purpose) throws IOException {
    ConsentFolder consent = consent("a");
    String[] ids = IntStream.range(0, 20).mapToObj(i -> "SYN-" + i).toArray(String[]::new);
    for (String id : ids) {
      give(consent, id);
    }
    assertThat(release(consent, purpose, ids).refused()).as("no fold yet").isEmpty();
    TestFold fold = consent.testFold(0.5);
    ConsentGate.Release release = release(consent, purpose, ids);
    for (String id : ids) {
      boolean kept = fold.holds(id, Optional.of(consent.key().refOf(id, "")));
      assertThat(release.cases().ids().contains(id))
          .as(id)
          .isEqualTo(!kept || purpose == Purpose.EXPORT);
    }
    assertThat(release.refused().values()).allMatch(no -> no.reason() == Reason.TEST_FOLD);
    assertThat(release.refused().isEmpty()).isEqualTo(purpose == Purpose.EXPORT);
  }

  @Test
  void a_run_that_goes_on_ends_when_a_merge_shows_that_its_patient_is_of_the_fold()
      throws IOException {
    ConsentFolder consent = consent("a");
    TestFold fold = consent.testFold(0.5);
    List<String> in = new ArrayList<>();
    List<String> out = new ArrayList<>();
    for (int i = 0; in.isEmpty() || out.isEmpty(); i++) {
      boolean kept = fold.holds("c", Optional.of(consent.key().refOf("SYN-" + i, "")));
      (kept ? in : out).add("SYN-" + i);
      give(consent, "SYN-" + i);
    }
    ReleasedCases released = release(consent, Purpose.TRAINING, out.get(0)).cases();
    released.requireAll();
    PatientRef one = consent.key().refOf(out.get(0), "");
    consent.log().append(one, new Merged(consent.key().refOf(in.get(0), "")), "note", "clerk");
    assertThatThrownBy(released::requireAll)
        .isInstanceOfSatisfying(
            NotReleasedException.class, no -> assertThat(no.reason()).isEqualTo("TEST_FOLD"));
  }

  @Test
  void a_fold_that_cannot_be_read_releases_nobody() throws IOException {
    ConsentFolder consent = consent("a");
    give(consent, "SYN-1");
    consent.testFold(0.1);
    Files.writeString(folder.resolve("a/test-fold.txt"), "none\n");
    assertThat(release(consent, Purpose.TRAINING, "SYN-1").refused().get("SYN-1").reason())
        .isEqualTo(Reason.STORE_DOWN);
  }

  @Test
  void the_fold_is_fixed_once_and_then_left_as_it_is() throws IOException {
    ConsentFolder consent = consent("a");
    consent.fixTestFold();
    assertThat(folder.resolve("a/test-fold.txt")).hasContent("0.2");
    consent("b").testFold(0.35);
    consent("b").fixTestFold();
    assertThat(folder.resolve("b/test-fold.txt")).hasContent("0.35");
  }
}
