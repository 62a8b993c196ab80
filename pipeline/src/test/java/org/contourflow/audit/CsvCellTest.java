package org.contourflow.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others called their structures does nothing in a spreadsheet. */
class CsvCellTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|'/C calc'!A0",
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "  =1+1",
        "\t=1+1",
        "\uFF1D1+1",
        "-",
        "+4917012345 ext"
      })
  void a_formula_is_text(String text) {
    assertThat(CsvCell.of(text)).startsWith("'").endsWith(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-5", "+0.25", "-1.5E-3", "PTV_60", "Lung-PTV", "a=b", "<img src=x>"})
  void a_number_or_a_name_stays(String text) {
    assertThat(CsvCell.of(text)).isEqualTo(text);
  }

  @Test
  void what_would_end_a_field_is_quoted() {
    assertThat(CsvCell.of("a,\"b\"\r\nc")).isEqualTo("\"a,\"\"b\"\"\r\nc\"");
    assertThat(CsvCell.of("=HYPERLINK(\"http://x\",1)"))
        .isEqualTo("\"'=HYPERLINK(\"\"http://x\"\",1)\"");
  }
}
