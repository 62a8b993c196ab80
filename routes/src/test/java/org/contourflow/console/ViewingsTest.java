package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.contourflow.accounts.Role;
import org.contourflow.accounts.Session;
import org.junit.jupiter.api.Test;

class ViewingsTest {
  private static Session login(String user, int second) {
    Instant begun = Instant.ofEpochSecond(second);
    return new Session(user, Role.VIEWER, false, "csrf-" + second, begun);
  }

  @Test
  void a_case_is_viewed_once_a_log_in_however_often_its_page_reads_it() {
    Viewings viewings = new Viewings();
    Session first = login("a", 1);
    assertThat(viewings.isFirst(first, "case-000001")).isTrue();
    assertThat(viewings.isFirst(first, "case-000001")).isFalse();
    assertThat(viewings.isFirst(first, "case-000002")).isTrue();
    assertThat(viewings.isFirst(login("a", 2), "case-000001")).as("a new log-in").isTrue();
    assertThat(viewings.isFirst(login("b", 1), "case-000001")).as("somebody else").isTrue();
  }
}
