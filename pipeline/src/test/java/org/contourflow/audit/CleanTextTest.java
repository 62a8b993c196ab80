package org.contourflow.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {
  @Test
  void no_text_from_outside_makes_a_second_line_or_moves_the_cursor() {
    assertThat(CleanText.line("a\r\nb\tc\u2028d\u0085e")).isEqualTo("a  b c d\uFFFDe");
    assertThat(CleanText.line("\u001B[2Jgone\u009B31m")).isEqualTo("\uFFFD[2Jgone\uFFFD31m");
  }

  @Test
  void nothing_hides_or_turns_around_what_follows() {
    assertThat(CleanText.line("good\u202Edoog\u200B\uFEFF\uD800x"))
        .isEqualTo("good\uFFFDdoog\uFFFD\uFFFD\uFFFDx");
  }

  @Test
  void letters_of_any_language_stay() {
    String text = "Müller, 田中, Иванов, عمر, 1.5 mm × 2 – 90 %";
    assertThat(CleanText.line(text)).isEqualTo(text);
  }

  @Test
  void what_enters_the_run_log_is_clean_and_its_hash_is_of_the_clean_text() {
    MemoryRunLog log = new MemoryRunLog();
    log.append("case-1", EventType.QA_FINDING, "x\n1 SYSTEM_STARTED: forged");
    assertThat(log.all().get(0).text()).isEqualTo("x 1 SYSTEM_STARTED: forged");
    assertThat(AuditTrail.verify(log, AuditKeys.NONE).firstBreak()).isEmpty();
  }
}
