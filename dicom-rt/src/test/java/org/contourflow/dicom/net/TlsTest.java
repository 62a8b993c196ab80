package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.PeerServer;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS 1.2 and 1.3, both sides showing certificates; keys made by the JDK's keytool. */
@Timeout(Eventually.HANGS)
class TlsTest {
  private static final String PASSWORD = TestKeys.PASSWORD;

  @TempDir static Path keys;
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() throws IOException, InterruptedException {
    TestKeys.make(keys, 2, "node", "peer", "stranger");
  }

  private static TlsSettings of(String name) {
    return TlsSettings.mutual(
        keys.resolve(name + ".p12"), PASSWORD, keys.resolve("trust.p12"), PASSWORD);
  }

  private static TlsSettings only(String name, String protocol, boolean peerNameChecked) {
    return new TlsSettings(
        keys.resolve(name + ".p12"),
        PASSWORD,
        keys.resolve("trust.p12"),
        PASSWORD,
        true,
        peerNameChecked,
        List.of(protocol));
  }

  private TestNode node(NetworkTimeouts timeouts) throws IOException {
    return TestNode.start(
        folder.resolve("spool"), s -> s.withTls(of("node")).withTimeouts(timeouts));
  }

  private static StoreScu scu(int port, TlsSettings tls) {
    return new StoreScu(
        new AeTitle("TESTSCU"),
        new RemoteNode(new AeTitle("CONTOURFLOW"), "127.0.0.1", port, Optional.of(tls)),
        TestNode.PATIENT);
  }

  @Test
  void instances_arrive_over_either_protocol_and_the_peers_name_is_checked_if_asked()
      throws Exception {
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 5, 128, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = node(TestNode.PATIENT)) {
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        assertThat(scu(node.port(), only("peer", protocol, true)).send(files))
            .as(protocol)
            .allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      }
      assertThat(node.arrived).hasSize(10);
    }
  }

  @Test
  void a_stranger_and_a_plain_caller_stay_outside() throws Exception {
    try (TestNode node = node(TestNode.PATIENT)) {
      assertThat(scu(node.port(), of("stranger")).echo()).isInstanceOf(EchoOutcome.Failed.class);
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Failed.class);
      assertThat(node.listener.statistics().acceptedAssociations()).isZero();
      assertThat(scu(node.port(), of("peer")).echo()).isInstanceOf(EchoOutcome.Alive.class);
    }
  }

  @Test
  void trap_8_clients_silent_in_the_hand_shake_block_nobody() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (TestNode node = node(TestNode.PATIENT)) {
      for (int i = 0; i < 20; i++) {
        silent.add(new Socket("127.0.0.1", node.port()));
      }
      assertThat(scu(node.port(), of("peer")).echo()).isInstanceOf(EchoOutcome.Alive.class);
      assertThat(node.listener.statistics().openConnections()).isGreaterThanOrEqualTo(20);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void trap_8_clients_silent_in_the_hand_shake_are_cut() throws Exception {
    NetworkTimeouts quick =
        NetworkTimeouts.defaults().withConnect(Duration.ofMillis(800), Duration.ofMillis(800));
    List<RawPeer> silent = new ArrayList<>();
    try (TestNode node = node(quick)) {
      for (int i = 0; i < 20; i++) {
        silent.add(new RawPeer(node.port()));
      }
      for (RawPeer peer : silent) {
        peer.awaitEnd();
        peer.close();
      }
      Eventually.holds(() -> node.listener.statistics().openConnections() == 0);
    }
  }

  @Test
  void a_hand_shake_dripped_byte_by_byte_is_cut() throws Exception {
    NetworkTimeouts quick =
        NetworkTimeouts.defaults().withConnect(Duration.ofMillis(800), Duration.ofMillis(800));
    AtomicBoolean allSent = new AtomicBoolean();
    try (TestNode node = node(quick);
        RawPeer peer = new RawPeer(node.port())) {
      Thread drip =
          new Thread(
              () -> {
                try {
                  peer.send(new byte[] {0x16, 3, 1, 2, 0});
                  for (int i = 0; i < 500; i++) {
                    peer.send(new byte[] {1});
                    Thread.sleep(40);
                  }
                  allSent.set(true);
                } catch (IOException | InterruptedException e) {
                  // Cut, as it must be.
                }
              });
      drip.start();
      peer.awaitEnd();
      drip.join();
      assertThat(allSent).as("cut before its end").isFalse();
    }
  }

  @Test
  void a_store_that_cannot_be_opened_is_named_without_its_password() {
    TlsSettings wrong =
        TlsSettings.mutual(keys.resolve("node.p12"), "wrong-one", keys.resolve("trust.p12"), "x");
    assertThatThrownBy(wrong::context)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node.p12")
        .hasMessageNotContaining("wrong-one");
    assertThat(wrong.toString()).doesNotContain("wrong-one");
    assertThatThrownBy(() -> only("node", "TLSv1.1", false))
        .hasMessageContaining("TLSv1.1")
        .hasMessageContaining("TLSv1.3");
  }

  @Test
  @Tag("peer")
  void dcmtk_sends_over_mutual_tls() throws Exception {
    Peer storescu = Peer.require("storescu");
    SampleInstances.ct(folder.resolve("in"), 3, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    pemKey("peer");
    try (TestNode node = node(TestNode.PATIENT)) {
      Peer.Result result =
          storescu.run(
              "-v",
              "+tls",
              keys.resolve("peer.key").toString(),
              keys.resolve("peer.pem").toString(),
              "+cf",
              keys.resolve("node.pem").toString(),
              "-aec",
              "CONTOURFLOW",
              "+sd",
              "127.0.0.1",
              "" + node.port(),
              folder.resolve("in").toString());
      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(node.arrived).hasSize(3);
    }
  }

  @Test
  @Tag("peer")
  @SuppressWarnings("try") // The server beside the test is held, not used.
  void dcmtk_receives_over_mutual_tls() throws Exception {
    Peer storescp = Peer.require("storescp");
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 3, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    pemKey("peer");
    int port = FreePort.find();
    Path out = Files.createDirectories(folder.resolve("out"));
    try (PeerServer peer =
        PeerServer.server(
            storescp,
            out,
            port,
            "+tls",
            keys.resolve("peer.key").toString(),
            keys.resolve("peer.pem").toString(),
            "+cf",
            keys.resolve("node.pem").toString(),
            "-od",
            out.toString(),
            "" + port)) {
      assertThat(scu(port, of("node")).send(files))
          .allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      try (Stream<Path> got = Files.list(out)) {
        assertThat(got.filter(p -> p.getFileName().toString().startsWith("CT"))).hasSize(3);
      }
    }
  }

  /** dcmtk wants the key as PEM without a password. */
  private static void pemKey(String name) {
    Peer.Result result =
        Peer.require("openssl")
            .run(
                "pkcs12",
                "-in",
                keys.resolve(name + ".p12").toString(),
                "-passin",
                "pass:" + PASSWORD,
                "-nodes",
                "-nocerts",
                "-out",
                keys.resolve(name + ".key").toString());
    assertThat(result.exit()).as(result.output()).isZero();
  }
}
