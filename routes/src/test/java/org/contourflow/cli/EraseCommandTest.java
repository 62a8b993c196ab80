package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code contourflow erase} as a user types it. */
class EraseCommandTest {
  @TempDir private Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int erase(Path config, String patient) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] arguments = {"erase", "--patient", patient, "--config", config.toString()};
    CommandLine commands = Main.commandLine(arguments);
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(arguments);
  }

  @Test
  void another_patient_is_erased_though_an_earlier_erasure_cannot_be_ended() throws Exception {
    Path config = Files.writeString(root.resolve("contourflow.yaml"), "home: home\n");
    Path held = root.resolve("home/quarantine/item");
    Files.createDirectories(held.resolve("DOE_JOHN.dcm/not-empty"));
    Files.createDirectories(root.resolve("home/erasing"));
    Path note = root.resolve("home/erasing/1.txt");
    Files.writeString(note, "file quarantine/item/DOE_JOHN.dcm\n");
    Path slice = Phantom.small().build().writeTo(root.resolve("a")).files().get(0);
    Path other = Files.createDirectories(root.resolve("home/quarantine/other")).resolve("x.dcm");
    Files.copy(slice, other);

    assertThat(erase(config, PhantomPatient.ZEBEDEE.id())).isEqualTo(1);
    assertThat(out.toString()).contains("erased: 0 series of 0 slices, 0 cases, 1 other files");
    assertThat(err.toString())
        .contains("an earlier erasure is not ended", "erasing/1.txt", "in quarantine/item")
        .doesNotContain("DOE_JOHN");
    assertThat(other).doesNotExist();
    assertThat(note).exists();

    Files.delete(held.resolve("DOE_JOHN.dcm/not-empty"));
    assertThat(erase(config, PhantomPatient.ZEBEDEE.id())).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("1 erasures that were interrupted are done now", "nothing of this patient");
    assertThat(held).doesNotExist();
  }
}
