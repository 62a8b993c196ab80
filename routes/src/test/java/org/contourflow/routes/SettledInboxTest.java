package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.contourflow.config.Settings;
import org.junit.jupiter.api.Test;

class SettledInboxTest {
  private boolean busy;

  /** Files are stable after three polls, so that five must have taken nothing. */
  private final SettledInbox inbox =
      new SettledInbox(new Settings.Inbox(null, 1, 3, null, null), () -> busy);

  private void polls(int times) {
    for (int i = 0; i < times; i++) {
      inbox.polled(0);
    }
  }

  @Test
  void it_is_settled_when_polls_long_enough_for_a_file_to_be_stable_took_nothing() {
    assertThat(inbox.isSettled()).isFalse();
    polls(4);
    assertThat(inbox.isSettled()).isFalse();
    polls(1);
    assertThat(inbox.isSettled()).isTrue();
  }

  @Test
  void what_is_taken_or_still_unpacked_begins_the_wait_anew() {
    polls(4);
    inbox.polled(1);
    polls(4);
    assertThat(inbox.isSettled()).isFalse();
    busy = true;
    polls(10);
    assertThat(inbox.isSettled()).isFalse();
    busy = false;
    polls(5);
    assertThat(inbox.isSettled()).isTrue();
  }

  @Test
  void what_comes_later_changes_nothing() {
    polls(5);
    inbox.polled(100);
    assertThat(inbox.isSettled()).isTrue();
  }
}
