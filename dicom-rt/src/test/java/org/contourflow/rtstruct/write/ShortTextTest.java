package org.contourflow.rtstruct.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortTextTest {
  @Test
  void what_fits_stays_as_it_is() {
    assertThat(ShortText.within(5, "abcde", "elsewhere")).isEqualTo("abcde");
    assertThat(ShortText.both("a", "; ", "b", "elsewhere")).isEqualTo("a; b");
    assertThat(ShortText.both("", "; ", "b", "elsewhere")).isEqualTo("b");
    assertThat(ShortText.both("a", "; ", "", "elsewhere")).isEqualTo("a");
    String first = "x".repeat(1000);
    assertThat(ShortText.both(first, "; ", "y".repeat(22), "elsewhere")).startsWith(first);
  }

  @Test
  void what_is_too_long_says_where_the_rest_is() {
    assertThat(ShortText.within(25, "one two three four five six", "elsewhere"))
        .isEqualTo("one two t ... (elsewhere)")
        .hasSizeLessThanOrEqualTo(25);
  }

  @Test
  void the_second_of_two_is_whole_whatever_the_first_is() {
    for (int length : new int[] {1, 64, 300, 900, 1000, 1022, 1024}) {
      String second = "p".repeat(length - 1) + "q";
      String both = ShortText.both("x".repeat(1500), "; ", second, "elsewhere");
      assertThat(both).endsWith(second).hasSizeLessThanOrEqualTo(1024);
      assertThat(both.length() == length || both.contains("... (elsewhere); ")).isTrue();
    }
  }

  @Test
  void no_character_of_two_units_is_cut_in_half() {
    String text = "\uD83D\uDE00".repeat(20);
    for (int most = 20; most < 30; most++) {
      String cut = ShortText.within(most, text, "rest");
      String kept = cut.substring(0, cut.indexOf(" ... (rest)"));
      assertThat(kept.codePoints()).allMatch(point -> point == 0x1F600);
    }
  }
}
