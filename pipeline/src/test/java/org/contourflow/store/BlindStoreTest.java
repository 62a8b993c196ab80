package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.contourflow.review.BlindGrade;
import org.contourflow.review.BlindGrade.Preferred;
import org.contourflow.review.BlindPair;
import org.contourflow.review.BlindPair.FileAsGiven;
import org.contourflow.review.BlindStudy;
import org.contourflow.review.PersonsWord.Acceptability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies and grades come back as they were written, on either database. */
class BlindStoreTest {
  private static final Instant AT = Instant.parse("2026-11-29T09:00:00.123Z");

  @TempDir Path folder;
  private Database database;
  private JdbcBlindStore store;

  Database store() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void open() throws Exception {
    database = store();
    store = new JdbcBlindStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static BlindPair pair(int number) {
    return new BlindPair(
        number,
        "case-00000" + number,
        "Parotid_L",
        "Lt Parotid",
        new FileAsGiven("cases/a", "a".repeat(64)),
        new FileAsGiven("structure-sets/b", "b".repeat(64)));
  }

  private static BlindGrade grade(String grader, Preferred preferred) {
    return new BlindGrade(
        2, grader, Acceptability.MINOR_EDITS, Acceptability.ACCEPTABLE, preferred, AT);
  }

  @Test
  void a_study_and_its_grades_come_back_and_a_second_word_replaces_the_first() {
    BlindStudy study =
        new BlindStudy("s1", "November", "admin", AT, "ab".repeat(32), List.of(pair(1), pair(2)));
    store.add(study);
    store.grade("s1", grade("ann", Preferred.OURS));
    store.grade("s1", grade("bob", Preferred.NEITHER));
    store.grade("s1", grade("ann", Preferred.THEIRS));
    assertThat(store.all()).containsExactly(study);
    assertThat(store.find("s1")).contains(study);
    assertThat(store.find("s2")).isEmpty();
    assertThat(store.grades("s1"))
        .containsExactly(grade("ann", Preferred.THEIRS), grade("bob", Preferred.NEITHER));
  }
}
