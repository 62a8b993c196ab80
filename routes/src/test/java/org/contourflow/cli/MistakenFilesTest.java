package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder for a file, a file for a folder, a text in another encoding: named, and no stack. */
class MistakenFilesTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    String[] texts =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return Main.commandLine(texts)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(texts);
  }

  private void assertTold(int status, Object... words) {
    assertThat(status).isBetween(1, 2);
    assertThat(err.toString()).doesNotContain("\tat ", "Exception", "Input length");
    for (Object word : words) {
      assertThat(err.toString()).contains(word.toString());
    }
    err.getBuffer().setLength(0);
  }

  @Test
  void a_folder_in_place_of_a_text_is_named() throws Exception {
    Path wrong = Files.createDirectory(folder.resolve("wrong"));
    assertTold(run("train", "--config", wrong), wrong, "is a folder; a file is needed");
    assertTold(run("refine", "--config", wrong), wrong, "is a folder; a file is needed");
    for (List<Object> one :
        List.<List<Object>>of(
            List.of("rules", "test", "--ct", folder, "--rules", wrong),
            List.of("protocol", "check", wrong))) {
      assertTold(run(one.toArray()), wrong, "it is a folder; a file is needed");
    }
  }

  @Test
  void a_text_in_another_encoding_is_named() throws Exception {
    Path wrong = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE4});
    assertTold(run("train", "--config", wrong), wrong, "is not written in UTF-8");
    assertTold(run("protocol", "check", wrong), wrong, "it is not written in UTF-8");
  }

  @Test
  void a_file_in_place_of_a_folder_is_named() throws Exception {
    Path wrong = Files.writeString(folder.resolve("file"), "x");
    assertTold(run("model", "list", "--models", wrong), "file", "Name a folder");
    assertTold(run("evaluate", "--model", "hu-anatomy", "--data", wrong), "file", "folder");
  }

  @Test
  void an_archive_is_named_as_what_it_is() throws Exception {
    Path wrong = Files.write(folder.resolve("set.dcm"), new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});
    String what = "not a DICOM file but a gzip file (.gz, .tgz): unpack it first";
    assertTold(run("check", wrong), "set.dcm: is " + what);
    assertTold(run("send", "--to", "X@127.0.0.1:9", wrong));
    assertThat(out.toString()).contains("set.dcm: not a DICOM Part 10 file");
    out.getBuffer().setLength(0);
    assertTold(run("rules", "test", "--ct", wrong));
    assertThat(out.toString()).contains("1 file(s) set aside: " + what);
  }

  @Test
  void a_folder_without_a_file_is_said_to_be_one() throws Exception {
    Path wrong = Files.createDirectory(folder.resolve("wrong"));
    for (List<Object> one :
        List.<List<Object>>of(
            List.of("rules", "test", "--ct", wrong),
            List.of("contour", "--ct", wrong, "--out", folder.resolve("out")),
            List.of("demo", wrong))) {
      assertTold(run(one.toArray()), wrong, "there is no file in it");
    }
  }

  @Test
  void a_time_that_is_none_is_told_with_an_example() {
    int status =
        run(
            "convert",
            "to-rtstruct",
            "--ct",
            folder,
            "--masks",
            folder,
            "--out",
            folder.resolve("out.dcm"),
            "--created",
            "24.11.2026");
    assertThat(status).isEqualTo(2);
    assertTold(status, "--created", "must be as 2026-11-24T08:15:00, not '24.11.2026'");
  }

  @Test
  void a_description_of_cases_with_an_unknown_key_names_the_key() throws Exception {
    Path wrong = Files.writeString(folder.resolve("cases.yaml"), "a: b\n");
    int status = run("evaluate", "--model", "hu-anatomy", "--data", wrong);
    assertThat(err.toString()).doesNotContain("org.contourflow");
    assertTold(status, "cases.yaml: unknown key 'a'", "masks");
  }

  @Test
  void a_profile_that_there_is_not_is_a_wrong_call() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            protocols: [{name: p, models: [hu-anatomy], derived: "A = expand(PTV, 5 mm)"}]
            rules: [{name: all, protocols: [p]}]
            """);
    int status =
        run(
            "derive",
            "--ct",
            folder,
            "--rtstruct",
            rules,
            "--protocol",
            rules,
            "--profile",
            "nope",
            "--out",
            folder.resolve("out.dcm"));
    assertThat(status).isEqualTo(2);
    assertTold(status, "no destination profile 'nope'", "eclipse");
  }
}
