package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.dicom.net.scp.AllowedCaller;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code echo}, {@code send} and {@code fetch} as a user runs them, with a loopback peer. */
@Timeout(Eventually.HANGS)
class NetworkCommandsTest {
  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path folder;
  private Spool spool;
  private DicomListener tps;
  private String to;

  private record Run(int exit, String out, String err) {}

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(3, 3).build().writeTo(source);
  }

  @BeforeEach
  void start() throws IOException {
    spool = Spool.open(folder.resolve("tps"), 0);
    tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0)
                .withBindAddress("127.0.0.1")
                .withAllowedCallers(List.of(AllowedCaller.parse("CONTOURFLOW"))),
            spool,
            instance -> InstanceSink.Decision.accepted());
    tps.start();
    to = "TPS@127.0.0.1:" + tps.port();
  }

  @AfterEach
  void stop() throws IOException {
    tps.close();
    spool.close();
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = command.execute(arguments);
    return new Run(exit, out.toString(), err.toString());
  }

  @Test
  void a_peer_that_answers_is_exit_0_and_its_time() {
    Run run = run("echo", "--to", to);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).matches("(?s)TPS@127\\.0\\.0\\.1:\\d+ answers, in \\d+ ms\\R");
  }

  @Test
  void a_peer_that_rejects_or_is_not_there_is_exit_1_with_the_reason() throws IOException {
    Run rejected = run("echo", "--to", to, "--as", "STRANGER");
    assertThat(rejected.exit()).isEqualTo(1);
    assertThat(rejected.err()).contains("TPS@").contains("does not know this node's AE title");
    Run wrong = run("echo", "--to", to.replace("TPS@", "OTHER@"));
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).containsIgnoringCase("called AE");
    Run nobody = run("echo", "--to", "TPS@127.0.0.1:" + FreePort.find());
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.err()).contains("TPS@127.0.0.1").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo",
        "echo --to TPS",
        "echo --to TPS@host",
        "echo --to TPS@host:port",
        "echo --to TPS@host:99999",
        "echo --to ABOVE_SIXTEEN_LETTERS@host:104",
        "echo --to TPS@host:104 --as BACK\\SLASH",
        "echo --to TPS@host:104 --key-store k.p12",
        "send --to TPS@host:104",
        "fetch --to TPS@host:104",
        "fetch --to TPS@host:104 --study ../etc --out x",
        "fetch --to TPS@host:104 --study 1.2.3",
      })
  void what_cannot_be_meant_is_exit_2_and_says_what_is(String line) {
    Run run = run(line.split(" "));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
  }

  @Test
  void a_folder_is_sent_and_counted() throws IOException {
    Run run = run("send", "--to", to, source.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("3 of 3 stored by " + to + System.lineSeparator());
    assertThat(spool.received()).hasSize(3);
  }

  @Test
  void what_was_not_stored_is_named_with_its_reason_and_exit_1() throws IOException {
    Path no = Files.writeString(folder.resolve("no.dcm"), "no DICOM");
    Run run = run("send", "--to", to, no.toString(), series.files().get(0).toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains(no + ": failed, ").contains("1 of 2 stored by " + to);
    Run absent = run("send", "--to", to, folder.resolve("absent").toString());
    assertThat(absent.exit()).isEqualTo(1);
    assertThat(absent.err()).contains("absent does not exist");
    Run empty = run("send", "--to", to, Files.createDirectory(folder.resolve("e")).toString());
    assertThat(empty.exit()).isEqualTo(1);
    assertThat(empty.err()).contains("there is no file in");
  }

  @Test
  void a_peer_that_serves_no_retrieval_is_exit_1() {
    String out = folder.resolve("got").toString();
    String port = Integer.toString(freePort());
    Run run = run("fetch", "--to", to, "--study", "1.2.3", "--out", out, "--port", port);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("does not serve Study Root C-MOVE");
  }

  private static int freePort() {
    try {
      return FreePort.find();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Tag("peer")
  void a_study_is_fetched_from_orthanc_into_a_folder_whole() throws Exception {
    int port = FreePort.find();
    Path got = folder.resolve("got");
    try (OrthancPeer orthanc = OrthancPeer.start(folder.resolve("orthanc"), port)) {
      for (Path file : series.files()) {
        orthanc.upload(file);
      }
      String pacs = "ORTHANC@127.0.0.1:" + orthanc.dicomPort();
      List<String> line = new ArrayList<>(List.of("fetch", "--to", pacs, "--out", got.toString()));
      line.addAll(List.of("--port", "" + port, "--study", series.uids().study()));
      Run run = run(line.toArray(String[]::new));
      assertThat(run.exit()).as(run.err() + run.out()).isZero();
      assertThat(run.out()).contains("sent 3, failed to send 0; 3 arrived in " + got);
      try (Stream<Path> files = Files.list(got)) {
        assertThat(files.filter(p -> p.toString().endsWith(".dcm"))).hasSize(3);
      }
      line.set(line.size() - 1, "1.2.3");
      Run none = run(line.toArray(String[]::new));
      assertThat(none.exit()).isEqualTo(1);
      line.set(line.size() - 1, series.uids().study());
      line.addAll(List.of("--destination", "NOWHERE"));
      Run nowhere = run(line.toArray(String[]::new));
      assertThat(nowhere.exit()).isEqualTo(1);
      assertThat(nowhere.err()).contains("refused");
    }
  }
}
