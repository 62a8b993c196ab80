package org.contourflow.dicom.net.scp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.net.RawPeer;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that say nothing take no place from a caller that does, of any address. */
@Timeout(Eventually.HANGS)
class SilentConnectionsTest {
  @TempDir Path folder;

  @Test
  void more_silent_connections_than_there_are_places_lock_nobody_out() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (TestNode node = TestNode.start(folder, s -> s.withMaxAssociations(3))) {
      for (int i = 0; i < 40; i++) {
        silent.add(new Socket("127.0.0.1", node.port()));
      }
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
      // One that made way is gone once its own thread has seen it.
      Eventually.holds(
          "the places are kept to", () -> node.listener.statistics().openConnections() <= 14);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void an_address_has_its_share_of_the_associations_and_no_more() throws Exception {
    try (TestNode node =
        TestNode.start(folder, s -> s.withMaxAssociations(10).withMaxConnectionsPerAddress(2))) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        peers.add(RawPeer.associated(node.port(), "PEER" + i));
      }
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Failed.class);
      assertThat(node.listener.statistics().openAssociations()).isEqualTo(2);
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }
}
