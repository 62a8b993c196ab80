package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.aoju.bus.image.metric.internal.pdu.AAbort;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer claims is checked before anybody allocates for it. */
class PduGuardTest {
  private static final int MAX_PDU = 16384;

  @TempDir Path folder;

  private static byte[] pass(byte[] bytes, int chunk) throws IOException {
    PeerActivity activity = new PeerActivity(NetworkTimeouts.defaults(), true);
    try (PduGuard guard = new PduGuard(new ByteArrayInputStream(bytes), MAX_PDU, activity)) {
      byte[] out = new byte[bytes.length];
      int total = 0;
      int count = guard.read(out, 0, Math.min(chunk, out.length));
      while (count > 0) {
        total += count;
        count = guard.read(out, total, Math.min(chunk, out.length - total));
      }
      return Arrays.copyOf(out, total);
    }
  }

  private static byte[] conversation() {
    return RawPdus.concat(
        RawPdus.associate("CONTOURFLOW", "A", RawPdus.CT, 16384),
        RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, "1.2.3")),
        RawPdus.pData(0, new byte[5000]),
        RawPdus.pData(2, new byte[1]),
        RawPdus.echo(2),
        RawPdus.release());
  }

  @Test
  void a_correct_conversation_passes_unchanged_however_it_is_cut() throws IOException {
    for (int chunk : new int[] {1, 2, 5, 7, 10, 4096, 100_000}) {
      assertThat(pass(conversation(), chunk)).as("chunks of %d", chunk).isEqualTo(conversation());
    }
  }

  @Test
  void a_command_in_many_fragments_and_several_pdvs_in_a_pdu_pass() throws IOException {
    byte[] command = RawPdus.echoCommand(1);
    byte[] first = Arrays.copyOf(command, 13);
    byte[] rest = Arrays.copyOfRange(command, 13, command.length);
    byte[] two =
        RawPdus.pdu(
            4,
            RawPdus.concat(
                Arrays.copyOfRange(RawPdus.pData(1, first), 6, 6 + 6 + first.length),
                Arrays.copyOfRange(RawPdus.pData(3, rest), 6, 6 + 6 + rest.length)));
    assertThat(pass(two, 3)).isEqualTo(two);
  }

  private static void assertAborted(byte[] bytes) {
    for (int chunk : new int[] {1, 10, 100_000}) {
      assertThatThrownBy(() -> pass(bytes, chunk)).isInstanceOf(AAbort.class);
    }
  }

  private static byte[] header(int type, int length) {
    return RawPdus.concat(
        new byte[] {(byte) type, 0}, ByteBuffer.allocate(4).putInt(length).array(), new byte[4]);
  }

  @Test
  void lengths_above_what_was_negotiated_are_stopped_at_the_header() {
    assertAborted(header(4, MAX_PDU + 1));
    assertAborted(header(4, 0x00FFFFFF));
    assertAborted(header(4, -1));
    assertAborted(header(1, PduGuard.MAX_ASSOCIATE_BYTES + 1));
    assertAborted(header(5, 5));
    assertAborted(header(4, 0));
  }

  @Test
  void unknown_types_are_stopped() {
    assertAborted(header(0, 4));
    assertAborted(header(8, 4));
    assertAborted(header(0x47, 0x45542F20)); // "GET / " of a lost web browser.
  }

  @Test
  void a_pdv_longer_than_its_pdu_is_stopped() {
    byte[] pdu = RawPdus.pData(2, new byte[100]);
    pdu[9]++;
    assertAborted(pdu);
    pdu[9] = 1;
    pdu[8] = 0;
    assertAborted(pdu);
  }

  @Test
  void a_command_element_that_claims_gigabytes_is_stopped() {
    byte[] element = RawPdus.element(0x1000, new byte[8]);
    element[7] = 0x7F;
    assertAborted(RawPdus.pData(1, element));
  }

  @Test
  void an_endless_command_is_stopped() {
    byte[] fragment = new byte[8000];
    for (int at = 0; at < fragment.length; at += 8) {
      fragment[at + 2] = 1;
    }
    byte[] pdu = RawPdus.pData(1, fragment);
    byte[] many = new byte[0];
    for (int i = 0; i < 10; i++) {
      many = RawPdus.concat(many, pdu);
    }
    assertAborted(many);
  }

  @Test
  void a_command_that_ends_within_an_element_or_of_another_group_is_stopped() {
    byte[] command = RawPdus.echoCommand(1);
    assertAborted(RawPdus.pData(3, Arrays.copyOf(command, command.length - 1)));
    byte[] other = command.clone();
    other[0] = 8;
    assertAborted(RawPdus.pData(3, other));
  }

  @Test
  void the_peer_is_told_by_an_abort_and_the_node_lives_on() throws Exception {
    try (TestNode node = TestNode.start(folder);
        RawPeer peer = RawPeer.associated(node.port(), "EVIL")) {
      peer.send(header(4, 0x7FFFFFFF));
      assertThat(peer.receive().type()).isEqualTo(7);
      peer.awaitEnd();
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
    }
  }
}
