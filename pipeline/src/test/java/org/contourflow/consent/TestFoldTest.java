package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.contourflow.consent.Act.Merged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
