package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a person types or ticks stays theirs. A page is drawn anew with any news of the service, and
 * a field that is given its {@code value} or {@code checked} then, without following what is typed,
 * takes it away: a filter that cannot be written to the end, a purpose of consent that ticks itself
 * back.
 */
class PageFieldsTest {
  private static final Pattern FIELD =
      Pattern.compile("h\\('(?:input|textarea)', \\{((?:[^{}]|\\{[^{}]*})*)}");

  private static List<String> fields() throws IOException, URISyntaxException {
    Path pages = Path.of(PageFieldsTest.class.getResource("/console/app.js").toURI()).getParent();
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(pages)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return FIELD.matcher(all).results().map(MatchResult::group).toList();
  }

  @Test
  void no_field_takes_back_what_is_typed() throws Exception {
    List<String> fields = fields();
    assertThat(fields).as("fields of all pages").hasSizeGreaterThan(25);
    assertThat(fields)
        .filteredOn(f -> !f.contains("type: 'checkbox'") && !f.contains("type: 'radio'"))
        .filteredOn(f -> f.matches("(?s).*\\bvalue[:,].*"))
        .as("fields that are given a value and do not follow what is typed")
        .allMatch(f -> f.contains("onInput:"));
    assertThat(fields)
        .filteredOn(f -> f.matches("(?s).*\\bchecked[:,].*"))
        .as("boxes that are given their tick and do not follow it")
        .allMatch(f -> f.contains("onChange:"));
  }
}
