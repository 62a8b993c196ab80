package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A worklist of dcmtk (wlmscpfs): the slots come, and nothing of the patients. */
@Tag("peer")
class DemandBookedPeerTest {
  @TempDir Path folder;

  private void slot(String name, LocalDate day, String time, String modality) throws Exception {
    Path dump =
        Files.writeString(
            folder.resolve(name + ".dump"),
            """
            (0010,0010) PN [Doe^Jane]
            (0010,0020) LO [SECRET-1]
            (0020,000d) UI [1.2.3.4]
            (0040,0100) SQ
            (fffe,e000) na
            (0008,0060) CS [%s]
            (0040,0001) AE [CT1]
            (0040,0002) DA [%s]
            (0040,0003) TM [%s]
            (fffe,e00d) na
            (fffe,e0dd) na
            """
                .formatted(modality, day.format(DateTimeFormatter.BASIC_ISO_DATE), time));
    Path list = Files.createDirectories(folder.resolve("wl/WORKLIST"));
    Files.writeString(list.resolve("lockfile"), "");
    Process made =
        new ProcessBuilder("dump2dcm", "-g", dump.toString(), list.resolve(name + ".wl").toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
  }

  @Test
  void booked_scans_are_read_and_no_patient() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/wlmscpfs")),
        "dcmtk's wlmscpfs is not installed: no worklist is asked");
    LocalDate tomorrow = LocalDate.now().plusDays(1);
    slot("a", tomorrow, "093000", "CT");
    slot("b", tomorrow, "0815", "CT");
    slot("c", tomorrow, "1000", "MR");
    slot("d", tomorrow.plusDays(60), "1000", "CT");
    int port = FreePort.find();
    Process server =
        new ProcessBuilder("wlmscpfs", "-dfr", "-dfp", folder.resolve("wl").toString(), "" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("wlm.log").toFile())
            .start();
    try {
      Eventually.holds(
          "the worklist listens",
          () -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
              return socket.isConnected();
            } catch (java.io.IOException e) {
              return false;
            }
          });
      Path out = folder.resolve("booked.csv");
      StringWriter said = new StringWriter();
      CommandLine command = Main.commandLine();
      command.setOut(new PrintWriter(said, true));
      command.setErr(new PrintWriter(said, true));
      int status =
          command.execute(
              "demand", "booked", "--to", "WORKLIST@127.0.0.1:" + port, "--out", out.toString());
      assertThat(status).as(said + Files.readString(folder.resolve("wlm.log"))).isZero();
      assertThat(Files.readAllLines(out))
          .isEqualTo(List.of("time", tomorrow + "T08:15", tomorrow + "T09:30"));
      assertThat(said.toString()).contains("2 booked slots").doesNotContain("Doe", "SECRET");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }
}
