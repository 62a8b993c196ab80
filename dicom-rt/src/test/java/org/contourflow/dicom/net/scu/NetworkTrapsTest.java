package org.contourflow.dicom.net.scu;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.RawPdus;
import org.contourflow.dicom.net.RawPeer;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The toolkit's traps on the network, each one sprung; numbers as in the design notes. */
@Timeout(Eventually.HANGS)
class NetworkTrapsTest {
  private static final int INVALID_OBJECT_INSTANCE = 0x0117;

  @TempDir Path folder;

  @Test
  void trap_4_an_association_names_this_implementation_both_ways() throws Exception {
    try (TestNode node = TestNode.start(folder);
        RawPeer peer = new RawPeer(node.port())) {
      peer.send(RawPdus.associate("CONTOURFLOW", "RAW", RawPdus.CT, 16384));
      String accepted =
          new String(peer.receive().body(), java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(accepted).contains(DicomUid.IMPLEMENTATION_CLASS).contains("CONTOURFLOW_");
      assertThat(accepted).doesNotContain("aoju").doesNotContain("1.2.40.0.13.1.");
    }
    try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
      Thread caller =
          new Thread(
              () ->
                  new StoreScu(
                          new AeTitle("A"),
                          RemoteNode.of("B", "127.0.0.1", server.getLocalPort()),
                          TestNode.PATIENT)
                      .echo());
      caller.start();
      try (java.net.Socket socket = server.accept()) {
        java.io.DataInputStream in = new java.io.DataInputStream(socket.getInputStream());
        in.readShort();
        byte[] request = in.readNBytes(in.readInt());
        String text = new String(request, java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(text).contains(DicomUid.IMPLEMENTATION_CLASS).contains("CONTOURFLOW_");
      }
      caller.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../escaped",
        "..",
        "1.2/../../3",
        "1.2\\..\\3",
        "/etc/passwd",
        "1..2",
        "1.2.",
        ".1",
        "C:1.2",
        "1.2.3 4",
        "1.2.aux",
        "1.22222222222222222222222222222222222222222222222222222222222222222222"
      })
  void trap_5_a_uid_that_is_no_uid_never_becomes_a_path(String uid) throws Exception {
    Path spool = folder.resolve("deep").resolve("spool");
    try (TestNode node = TestNode.start(spool);
        RawPeer peer = RawPeer.associated(node.port(), "EVIL")) {
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, uid)));
      peer.send(RawPdus.pData(2, new byte[1000]));
      assertThat(peer.receive().status()).isEqualTo(INVALID_OBJECT_INSTANCE);
      try (Stream<Path> all = Files.walk(folder)) {
        assertThat(all.filter(Files::isRegularFile).map(p -> p.getFileName().toString()))
            .containsExactly(".lock");
      }
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(2, RawPdus.CT, uid)));
      peer.send(RawPdus.pData(2, new byte[10]));
      assertThat(peer.receive().status()).as("and goes on").isEqualTo(INVALID_OBJECT_INSTANCE);
    }
  }

  @Test
  void trap_5_uids_inside_the_data_set_are_checked_too() throws Exception {
    Path file = folder.resolve("evil.dcm");
    DicomFiles.write(
        file,
        SampleInstances.slice(0, 8).put(DicomTag.SeriesInstanceUID, "../../x"),
        DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      assertThat(node.scu().send(List.of(file)).get(0).outcome())
          .isInstanceOfSatisfying(
              StoreOutcome.Refused.class,
              r -> assertThat(r.status()).isEqualTo(StatusCode.DATA_SET_DOES_NOT_MATCH));
      assertThat(node.receivedFiles()).isEmpty();
    }
  }

  @Test
  void a_data_set_of_another_instance_than_announced_is_refused() throws Exception {
    Path file =
        SampleInstances.ct(folder.resolve("in"), 1, 8, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN).get(0);
    try (TestNode node = TestNode.start(folder.resolve("spool"));
        RawPeer peer = RawPeer.associated(node.port(), "MIXED")) {
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, "1.2.3.4")));
      peer.send(RawPdus.pData(2, SampleInstances.dataSetBytes(file)));
      assertThat(peer.receive().status()).isEqualTo(0xA900);
      assertThat(node.receivedFiles()).isEmpty();
    }
  }

  @Test
  void trap_6_a_deflated_file_is_sent_inflated_and_deflated_is_never_proposed() throws Exception {
    Path file = folder.resolve("deflated.dcm");
    DicomFiles.write(
        file, SampleInstances.slice(0, 32), DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    assertThat(ContextPlan.proposalsFor(OutgoingFile.inspect(file)))
        .extracting(ContextPlan.Proposal::transferSyntaxUid)
        .doesNotContain(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      assertThat(node.scu().send(List.of(file)).get(0).outcome())
          .isInstanceOf(StoreOutcome.Stored.class);
      assertThat(node.arrived.get(0).dataSet().transferSyntaxUid())
          .isEqualTo(DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      DicomDataset got = DicomFiles.read(node.arrived.get(0).file()).dataset();
      assertThat(got.bytes(DicomTag.PixelData).orElseThrow())
          .isEqualTo(SampleInstances.slice(0, 32).bytes(DicomTag.PixelData).orElseThrow());
    }
  }

  @Test
  void trap_6_an_unchecked_failure_of_the_toolkit_becomes_a_receipt() throws Exception {
    Path file =
        SampleInstances.ct(folder.resolve("in"), 1, 8, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN).get(0);
    try (TestNode node =
        TestNode.start(
            folder.resolve("spool"),
            s -> s.withSopClasses(List.of(DicomUid.RT_STRUCTURE_SET_STORAGE)))) {
      StoreOutcome outcome = node.scu().send(List.of(file)).get(0).outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              StoreOutcome.Refused.class,
              r -> assertThat(r.comment()).contains("CT Image Storage"));
    }
  }

  @Test
  void trap_9_nothing_of_the_patient_reaches_the_log_at_info() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    List<Logger> loggers =
        List.of(
            (Logger) LoggerFactory.getLogger("org.contourflow.dicom.net"),
            (Logger) LoggerFactory.getLogger("org.aoju"));
    for (Logger logger : loggers) {
      logger.addAppender(log);
      logger.setAdditive(false);
      logger.setLevel(Level.INFO);
    }
    try (TestNode node =
        TestNode.start(
            folder.resolve("spool"),
            s -> s,
            i -> {
              throw new IllegalStateException("index");
            })) {
      node.scu()
          .send(SampleInstances.ct(folder.resolve("in"), 1, 8, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    } finally {
      for (Logger logger : loggers) {
        logger.setLevel(Level.OFF);
        logger.detachAppender(log);
      }
    }
    assertThat(log.list).isNotEmpty();
    assertThat(log.list)
        .allSatisfy(
            e ->
                assertThat(e.getFormattedMessage())
                    .doesNotContain("NETWORK^TEST")
                    .doesNotContain("NET-1"));
    assertThat(log.list)
        .as("a sink's failure is logged with its stack")
        .anyMatch(e -> e.getThrowableProxy() != null);
  }

  @Test
  void trap_10_endless_nesting_is_refused_and_costs_no_thread() throws Exception {
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000; i++) {
      // (0008,1115) of undefined length, an item of undefined length, and so on down.
      nested.writeBytes(new byte[] {8, 0, 0x15, 0x11, -1, -1, -1, -1});
      nested.writeBytes(new byte[] {-2, -1, 0, -32, -1, -1, -1, -1});
    }
    try (TestNode node = TestNode.start(folder);
        RawPeer peer = RawPeer.associated(node.port(), "NESTED")) {
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, "1.2.3")));
      byte[] data = nested.toByteArray();
      for (int at = 0; at < data.length; at += 8000) {
        int end = Math.min(data.length, at + 8000);
        peer.send(
            RawPdus.pData(end == data.length ? 2 : 0, java.util.Arrays.copyOfRange(data, at, end)));
      }
      assertThat(peer.receive().status()).isEqualTo(0xC000);
      assertThat(node.receivedFiles()).isEmpty();
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
    }
  }
}
