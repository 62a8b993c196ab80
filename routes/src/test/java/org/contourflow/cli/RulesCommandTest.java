package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code contourflow rules test}, {@code held} and {@code release} as a user types them. */
class RulesCommandTest {
  private static final String RULES =
      """
      protocols: [{name: thorax, models: [hu-anatomy]}]
      rules:
        - name: thorax
          when: [{attribute: SeriesDescription, matches: "(?i)phantom"}, {series: slices, from: %d}]
          protocols: [thorax]
      """;

  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  private Path rules(String text) throws IOException {
    return Files.writeString(root.resolve("rules.yaml"), text);
  }

  private Path ct() throws IOException {
    Path folder = Files.createDirectories(root.resolve("ct"));
    HostileInput.LOCALIZER.write(folder);
    return folder;
  }

  private int test(Path rules) throws IOException {
    return run("rules", "test", "--ct", ct().toString(), "--rules", rules.toString());
  }

  @Test
  void each_rule_says_why_it_matched_and_what_is_no_slice_is_named() throws IOException {
    assertThat(test(rules(RULES.formatted(10)))).isZero();
    assertThat(out.toString())
        .contains(
            "CtSeries of 10 slices",
            "rule \"thorax\" matches",
            "yes  SeriesDescription matches (?i)phantom on all slices: Phantom CT",
            "yes  series slices at least 10: 10",
            "protocols: thorax",
            "1 file(s) set aside: a localizer image (scout, topogram) by ImageType.");
    PhantomPatient.ZEBEDEE
        .identifiers()
        .forEach(who -> assertThat(out.toString()).doesNotContain(who));
  }

  @Test
  void a_zip_is_looked_into_as_contour_does() throws IOException {
    Path zip = root.resolve("ct.zip");
    try (var archive = new ZipOutputStream(Files.newOutputStream(zip));
        var slices = Files.list(ct())) {
      for (Path slice : slices.toList()) {
        archive.putNextEntry(new ZipEntry(slice.getFileName().toString()));
        Files.copy(slice, archive);
      }
    }
    Path rules = rules(RULES.formatted(10));
    assertThat(run("rules", "test", "--ct", zip.toString(), "--rules", rules.toString())).isZero();
    assertThat(out.toString()).contains("CtSeries of 10 slices", "protocols: thorax");
  }

  @Test
  void a_rule_by_anatomy_shows_its_measure() throws IOException {
    String rules =
        """
        protocols: [{name: head, models: [hu-anatomy]}]
        rules: [{name: a head, when: {anatomy: head-and-neck, from: 60}, protocols: [head]}]
        """;
    Path folder = Files.createDirectories(root.resolve("head"));
    Phantom.smallHeadNeck().build().writeTo(folder);
    assertThat(run("rules", "test", "--ct", folder.toString(), "--rules", rules(rules).toString()))
        .isZero();
    assertThat(out.toString())
        .containsPattern(
            "yes  anatomy head-and-neck at least 60 mm: head and neck, [0-9]+ mm \\(z [-0-9]+ to"
                + " [-0-9]+\\), measure [0-9.]+");
  }

  @Test
  void a_series_that_no_rule_matches_ends_with_1_and_says_why_not() throws IOException {
    assertThat(test(rules(RULES.formatted(11)))).isEqualTo(1);
    assertThat(out.toString())
        .contains("no   series slices at least 11: 10", "no rule matches: the series is kept");
  }

  @Test
  void wrong_rules_end_with_2_and_every_problem_with_its_line() throws IOException {
    assertThat(
            test(rules("rules:\n- {name: a, protocols: [x], when: {attribute: Nose, equals: 1}}")))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("rules.yaml line 2: attribute: \"Nose\"", "rules.yaml line 2: protocols: \"x\"");
  }

  @Test
  void the_rules_of_a_configuration_and_the_built_in_ones_are_tested_too() throws IOException {
    rules(RULES.formatted(11));
    Path config = Files.writeString(root.resolve("c.yaml"), "rules: rules.yaml\n");
    String folder = ct().toString();
    assertThat(run("rules", "test", "--ct", folder, "--config", config.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("rule \"thorax\" does not match");
    run("rules", "test", "--ct", folder);
    assertThat(out.toString()).contains("yes  always");
  }

  @Test
  void a_destination_that_is_not_configured_is_named() throws IOException {
    rules(
        "protocols: [{name: p, models: [m], destinations: [export, moon]}]\n"
            + "rules: [{name: a, protocols: [p]}]\n");
    Path config = Files.writeString(root.resolve("c.yaml"), "rules: rules.yaml\n");
    assertThat(run("rules", "test", "--ct", ct().toString(), "--config", config.toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("protocol p: destinations: \"moon\" is not allowed; must be one of export");
  }

  @Test
  void held_lists_nothing_in_a_fresh_home_and_release_wants_a_uid() throws IOException {
    Path config = Files.writeString(root.resolve("c.yaml"), "home: home\n");
    assertThat(run("held", "--config", config.toString()))
        .as("a home that is not there may be one that was mistyped: something may wait elsewhere")
        .isEqualTo(1);
    assertThat(err.toString()).contains("home: there is no such home");
    Files.createDirectory(root.resolve("home"));
    assertThat(run("held", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains("nothing is held");
    assertThat(run("release", "../x", "--config", config.toString())).isEqualTo(1);
    assertThat(run("release", "1.2.3", "--protocol", "p", "--config", config.toString()))
        .as("nothing was ever held here, so it is answered truly")
        .isEqualTo(1);
    assertThat(err.toString()).contains("no store (db) in this home");
  }
}
