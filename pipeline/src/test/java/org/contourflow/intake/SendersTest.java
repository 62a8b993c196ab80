package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.SenderStore.Sender;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.intake.Senders.Kind;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcSenderStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender that breaks off and the one that tries again, in whichever order they are noticed. */
class SendersTest {
  @TempDir static Path folder;
  private static Database database;
  private static int series;

  private final String uid = "1.2." + ++series;
  private final SenderStore store = new JdbcSenderStore(database, Clock.systemUTC());
  private final Senders senders = new Senders(store);

  @BeforeAll
  static void open() throws IOException {
    database = Database.embedded(folder);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private void sends(int sender, String... slices) {
    for (String slice : slices) {
      senders.sends(Kind.STOW, sender, uid, slice);
    }
  }

  private List<SenderState> known() {
    return store.of(uid).stream().map(Sender::state).toList();
  }

  @Test
  void a_second_try_that_begins_before_the_break_is_noticed_makes_it_good() {
    sends(1, "a", "b");
    sends(2, "a");
    senders.ended(Kind.STOW, 1, false);
    assertThat(known()).containsExactlyInAnyOrder(SenderState.BROKEN, SenderState.SENDING);
    sends(2, "b", "c");
    senders.ended(Kind.STOW, 2, true);
    assertThat(known()).containsExactly(SenderState.ENDED);
  }

  @Test
  void a_break_that_is_noticed_after_the_second_try_is_made_good_by_it() {
    sends(1, "a", "b");
    sends(2, "a", "b", "c");
    senders.ended(Kind.STOW, 2, true);
    senders.ended(Kind.STOW, 1, false);
    assertThat(known()).containsExactly(SenderState.ENDED);
  }

  @Test
  void one_that_had_its_own_half_only_makes_nothing_good() {
    sends(1, "a", "b");
    sends(2, "b", "c", "d");
    senders.ended(Kind.STOW, 1, false);
    senders.ended(Kind.STOW, 2, true);
    assertThat(known()).containsExactlyInAnyOrder(SenderState.BROKEN, SenderState.ENDED);
  }

  /** It began a longer scan than the one before it: what that one sent says nothing of the rest. */
  @Test
  void one_that_was_over_before_makes_nothing_good() {
    sends(1, "a", "b", "c");
    senders.ended(Kind.STOW, 1, true);
    sends(2, "a");
    senders.ended(Kind.STOW, 2, false);
    assertThat(known()).containsExactlyInAnyOrder(SenderState.ENDED, SenderState.BROKEN);
  }

  @Test
  void one_that_breaks_off_too_makes_nothing_good() {
    sends(1, "a");
    sends(2, "a", "b");
    senders.ended(Kind.STOW, 1, false);
    senders.ended(Kind.STOW, 2, false);
    assertThat(known()).containsExactly(SenderState.BROKEN, SenderState.BROKEN);
  }
}
