package org.contourflow.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTextTest {
  @Test
  void what_a_reader_would_take_in_silence_is_told_with_its_line() {
    Map.of(
            "a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice; each key once",
            "a: {b: 1,\n b: 2}\n", "line 2: the key 'b' stands twice; each key once",
            "a: 1\n---\na: 2\n", "line 3: a second document begins",
            "1\n--- 2\n", "line 2: a second document begins",
            "a: &x 1\nb: *x\n", "line 2: an alias (*name) is not taken",
            "a: *.dcm\n", "line 1: an alias (*name) is not taken")
        .forEach(
            (text, problem) ->
                assertThat(YamlText.problem(text)).get().asString().startsWith(problem));
  }

  @Test
  void what_is_no_yaml_is_told_where_it_is_noticed() {
    assertThat(YamlText.problem("a: 1\n\tb: 2\n"))
        .get()
        .asString()
        .startsWith("line 2: while scanning for the next token, found character '\\t(TAB)'")
        .doesNotContain("\n", "reader");
    assertThat(YamlText.problem("a: \"1\nb\n"))
        .get()
        .asString()
        .contains("while scanning a quoted scalar, found unexpected end of stream");
    assertThat(YamlText.problem("a: 1\r\nb: \u0007\r\n"))
        .get()
        .asString()
        .startsWith("line 2: a character that no text has (U+0007)");
    String wide = new String("a: 1".getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_8);
    assertThat(YamlText.problem(wide)).get().asString().contains("line 1", "U+0000", "UTF-8");
    assertThat(YamlText.problem("a: " + "[".repeat(2000))).contains("line 1: nested too deeply");
    assertThat(YamlText.problem("? [a, b]\n: c\n")).contains("line 1: a key must be a plain word");
  }

  @Test
  void other_texts_are_right() {
    for (String text :
        List.of(
            "",
            "# nothing\n",
            "---\na: 1\n",
            "a: 1\n...\n",
            "\uFEFFa: 1\r\nb: '*'\r\n",
            "~",
            "[1]")) {
      assertThat(YamlText.problem(text)).as(text).isEmpty();
    }
  }

  @Test
  void the_file_is_named() {
    assertThatThrownBy(() -> YamlText.require("a: 1\na: 1", "cases.yaml"))
        .hasMessage("cases.yaml line 2: the key 'a' stands twice; each key once");
    assertThatThrownBy(() -> YamlText.require("# cases\n- a\n", "cases.yaml"))
        .hasMessageStartingWith("cases.yaml line 2: keys with their values (key: value)");
  }

  private record Given(List<Integer> some) {
    Given {
      if (some.isEmpty()) {
        throw new IllegalArgumentException("some: one is needed");
      }
    }
  }

  @Test
  void a_reader_names_the_key_and_none_of_its_classes() {
    assertThatThrownBy(() -> new YAMLMapper().readValue("some: [1, {}]", Given.class))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e ->
                assertThat(YamlText.told(e))
                    .isEqualTo("some[1]: a value of this kind is not allowed here"));
    assertThatThrownBy(() -> new YAMLMapper().readValue("some: []", Given.class))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e -> assertThat(YamlText.told(e)).isEqualTo("some: one is needed"));
  }
}
