package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code contourflow protocol}, as a physicist tries a protocol on a CT. */
class ProtocolCommandTest {
  private static final String PROTOCOL =
      """
      protocols:
        - name: chest
          models: [hu-anatomy]
          structures: [Lung_R, External]
          derived: |
            Lung_R_PRV05 = expand(Lung_R, 5 mm)
            zRing        = ring(Lung_L, 3 mm, 12 mm) & External
            Mean         = Lung_R - expand(PTV*, 2 mm)
      rules: [{name: every CT, protocols: [chest]}]
      """;

  @TempDir private Path folder;
  private Path ct;

  @BeforeEach
  void phantom() throws IOException {
    ct = folder.resolve("ct");
    Phantom.small().build().writeTo(ct);
  }

  /** What it prints, when it ends so. */
  private String protocol(int status, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine();
    String[] all = new String[arguments.length + 1];
    all[0] = "protocol";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int ended = line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(all);
    assertThat(ended).as(out.toString()).isEqualTo(status);
    return out.toString();
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("p.yaml"), text).toString();
  }

  @Test
  void a_file_that_can_be_used_is_shown_with_what_it_writes_and_its_hash() throws IOException {
    String text = protocol(0, "check", file(PROTOCOL.replace("Mean        ", "zMean       ")));
    assertThat(text)
        .contains("protocol chest, sha256:", "writes Lung_R, External", "zRing = ")
        .contains("the file can be used");
    assertThat(protocol(2, "check", file(PROTOCOL.replace("zRing", "A_name_of_17_signs"))))
        .contains("p.yaml line 7", "character 1", "1 to 16 letters", "A_name_of_17_signs (18)");
  }

  @Test
  void a_file_that_cannot_be_used_is_refused_with_the_place_and_what_is_allowed()
      throws IOException {
    assertThat(protocol(2, "check", file(PROTOCOL.replace("5 mm", "5")))).contains("p.yaml", "mm");
    assertThat(protocol(2, "check", file(PROTOCOL.replace("hu-anatomy", "no-such-model"))))
        .contains("no-such-model");
    assertThat(protocol(2, "check", file(PROTOCOL.replace("expand(Lung_R", "expand(Lung_X"))))
        .contains("Lung_X");
  }

  @Test
  void explain_gives_a_line_a_structure_and_why_one_is_not_there() throws IOException {
    String text = protocol(0, "explain", file(PROTOCOL), "--ct", ct.toString());
    assertThat(text.lines()).contains("protocols: chest");
    assertThat(text.lines().filter(l -> l.startsWith("  ")))
        .anySatisfy(l -> assertThat(l).matches("  Lung_R +[0-9.]+ cc  ORGAN +by hu-anatomy .*"))
        .anySatisfy(l -> assertThat(l).matches("  Lung_R_PRV05 +[0-9.]+ cc  AVOIDANCE +expand.*"))
        .anySatisfy(l -> assertThat(l).matches("  Mean +absent .*PTV.*"));
  }

  @Test
  void with_the_clinicians_set_what_is_made_of_their_targets_is_there_too() throws IOException {
    Path theirs = folder.resolve("theirs.dcm");
    derive(theirs);
    Path out = folder.resolve("out");
    String text =
        protocol(
            0,
            "render",
            file(PROTOCOL),
            "--ct",
            ct.toString(),
            "--rtstruct",
            theirs.toString(),
            "--out",
            out.toString());
    assertThat(text.lines().filter(l -> l.startsWith("  Mean")))
        .singleElement()
        .asString()
        .contains(" cc ")
        .doesNotContain("absent");
    assertThat(out.resolve("contours.png")).isNotEmptyFile();
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(StructureSetReader.read(out.resolve("rtstruct.dcm")).rois())
        .extracting(ReadRoi::name)
        .containsExactly("Lung_R", "External", "Lung_R_PRV05", "zRing", "Mean");
    assertThat(StructureSetReader.read(out.resolve("rtstruct.dcm")).rois())
        .as("each its own colour")
        .extracting(roi -> roi.colour().orElseThrow())
        .doesNotHaveDuplicates();
  }

  /** A set with a PTV: the left lung under that name. */
  private void derive(Path theirs) throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("q.yaml"),
            "protocols: [{name: p, models: [hu-anatomy], structures: [PTV_1], derived: 'PTV_1 ="
                + " shrink(Lung_L, 5 mm)'}]\nrules: [{name: every CT, protocols: [p]}]\n");
    Path out = folder.resolve("theirs");
    protocol(0, "render", rules.toString(), "--ct", ct.toString(), "--out", out.toString());
    Files.copy(out.resolve("rtstruct.dcm"), theirs);
  }
}
