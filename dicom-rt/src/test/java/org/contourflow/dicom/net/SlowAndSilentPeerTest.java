package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that say nothing, little, or do not listen: they cost themselves, nobody else. */
@Timeout(Eventually.HANGS)
class SlowAndSilentPeerTest {
  @TempDir Path folder;

  private TestNode node(NetworkTimeouts timeouts) throws Exception {
    return TestNode.start(folder.resolve("spool"), s -> s.withTimeouts(timeouts));
  }

  /** For peers that are to be cut. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Beside them, for one that is not: it must come through on a machine that is loaded. */
  private static final Duration HONEST = Duration.ofSeconds(6);

  private static NetworkTimeouts quick() {
    return NetworkTimeouts.defaults().withConnect(LIMIT, LIMIT).withPdu(LIMIT).withIdle(LIMIT);
  }

  @Test
  void silent_connections_block_nobody_and_are_cut() throws Exception {
    try (TestNode node = node(TestNode.PATIENT.withConnect(HONEST, HONEST))) {
      List<RawPeer> silent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        silent.add(new RawPeer(node.port()));
      }
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
      for (RawPeer peer : silent) {
        peer.awaitEnd();
        peer.close();
      }
      assertThat(node.listener.statistics().cutConnections()).isEqualTo(20);
      Eventually.holds(() -> node.listener.statistics().openConnections() == 0);
    }
  }

  @Test
  void a_request_dripped_byte_by_byte_is_cut_although_it_is_never_silent() throws Exception {
    try (TestNode node = node(quick());
        RawPeer peer = new RawPeer(node.port())) {
      byte[] request = RawPdus.associate("CONTOURFLOW", "DRIP", RawPdus.CT, 16384);
      AtomicBoolean allSent = new AtomicBoolean();
      Thread drip =
          new Thread(
              () -> {
                try {
                  for (byte b : request) {
                    peer.send(new byte[] {b});
                    Thread.sleep(50);
                  }
                  allSent.set(true);
                } catch (java.io.IOException | InterruptedException e) {
                  // Cut, as it must be.
                }
              });
      drip.start();
      peer.awaitEnd();
      drip.join();
      assertThat(allSent).as("cut before its end").isFalse();
      assertThat(node.listener.statistics().acceptedAssociations()).isZero();
    }
  }

  @Test
  void an_instance_that_stalls_in_the_middle_of_a_pdu_is_dropped_whole() throws Exception {
    try (TestNode node = node(TestNode.PATIENT.withPdu(LIMIT));
        RawPeer peer = RawPeer.associated(node.port(), "STALL")) {
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, "1.2.3")));
      peer.send(RawPdus.pData(0, new byte[8000]));
      byte[] data = RawPdus.pData(2, new byte[8000]);
      peer.send(Arrays.copyOf(data, 4000));
      // Seen while it is being received, unless this thread slept until it was cut.
      Eventually.holds(
          () ->
              node.partialFiles().size() == 1 || node.listener.statistics().cutConnections() == 1);
      peer.awaitEnd();
      Eventually.holds(() -> node.partialFiles().isEmpty());
      assertThat(node.receivedFiles()).isEmpty();
      assertThat(node.arrived).isEmpty();
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
    }
  }

  @Test
  void an_association_without_messages_is_aborted() throws Exception {
    try (TestNode node = node(TestNode.PATIENT.withIdle(LIMIT));
        RawPeer peer = RawPeer.associated(node.port(), "IDLE")) {
      RawPeer.Pdu pdu = peer.receive();
      assertThat(pdu.type()).as("A-ABORT").isEqualTo(7);
      peer.awaitEnd();
      Eventually.holds(() -> node.listener.statistics().openAssociations() == 0);
    }
  }

  @Test
  void a_peer_that_asks_and_never_reads_the_answers_is_cut() throws Exception {
    try (TestNode node = node(TestNode.PATIENT.withPdu(LIMIT));
        RawPeer peer = new RawPeer(node.port())) {
      peer.send(RawPdus.associate("CONTOURFLOW", "DEAF", RawPdus.ECHO, 16384));
      byte[] echo = RawPdus.echo(1);
      byte[] many = new byte[echo.length * 1000];
      for (int i = 0; i < 1000; i++) {
        System.arraycopy(echo, 0, many, i * echo.length, echo.length);
      }
      try {
        for (int i = 0; i < 10_000; i++) {
          peer.send(many);
        }
        throw new AssertionError("10 million requests without reading an answer were taken");
      } catch (java.io.IOException expected) {
        assertThat(node.listener.statistics().cutConnections()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_slow_but_steady_sender_is_served() throws Exception {
    try (TestNode node = node(TestNode.PATIENT.withPdu(HONEST).withIdle(HONEST));
        RawPeer peer = RawPeer.associated(node.port(), "STEADY")) {
      Path file =
          SampleInstances.ct(folder.resolve("in"), 1, 64, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN)
              .get(0);
      byte[] data = SampleInstances.dataSetBytes(file);
      String uid = InstanceUids.scan(file).sopInstance();
      peer.send(RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, uid)));
      for (int at = 0; at < data.length; at += 1024) {
        int end = Math.min(data.length, at + 1024);
        peer.send(RawPdus.pData(end == data.length ? 2 : 0, Arrays.copyOfRange(data, at, end)));
        Thread.sleep(800);
      }
      assertThat(peer.receive().status()).isZero();
      assertThat(node.arrived).hasSize(1);
    }
  }

  @Test
  void this_node_as_sender_gives_up_on_a_peer_that_accepts_and_then_says_nothing()
      throws Exception {
    try (java.net.ServerSocket mute = new java.net.ServerSocket(0)) {
      StoreScu scu =
          new StoreScu(
              new AeTitle("TESTSCU"),
              RemoteNode.of("MUTE", "127.0.0.1", mute.getLocalPort()),
              quick());
      assertThat(scu.echo())
          .isInstanceOfSatisfying(
              EchoOutcome.Failed.class, failed -> assertThat(failed.retryable()).isTrue());
    }
  }
}
