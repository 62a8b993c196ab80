package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code contourflow deidentify} and its way back, which needs key and file. */
class DeidentifyCommandTest {
  @TempDir Path root;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter told = new StringWriter();
  private final PrintStream before = System.out;

  @BeforeEach
  void oneSlice() throws IOException {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Phantom.small().build().writeTo(root.resolve("phantom"));
    Path first;
    try (Stream<Path> all = Files.list(root.resolve("phantom"))) {
      first = all.sorted().findFirst().orElseThrow();
    }
    DicomDataset slice = DicomFiles.read(first).dataset().put(DicomTag.PatientID, "SYN-4711");
    Files.createDirectories(root.resolve("in"));
    DicomFiles.write(root.resolve("in/a.dcm"), slice, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  @AfterEach
  void restore() {
    System.setOut(before);
  }

  private String run(int status, String... more) {
    printed.reset();
    String[] line = new String[more.length + 5];
    line[0] = "deidentify";
    line[1] = "--key";
    line[2] = root.resolve("key").toString();
    line[3] = "--way-back";
    line[4] = root.resolve("back").toString();
    System.arraycopy(more, 0, line, 5, more.length);
    int found = Main.commandLine().setErr(new PrintWriter(told, true)).execute(line);
    assertThat(found).as(told.toString()).isEqualTo(status);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_pseudonym_leads_back_with_key_and_file_and_with_no_other_key() throws IOException {
    Path out = root.resolve("out");
    run(0, "--in", root.resolve("in").toString(), "--out", out.toString());
    Path copy;
    try (Stream<Path> all = Files.walk(out)) {
      copy = all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    DicomDataset read = DicomFiles.read(copy).dataset();
    String pseudonym = read.text(DicomTag.PatientID);
    assertThat(pseudonym).startsWith("CF-");
    assertThat(run(0, "--lead-back", pseudonym)).contains("SYN-4711");
    assertThat(run(0, "--lead-back", read.text(DicomTag.SOPInstanceUID)))
        .contains(
            DicomFiles.read(root.resolve("in/a.dcm")).dataset().text(DicomTag.SOPInstanceUID));

    run(1, "--lead-back", "CF-0000");
    assertThat(told.toString()).contains("is called CF-0000").doesNotContain("SYN-4711");
    Files.move(root.resolve("key"), root.resolve("elsewhere"));
    run(1, "--lead-back", pseudonym);
    assertThat(told.toString()).contains("the way back needs key and file");
    assertThat(root.resolve("key")).as("none is made for it").doesNotExist();
    Files.writeString(root.resolve("key"), "00".repeat(32));
    int another =
        Main.commandLine()
            .setErr(new PrintWriter(told, true))
            .execute(
                "deidentify",
                "--key",
                root.resolve("key").toString(),
                "--way-back",
                root.resolve("back").toString(),
                "--lead-back",
                pseudonym);
    assertThat(another).isNotZero();
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("SYN-4711");
  }
}
