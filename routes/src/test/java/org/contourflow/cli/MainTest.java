package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A short command line says what the whole one says. */
class MainTest {
  private static String said(CommandLine commandLine, String... arguments) {
    StringWriter out = new StringWriter();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    return commandLine.execute(arguments) + " " + out;
  }

  @TestFactory
  Stream<DynamicTest> help_of_each_command_is_that_of_the_whole_command_line() {
    Map<String, CommandLine> all = Main.commandLine().getSubcommands();
    assertThat(all).hasSizeGreaterThan(15);
    return all.keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      String[] help = {name, "--help"};
                      CommandLine few = Main.commandLine(help);
                      assertThat(few.getSubcommands()).hasSize(1);
                      assertThat(said(few, help)).isEqualTo(said(Main.commandLine(), help));
                    }));
  }

  @Test
  void version_needs_no_command_and_what_is_unknown_is_told_by_the_whole_command_line() {
    assertThat(said(Main.commandLine(new String[] {"--version"}), "--version"))
        .isEqualTo(said(Main.commandLine(), "--version"))
        .startsWith("0 contourflow ");
    assertThat(said(Main.commandLine(new String[] {"contuor"}), "contuor"))
        .isEqualTo(said(Main.commandLine(), "contuor"))
        .startsWith("2 ");
  }

  @Test
  void an_empty_path_is_wrong_usage_and_not_the_folder_one_is_in() {
    String[] arguments = {"contour", "--ct", "", "--out", "x"};
    assertThat(said(Main.commandLine(arguments), arguments))
        .startsWith("2 ")
        .contains("'--ct': is empty; a file or folder is needed");
    assertThat(said(Main.commandLine(), arguments)).startsWith("2 ");
  }

  @Test
  void numbers_that_make_no_phantom_are_wrong_usage(@TempDir Path folder) {
    for (String wrong :
        List.of(
            "--slices -3 --step-mm 2",
            "--slices 3 --step-mm 0",
            "--slices 3 --step-mm NaN",
            "--matrix 0 64 --spacing-mm 1 1",
            "--matrix 64 64 --spacing-mm 1 -1",
            "--noise-hu -1",
            "--noise-hu NaN")) {
      String all = "phantom --kind small --out " + folder.resolve("new") + " " + wrong;
      assertThat(said(Main.commandLine(), all.split(" ")))
          .as(wrong)
          .startsWith("2 ")
          .contains("distances above 0");
    }
  }

  @Test
  void a_folder_in_place_of_a_file_is_named(@TempDir Path folder) {
    assertThat(said(Main.commandLine(), "check", folder.toString()))
        .isEqualTo("1 " + folder + ": is a folder; name a file in it" + System.lineSeparator());
  }
}
